from vedette.demo.truth import Day


def test_an_attack_starts_with_its_first_call(day: Day):
    for one in day.planted:
        assert one.calls["time"].min() == one.start


def test_names_are_told_apart(day: Day):
    names = [one.name for one in (*day.planted, *day.traps)]

    assert len(names) == len(set(names))
