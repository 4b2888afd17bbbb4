"""What a scanner asks for, and the many faces of a client that hides its own.

Comes in: a random generator. Goes out: paths and user agents. The words are those that
every list of careless files has; they are put together here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from vedette.demo.sheet import join

_ROOTS: Final = ("", "/old", "/backup", "/app", "/api", "/public", "/test", "/web", "/site", "/www")
_FILES: Final = (
    ".env", ".git/config", ".git/HEAD", ".svn/entries", ".aws/credentials", ".DS_Store",
    "wp-login.php", "wp-admin/", "xmlrpc.php", "phpinfo.php", "phpmyadmin/", "admin.php",
    "config.php.bak", "backup.zip", "backup.sql", "db.sql", "dump.sql", "server-status",
    "actuator/env", "actuator/heapdump", "console/", "manager/html", "cgi-bin/test.cgi",
    "id_rsa", "web.config", "composer.json", "Dockerfile", "docker-compose.yml", "setup.php",
    "shell.php", "upload.php", "vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
)  # fmt: skip
_WIN: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
_DROID: Final = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
_APPLE: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
_FACES: Final = (
    _WIN + "Chrome/1{}.0.0.0 Safari/537.36",
    _WIN + "Chrome/1{}.0.0.0 Safari/537.36 Edg/1{}.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:1{}.0) Gecko/20100101 Firefox/1{}.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_{}_7) " + _APPLE + "Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{} like Mac OS X) " + _APPLE + "Mobile Safari/604.1",
    _DROID + "SamsungBrowser/{}.0 Chrome/117.0.0.0 Mobile Safari/537.36",
    _DROID + "Chrome/1{}.0.0.0 Mobile Safari/537.36",
    _WIN + "Chrome/120.0.0.0 Safari/537.36 OPR/1{}.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:{}.0) like Gecko",
    _WIN + "Chrome/120.0.0.0 YaBrowser/{}.1.0 Safari/537.36",
    _WIN + "Chrome/120.0.0.0 Safari/537.36 Vivaldi/6.{}",
    _DROID + "Version/4.0 Chrome/100.0.0.0 UCBrowser/13.{} Mobile Safari/537.36",
)  # fmt: skip


def paths(rng: np.random.Generator, count: int) -> pl.Series:
    """Paths of files that should not be there."""
    roots = np.array(_ROOTS, dtype=object)[rng.integers(0, len(_ROOTS), count)]
    files = np.array(_FILES, dtype=object)[rng.integers(0, len(_FILES), count)]
    return join(roots, "/", files)


def agents(rng: np.random.Generator, count: int) -> pl.Series:
    """User agents of a dozen browser families, in many versions each."""
    faces, versions = rng.integers(0, len(_FACES), count), rng.integers(10, 40, count)
    pairs = zip(faces.tolist(), versions.tolist(), strict=True)
    return pl.Series([_FACES[face].replace("{}", str(version)) for face, version in pairs])
