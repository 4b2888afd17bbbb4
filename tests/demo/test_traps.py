import polars as pl

from vedette.demo import clients
from vedette.demo.truth import Day, Trap


def trap(day: Day, name: str) -> Trap:
    return next(one for one in day.traps if one.name == name)


def test_the_monitor_makes_most_calls_of_its_proxy_at_night(day: Day):
    accounts = day.calls.filter(
        pl.col("host").str.starts_with("accounts"), pl.from_epoch("time", "us").dt.hour() == 1
    )

    assert (accounts["client"] == trap(day, "monitor").ips[0]).mean() > 0.3


def test_the_office_logs_in_around_nine_and_mostly_succeeds(day: Day):
    logins = day.calls.filter(
        pl.col("story") == "office", pl.col("path") == "/v1/login",
        pl.from_epoch("time", "us").dt.hour().is_in([8, 9]),
    )  # fmt: skip

    assert len(logins) > 60
    assert (logins["status"] == 200).mean() > 0.5


def test_the_broken_client_meets_nothing_but_its_one_error_for_hours(day: Day):
    broken = trap(day, "broken client").calls.filter(pl.col("status") == 404)

    assert broken["path"].n_unique() == 1
    assert int(broken["time"].max()) - int(broken["time"].min()) > 8 * 3_600_000_000


def test_the_flash_crowd_is_many_clients_at_one_item(day: Day):
    crowd = day.calls.filter(path="/v1/items/17171")

    assert crowd["client"].n_unique() > 1_000


def test_a_single_page_app_makes_43_calls_in_ten_seconds(day: Day):
    calls = trap(day, "single-page app").calls.sort("time")
    busiest = calls.group_by("client", pl.col("time") // 10_000_000).len()["len"].max()

    assert busiest >= 30


def test_the_apps_key_is_in_thousands_of_phones(day: Day):
    carried = day.calls.filter(key=clients.APP_KEY)

    assert carried["token"].n_unique() > 4_000


def test_traps_and_attacks_share_no_address_but_the_offices(day: Day):
    attackers = {ip for one in day.planted for ip in one.calls["client"]}
    good = {ip for one in day.traps for ip in one.calls["client"]}

    assert {clients.OFFICE_IP} == attackers & good
