import io

from rich.console import Console

from vedette.demo.told import Told


def test_each_stage_is_a_line_of_its_own():
    screen = io.StringIO()
    told = Told(Console(file=screen, width=80))
    told.stage("reading", 300)
    told.advance(300, 2)
    told.stage("judging", 40, "instants")
    told.say("[compiling]")
    lines = [line.split("s  ")[1] for line in screen.getvalue().splitlines()]

    assert ["reading", "judging, 40 instants", "[compiling]"] == lines
