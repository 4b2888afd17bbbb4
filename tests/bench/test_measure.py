import sys

from measure import best, cost


def test_the_cost_of_a_process_is_its_own():
    ran = cost([sys.executable, "-c", "print(sum(range(3_000_000)))"])

    assert 0 == ran.code
    assert "4499998500000" in ran.said
    assert 0 < ran.cpu < 5
    assert ran.peak > 1


def test_a_failure_is_told_with_what_was_said():
    ran = cost([sys.executable, "-c", "raise SystemExit('no such thing')"])

    assert 1 == ran.code
    assert "no such thing" in ran.said


def test_a_runaway_is_ended():
    ran = cost([sys.executable, "-c", "while True: pass"], limit=1)

    assert ran.code < 0


def test_the_least_disturbed_run_counts():
    few = cost([sys.executable, "-c", "pass"])
    more = cost([sys.executable, "-c", "sum(range(20_000_000))"])

    assert few == best([more, few])
