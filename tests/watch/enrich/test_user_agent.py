import polars as pl
import pytest

from vedette.watch.enrich.user_agent import UserAgents

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1"
)


def one(text, **options):
    return UserAgents(**options).of(pl.Series([text], dtype=pl.String)).row(0, named=True)


def test_a_browser_is_neither_library_nor_bot():
    found = one(SAFARI)

    assert (
        found["ua_family"],
        found["ua_os"],
        found["ua_library"],
        found["declared_bot"],
        found["user_agent"],
    ) == ("Mobile Safari", "iOS", False, None, SAFARI)


@pytest.mark.parametrize(
    "text",
    [
        "okhttp/4.12.0",
        "curl/8.1.2",
        "python-requests/2.31.0",
        "Go-http-client/1.1",
        "axios/1.6.0",
        "Apache-HttpClient/4.5.13 (Java/11.0.2)",
        "Java/1.8.0_292",
        "PostmanRuntime/7.36.0",
    ],
)
def test_ordinary_api_clients_are_libraries_and_no_bots(text):
    found = one(text)

    assert (found["ua_library"], found["declared_bot"]) == (True, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "AhrefsBot"),
        ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "YandexBot"),
        ("sqlmap/1.7.2#stable (https://sqlmap.org)", "sqlmap"),
    ],
)
def test_a_bot_is_called_by_its_name(text, name):
    found = one(text)

    assert (name, False) == (found["declared_bot"], found["ua_library"])


def test_a_tool_nobody_knows_is_its_own_family():
    assert one("gobuster/3.6")["ua_family"] == "gobuster"


def test_no_user_agent_is_unknown_and_an_empty_one_is_other():
    assert {None} == set(one(None).values())
    assert one("")["ua_family"] == "other"


def test_beyond_the_budget_a_family_is_other_and_counted():
    agents = UserAgents(budget=1)

    found = agents.of(pl.Series(["curl/8", "wget/1", "curl/8"]))

    assert agents.unparsed == 1
    assert found["ua_family"].to_list().count("other") == 1 or found["ua_family"][0] == "other"


def test_a_secret_in_a_user_agent_reaches_no_column():
    secret = "sk_live_Abc123Def456Ghi789"

    assert secret not in str(one(f"{secret}/1.0 (token={secret}) {SAFARI}"))
