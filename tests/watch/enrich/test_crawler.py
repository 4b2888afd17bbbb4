import polars as pl
import pytest

from vedette.watch.enrich import crawler


def verdict(declared, org=None, listed=None, *, has_list=False):
    frame = pl.DataFrame(
        {"d": [declared], "o": [org], "l": [listed]}, schema=dict.fromkeys("dol", pl.String)
    )
    found = crawler.verified(pl.col("d"), pl.col("o"), pl.col("l"), has_list=has_list)
    return frame.select(found).item()


@pytest.mark.parametrize(
    ("declared", "org", "expected"),
    [
        ("Googlebot", "Google LLC", True),
        ("Googlebot", "DigitalOcean, LLC", False),
        ("Googlebot", None, None),
        ("Baiduspider", "Beijing Baidu Netcom", True),
        ("Baiduspider", "China Unicom Beijing", None),
        ("UnheardOfBot", "Google LLC", None),
        (None, "Google LLC", None),
    ],
)
def test_a_claim_is_judged_by_the_network_where_that_can_be_known(declared, org, expected):
    assert verdict(declared, org) is expected


def test_the_users_list_proves_and_its_silence_disproves():
    assert verdict("UptimeBot", listed="uptimebot", has_list=True) is True
    assert verdict("UptimeBot", listed="otherbot", has_list=True) is False or (
        verdict("UptimeBot", listed="otherbot", has_list=True) is None
    )
    assert verdict("Googlebot", "Evil Hosting", has_list=True) is False
