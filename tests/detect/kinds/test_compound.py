from __future__ import annotations

from tests.detect.court import judged, level, pattern, profiles, row

from vedette.model.call import HOUR, SECOND

TOR = pattern(
    "tor", kind="compound", alone=False, per=("ip",), levels=(level("low", HOUR, tor_calls=1),)
)


def tor(*at: float, **changes: object):
    rows = [row(t, pattern="tor", tor_calls=1, **changes) for t in at]
    return profiles(
        *[{k: v for k, v in r.items() if k != "proxy"} for r in rows], grain="ip", window=HOUR
    )


def test_alone_it_is_no_finding():
    found, held = judged([TOR, pattern()], tor(10))

    assert ((), ()) == (found, held)


def test_beside_another_finding_of_the_same_address_it_is_one():
    found, _ = judged([TOR, pattern()], tor(10, 60), profiles(row(40)))

    assert ["noisy", "tor"] == sorted(f.pattern for f in found)


def test_it_begins_when_both_hold():
    found, _ = judged([TOR, pattern()], tor(10, 60), profiles(row(40)))

    assert [40] == [f.first // SECOND for f in found if f.pattern == "tor"]


def test_a_finding_of_another_address_does_not_count():
    found, _ = judged([TOR, pattern()], tor(10), profiles(row(10, ip="203.0.113.10")))

    assert ["noisy"] == [f.pattern for f in found]


def test_a_finding_before_or_after_its_time_does_not_count():
    later = profiles(row(90_000))
    found, _ = judged([TOR, pattern()], tor(10), later)

    assert ["noisy"] == [f.pattern for f in found]


def test_one_that_never_stands_alone_does_not_count():
    weak = pattern(alone=False)
    found, _ = judged([TOR, weak], tor(10), profiles(row(10)))

    assert ["noisy"] == [f.pattern for f in found]
