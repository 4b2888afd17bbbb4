"""The people and machines of the shop: addresses, keys, tokens, user agents.

Comes in: random generators. Goes out: frames of clients, one row each. Makes no calls.

Addresses come from the ranges that are set aside for tests and documentation. Keys and
tokens look like the real thing and open nothing.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Final

import numpy as np
import polars as pl

PHONES: Final = 4_600
WEB: Final = 2_600
OFFICE: Final = 60
CARRIER: Final = 1_000

APP_KEY: Final = "shop-app-7f3c1e5b9a"
OFFICE_IP: Final = "198.51.100.20"
CARRIER_IPS: Final = ("192.0.2.10", "192.0.2.11", "192.0.2.138", "192.0.2.139")
_HEX: Final = np.array(list("0123456789abcdef"), dtype="<U1")
_BASE64: Final = np.array(
    list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), dtype="<U1"
)

_MODELS: Final = (
    "Pixel 7", "Pixel 8", "Pixel 9", "SM-A546B", "SM-S911B", "SM-S921B", "SM-G991B",
    "Redmi Note 12", "2201117TY", "CPH2521", "moto g84", "XQ-DC54",
)  # fmt: skip
_WINDOWS: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_CHROME: Final = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
_SAFARI: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{}.1 Safari/605.1.15"


def phones(rng: np.random.Generator, count: int = PHONES) -> pl.DataFrame:
    """Phones with the shop's app: one key in all of them, a token of their own in each."""
    ips = homes(rng, count)
    six = rng.random(count) < 0.18
    ips[six] = _sixes(rng, int(six.sum()))
    return _crowd(ips, APP_KEY, jwts(rng, count), app_agents(rng, count), count)


def web(rng: np.random.Generator, count: int = WEB) -> pl.DataFrame:
    """People with browsers: no key, an opaque token once they are logged in."""
    return _crowd(homes(rng, count), None, opaque(rng, count), browsers(rng, count), count)


def office(rng: np.random.Generator) -> pl.DataFrame:
    """Sixty people behind one address, with the browsers that their company installs."""
    agents = np.array([_browser("win", 130), _browser("win", 131), _browser("edge", 131)])
    chosen = agents[rng.integers(0, len(agents), OFFICE)]
    ips = np.full(OFFICE, OFFICE_IP, dtype=object)
    return _crowd(ips, None, opaque(rng, OFFICE), chosen, OFFICE)


def carrier(rng: np.random.Generator) -> pl.DataFrame:
    """A thousand phones that a mobile carrier puts behind four addresses."""
    ips = np.array(CARRIER_IPS, dtype=object)[rng.integers(0, 4, CARRIER)]
    return _crowd(ips, APP_KEY, jwts(rng, CARRIER), app_agents(rng, CARRIER), CARRIER)


def _crowd(
    ips: np.ndarray, key: str | None, tokens: list[str], agents: np.ndarray, count: int
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "client": pl.Series(ips.tolist(), dtype=pl.String),
            "key": pl.Series([key] * count, dtype=pl.String),
            "token": pl.Series(tokens, dtype=pl.String),
            "user_agent": pl.Series(agents.tolist(), dtype=pl.String),
        }
    )


def homes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Distinct addresses of homes, spread thinly over 198.18.0.0 to 198.19.199.255."""
    numbers = rng.choice(456 * 254, count, replace=False)
    block, last = np.divmod(numbers, 254)
    second, third = np.divmod(block, 256)
    return np.array(
        [f"198.{18 + s}.{t}.{h + 1}" for s, t, h in zip(second, third, last, strict=True)],
        dtype=object,
    )


def hideout(number: int, host: int = 7) -> str:
    """An address in a /24 where nobody else lives; one for each attacker."""
    return f"198.19.{200 + number}.{host}"


def _sixes(rng: np.random.Generator, count: int) -> list[str]:
    parts = rng.integers(0, 65_536, (count, 4))
    return [f"2001:db8:{a:x}:{b:x}::{c:x}:{d:x}" for a, b, c, d in parts.tolist()]


def app_agents(rng: np.random.Generator, count: int) -> np.ndarray:
    """User agents of the shop's app on many models and versions."""
    minor, android, model, apple = (rng.integers(0, n, count) for n in (4, 4, 12, 3))
    ios = rng.random(count) < 0.38
    texts = [
        f"ShopApp/5.{m} (iPhone; iOS 17.{a}; Scale/3.00)"
        if i
        else f"ShopApp/5.{m} (Android {11 + n}; {_MODELS[d]}) okhttp/4.12.0"
        for m, n, d, a, i in zip(minor, android, model, apple, ios, strict=True)
    ]
    return np.array(texts, dtype=object)


def browsers(rng: np.random.Generator, count: int) -> np.ndarray:
    """User agents of browsers, in about the shares that people use them."""
    kinds = rng.choice(["win", "edge", "firefox", "mac", "safari", "android"], count,
                       p=[0.36, 0.12, 0.08, 0.14, 0.16, 0.14])  # fmt: skip
    versions = rng.integers(126, 133, count)
    texts = [_browser(kind, int(v)) for kind, v in zip(kinds, versions, strict=True)]
    return np.array(texts, dtype=object)


def _browser(kind: str, version: int) -> str:
    if kind == "firefox":
        return f"Mozilla/5.0 (Windows NT 10.0; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
    if kind == "safari":
        return f"{_MAC} {_SAFARI.format(17 + version % 2)}"
    if kind == "android":
        mobile = _CHROME.replace("Safari", "Mobile Safari").format(version)
        return f"Mozilla/5.0 (Linux; Android 10; K) {mobile}"
    base = f"{_MAC if kind == 'mac' else _WINDOWS} {_CHROME.format(version)}"
    return f"{base} Edg/{version}.0.0.0" if kind == "edge" else base


def keys(rng: np.random.Generator, count: int, prefix: str = "") -> list[str]:
    """API keys: 24 hexadecimal digits after an optional prefix."""
    return [prefix + digits for digits in _letters(rng, count, 24, _HEX)]


def opaque(rng: np.random.Generator, count: int) -> list[str]:
    """Opaque bearer tokens, as the Authorization header carries them."""
    return [f"Bearer {text}" for text in _letters(rng, count, 40, _BASE64)]


def jwts(rng: np.random.Generator, count: int) -> list[str]:
    """Tokens of the shape of a JWT, unsigned by anyone, each for a user of its own."""
    head = _base64(b'{"alg":"ES256","typ":"JWT"}')
    users = rng.choice(9_000_000, count, replace=False) + 1_000_000
    marks = _letters(rng, count, 43, _BASE64)
    return [
        f"Bearer {head}.{_base64(_claims(user))}.{mark}"
        for user, mark in zip(users.tolist(), marks, strict=True)
    ]


def _claims(user: int) -> bytes:
    claims = {"iss": "https://accounts.shop.example", "sub": f"u{user}", "client_id": "shop-app"}
    return json.dumps(claims, separators=(",", ":")).encode()


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _letters(rng: np.random.Generator, count: int, length: int, of: np.ndarray) -> list[str]:
    drawn = of[rng.integers(0, len(of), (count, length))]
    return drawn.view(f"<U{length}").ravel().tolist()
