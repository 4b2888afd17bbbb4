from measure import Cost
from peers import Row
from run import BOUNDS, Book, Run, judge, met, written


def book() -> Book:
    made = Book()
    for what, lines, cpu in (
        ("first start ever, 10,000 lines", 10_000, 9.0),
        ("10,000 lines", 10_000, 1.0),
        ("text, 1,000,000 lines", 1_000_000, 11.0),
        ("text, 5,000,000 lines", 5_000_000, 50.0),
        ("JSON, the same facts, 5,000,000 lines", 5_000_000, 60.0),
    ):
        made.runs.append(Run(what, lines, Cost(cpu, cpu * 0.6, 900.0, 0, "")))
    made.rows.append(Row("GoAccess", "1.7", "counts", 1, "whole", 15.0, 15.0, 80.0, "goaccess x"))
    made.rows.append(Row("CrowdSec", "1.4.6", "all", 1, "part", 2_000.0, 2_000.0, 80.0, "crowdsec"))
    made.absent.append("fail2ban-regex is not here")
    return made


def test_every_figure_is_set_against_its_bound():
    made = book()
    judge(made, [1_000_000, 5_000_000])

    assert 100_000 == made.values["calls per core-second, text"]
    assert 1.5 == made.values["times GoAccess, by CPU per line"]
    assert 200 == made.values["times CrowdSec, by CPU per line"]
    assert abs(made.values["JSON against text, by CPU per line"] - 5 / 6) < 1e-9
    assert abs(made.values["growth: dearest against cheapest call"] - 1.1) < 1e-9
    assert set(made.values) <= set(BOUNDS)


def test_a_missed_bound_is_seen():
    assert met("peak memory, MiB", 2_048)
    assert not met("peak memory, MiB", 2_049)
    assert not met("calls per core-second, text", 59_999)


def test_the_page_says_what_was_measured_and_what_was_not():
    made = book()
    judge(made, [1_000_000, 5_000_000])
    page = written(made)

    assert "**missed**" in page
    assert "not measured" in page
    assert "- fail2ban-regex is not here" in page
