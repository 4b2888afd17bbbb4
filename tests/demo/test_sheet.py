import numpy as np

from vedette.demo.sheet import HOUR, MIDNIGHT, SHEET, at, join, sheet


def test_one_value_stands_for_every_call():
    made = sheet(np.array([3, 5]), host="a", path=["/x", "/y"], client="192.0.2.1")

    assert SHEET == made.schema
    assert [("a", "/x", "GET"), ("a", "/y", "GET")] == made.select("host", "path", "method").rows()


def test_no_calls_is_a_sheet_too():
    assert SHEET == sheet(np.zeros(0, np.int64), host="a", path="/", client="192.0.2.1").schema


def test_parts_are_joined_row_by_row():
    assert ["/i/1", "/i/22"] == join("/i/", np.array([1, 22])).to_list()


def test_hours_count_from_midnight():
    assert MIDNIGHT + 9 * HOUR + HOUR // 2 == at(9.5)
