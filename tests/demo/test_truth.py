from vedette.demo.truth import Day


def test_an_attack_starts_after_what_anyone_would_do(day: Day):
    for one in day.planted:
        assert one.ordinary == (one.calls["time"] < one.start).sum()


def test_names_are_told_apart(day: Day):
    names = [one.name for one in (*day.planted, *day.traps)]

    assert len(names) == len(set(names))
