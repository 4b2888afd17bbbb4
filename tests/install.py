"""What tests need beyond wheels: installs it, or names the tests that will not run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NEEDED = {
    "chromium": "tests of the HTML report in a real browser",
}


def main() -> int:
    """Install what is missing, or say which tests are left out."""
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    if not missing:
        return 0
    if os.environ.get("INSTALL_TOOLS") != "1":
        for tool in missing:
            print(f"not run: {NEEDED[tool]} ({tool} is not installed; INSTALL_TOOLS=1 installs it)")
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("INSTALL_TOOLS=1 needs Debian and root: apt-get was not found or you are not root")
        return 2
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *missing],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
