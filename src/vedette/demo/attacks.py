"""The attacks of the day, each of its own kind.

Comes in: a random generator and the shop's people. Goes out: attacks with their calls
and the identities that only the attacker carries.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vedette.demo import clients, life, probes
from vedette.demo.sheet import (
    ACCOUNTS,
    CATALOGUE,
    MEDIA,
    MINUTE,
    ORDERS,
    SECOND,
    Numbers,
    at,
    join,
    sheet,
)  # fmt: skip
from vedette.demo.truth import Planted

TOR_IP = "198.19.240.9"
_PYTHON = "python-requests/2.32.3"
_PHONE = "ShopApp/5.2 (Android 14; SM-S921B) okhttp/4.12.0"
_IPHONE = "ShopApp/5.1 (iPhone; iOS 17.2; Scale/3.00)"
_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)


def all_attacks(rng: np.random.Generator) -> list[Planted]:
    """Every attack of the day, in order of its kind."""
    return [
        stuffing(rng), stuffing_from_the_office(rng), slow_guessing(rng), key_guessing(rng),
        session_rotation(rng), token_collecting(rng), scraping(rng), bulk_egress(rng),
        bola_enumeration(rng), id_walk(rng), bola_refused(rng), forbidden_doors(rng),
        vulnerability_scan(rng), flood(rng), tor_guessing(rng), agent_rotation(rng),
    ]  # fmt: skip


def stuffing(rng: np.random.Generator) -> Planted:
    """Stolen pairs of names and passwords tried one after another, 1 in 150 fits."""
    ip, count = clients.hideout(0), 2_400
    calls = sheet(_burst(rng, 3.2, 50, count), host=ACCOUNTS, method="POST", path="/v1/login",
                  status=life.answers(rng, count, ((401, 0.993), (200, 0.007))), client=ip,
                  duration=life.spent(rng, count, 140), bytes_out=310,
                  user_agent=_PYTHON)  # fmt: skip
    return Planted("credential stuffing", ("credential_stuffing",), calls, ips=(ip,))


def stuffing_from_the_office(rng: np.random.Generator) -> Planted:
    """The same, at half past ten, from inside the office, with a key of its own."""
    key, count = clients.keys(rng, 1, "dev-")[0], 420
    calls = sheet(_burst(rng, 10.5, 25, count), host=ACCOUNTS, method="POST", path="/v1/login",
                  status=life.answers(rng, count, ((401, 0.99), (200, 0.01))),
                  client=clients.OFFICE_IP, key=key, duration=life.spent(rng, count, 140),
                  bytes_out=310, user_agent="Go-http-client/2.0")  # fmt: skip
    return Planted("stuffing from the office", ("credential_stuffing",), calls, keys=(key,))


def slow_guessing(rng: np.random.Generator) -> Planted:
    """Voucher codes guessed all day, one each 45 seconds, so that no short window shows it."""
    ip, count = clients.hideout(2), 1_800
    calls = sheet(_burst(rng, 0.6, 22.5 * 60, count), host=ORDERS,
                  path=join("/v1/vouchers/", life.vouchers(rng, count)), client=ip,
                  status=life.answers(rng, count, ((404, 0.985), (200, 0.015))), bytes_out=99,
                  user_agent=_CHROME)  # fmt: skip
    return Planted("slow voucher guessing", ("brute_guessor",), calls, ips=(ip,))


def key_guessing(rng: np.random.Generator) -> Planted:
    """Keys made up and tried; none is right."""
    ip, count = clients.hideout(3), 500
    calls = sheet(_burst(rng, 4.4, 12, count), host=CATALOGUE, path="/v1/categories",
                  status=401, client=ip, key=pl.Series(clients.keys(rng, count, "partner-")),
                  bytes_out=88, user_agent="curl/8.5.0")  # fmt: skip
    return Planted("key guessing", ("key_guessing",), calls, ips=(ip,))


def session_rotation(rng: np.random.Generator) -> Planted:
    """Harvested tokens, a new one for every second call."""
    ip, count = clients.hideout(4), 1_000
    tokens = clients.jwts(rng, count // 2)
    calls = sheet(_burst(rng, 13.6, 14, count), host=ACCOUNTS, path="/v1/me", client=ip,
                  key=clients.APP_KEY, token=pl.Series(np.repeat(np.array(tokens), 2).tolist()),
                  bytes_out=620, user_agent=_PHONE)  # fmt: skip
    return Planted("session rotation", ("oauth_harvester", "oauth_abuser", "oauth_collector"),
                   calls, ips=(ip,), tokens=tuple(tokens))  # fmt: skip


def token_collecting(rng: np.random.Generator) -> Planted:
    """Accounts taken over one by one: a new token each three minutes, used a few times."""
    ip, tokens = clients.hideout(5), clients.jwts(rng, 420)
    starts = _burst(rng, 1.0, 21 * 60, len(tokens))
    times = (starts[:, None] + np.array([0, 2, 5]) * SECOND).ravel()
    carried = pl.Series(np.repeat(np.array(tokens), 3).tolist())
    paths = pl.Series(["/v1/me", "/v1/orders?page=1", "/v1/me"] * len(tokens))
    hosts = pl.Series([ACCOUNTS, ORDERS, ACCOUNTS] * len(tokens))
    calls = sheet(times, host=hosts, path=paths, client=ip, key=clients.APP_KEY, token=carried,
                  bytes_out=700, user_agent=_IPHONE)  # fmt: skip
    return Planted("token collecting", ("oauth_abuser", "oauth_collector", "oauth_harvester"),
                   calls, ips=(ip,), tokens=tuple(tokens))  # fmt: skip


def scraping(rng: np.random.Generator) -> Planted:
    """A price comparison site with a valid key reads the catalogue, four items a second."""
    ip, key, count = clients.hideout(6), clients.keys(rng, 1, "partner-")[0], 7_200
    ids = rng.permutation(life.ITEMS)[:count] + 10_000
    calls = sheet(_burst(rng, 5.2, 30, count), host=CATALOGUE, path=life.item_path(ids),
                  client=ip, key=key, bytes_out=2_300,
                  user_agent="okhttp/4.12.0")  # fmt: skip
    return Planted("catalogue scraping", ("content_scraper", "content_robber"), calls, ips=(ip,),
                   keys=(key,))  # fmt: skip


def bulk_egress(rng: np.random.Generator) -> Planted:
    """The originals of all pictures, six megabytes each."""
    ip, count = clients.hideout(7), 420
    ids = rng.permutation(life.ITEMS)[:count] + 10_000
    size = (6_000_000 * rng.lognormal(0, 0.2, count)).astype(np.int64)
    calls = sheet(_burst(rng, 21.2, 20, count), host=MEDIA, bytes_out=size, client=ip,
                  path=join("/media/originals/", ids, ".tif"), duration=2_100_000,
                  user_agent="Wget/1.21.4")  # fmt: skip
    return Planted("bulk egress", ("static_content_scraper", "content_scraper"), calls,
                   ips=(ip,))  # fmt: skip


def bola_enumeration(rng: np.random.Generator) -> Planted:
    """One customer reads other people's orders; the API lets it."""
    count = 450
    ids = rng.integers(1_000_000, 9_999_993, count)
    calls, token, ip = _customer(rng, 8, _burst(rng, 14.4, 25, count), ids, 200)
    return Planted("BOLA enumeration", ("bola_enumeration",), calls, ips=(ip,), tokens=(token,),
                   ordinary=6)  # fmt: skip


def id_walk(rng: np.random.Generator) -> Planted:
    """One customer reads orders number by number."""
    count = 360
    calls, token, ip = _customer(rng, 9, _burst(rng, 17.7, 30, count), 4_400_000 + np.arange(count),
                                 life.answers(rng, count, ((200, 0.8), (404, 0.2))))  # fmt: skip
    return Planted("sequential id walk", ("sequential_id_walk",),
                   calls, ips=(ip,), tokens=(token,), ordinary=6)  # fmt: skip


def bola_refused(rng: np.random.Generator) -> Planted:
    """One customer asks for other people's orders and is refused most of the time."""
    count = 160
    ids = rng.integers(1_000_000, 9_999_993, count)
    status = life.answers(rng, count, ((403, 0.7), (404, 0.12), (200, 0.18)))
    calls, token, ip = _customer(rng, 10, _burst(rng, 19.2, 16, count), ids, status)
    return Planted("BOLA refused", ("bola_probing",), calls,
                   ips=(ip,), tokens=(token,), ordinary=6)  # fmt: skip


def _customer(
    rng: np.random.Generator, number: int, times: Numbers, ids: Numbers, status: int | Numbers
) -> tuple[pl.DataFrame, str, str]:
    ip, token = clients.hideout(number), clients.jwts(rng, 1)[0]
    agent = clients.app_agents(rng, 1)[0]
    attack = sheet(times, host=ORDERS, path=join("/v1/orders/", ids), status=status, client=ip,
                   key=clients.APP_KEY, token=token, bytes_out=1_400, user_agent=agent,
                   duration=life.spent(rng, len(times), 30))  # fmt: skip
    before = sheet(times[:6] - 20 * MINUTE, host=ACCOUNTS, path="/v1/me", client=ip,
                   key=clients.APP_KEY, token=token, user_agent=agent)  # fmt: skip
    return pl.concat([before, attack]), token, ip


def forbidden_doors(rng: np.random.Generator) -> Planted:
    """A token that once was an administrator's keeps knocking at doors closed to it."""
    ip, token, count = clients.hideout(11), clients.opaque(rng, 1)[0], 520
    doors = np.array(["reports", "users", "refunds", "prices", "exports", "stock", "audit"])
    paths = join("/v1/admin/", doors[rng.integers(0, 7, count)].astype(object), "/",
                 rng.integers(1, 60, count))  # fmt: skip
    attack = sheet(_burst(rng, 8.0, 5 * 60, count), host=ORDERS, path=paths, status=403,
                   client=ip, token=token, bytes_out=77, user_agent=_CHROME)  # fmt: skip
    normal = sheet(_burst(rng, 8.0, 5 * 60, 60), host=ORDERS, path="/v1/orders?page=1",
                   client=ip, token=token, user_agent=_CHROME)  # fmt: skip
    return Planted("forbidden doors", ("robot_abuser", "brute_guessor"),
                   pl.concat([attack, normal]), ips=(ip,), tokens=(token,))  # fmt: skip


def vulnerability_scan(rng: np.random.Generator) -> Planted:
    """A scanner asks three hosts for the files that careless people leave behind."""
    ip, count = clients.hideout(12), 900
    hosts = np.array([ACCOUNTS, CATALOGUE, ORDERS])[rng.integers(0, 3, count)].astype(object)
    calls = sheet(_burst(rng, 6.3, 4, count), host=hosts, path=probes.paths(rng, count),
                  status=life.answers(rng, count, ((404, 0.96), (403, 0.03), (400, 0.01))),
                  client=ip, bytes_out=99, user_agent=_CHROME)  # fmt: skip
    return Planted("vulnerability scan", ("vulnerability_scan",), calls,
                   ips=(ip,))  # fmt: skip


def flood(rng: np.random.Generator) -> Planted:
    """One machine asks for the dearest page, forty times a second, for six minutes."""
    ip, count = clients.hideout(13), 14_400
    words = life.vouchers(rng, count)
    calls = sheet(_burst(rng, 20.3, 6, count), host=CATALOGUE, client=ip,
                  path=join("/v1/search?q=", words), bytes_out=6_100, user_agent=_CHROME,
                  duration=life.spent(rng, count, 220))  # fmt: skip
    return Planted("flood", ("flooder",), calls, ips=(ip,))


def tor_guessing(rng: np.random.Generator) -> Planted:
    """Voucher codes guessed in a hurry through a Tor exit."""
    count = 260
    calls = sheet(_burst(rng, 23.0, 8, count), host=ORDERS, client=TOR_IP, bytes_out=99,
                  path=join("/v1/vouchers/", life.vouchers(rng, count)),
                  status=life.answers(rng, count, ((404, 0.98), (200, 0.02))),
                  user_agent=_CHROME)  # fmt: skip
    return Planted("guessing through Tor", ("guessor", "tor_list"), calls, ips=(TOR_IP,))


def agent_rotation(rng: np.random.Generator) -> Planted:
    """A scraper of search results that shows another user agent with every call."""
    ip, count = clients.hideout(15), 900
    agents = probes.agents(rng, count)
    calls = sheet(_burst(rng, 15.1, 35, count), host=CATALOGUE, client=ip, user_agent=agents,
                  path=join("/v1/search?q=", life.vouchers(rng, count), "&page=1"),
                  bytes_out=6_100)  # fmt: skip
    return Planted("user-agent rotation", ("distinct_ua_family",), calls, ips=(ip,))  # fmt: skip


def _burst(rng: np.random.Generator, hour: float, minutes: float, count: int) -> Numbers:
    """`count` instants spread over `minutes` from `hour` on, a machine's uneven pace."""
    gaps = rng.gamma(2.5, 1.0, count)
    return at(hour) + (np.cumsum(gaps) / gaps.sum() * minutes * MINUTE).astype(np.int64)
