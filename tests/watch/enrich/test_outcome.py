import pytest


@pytest.fixture
def call(wire, enricher):
    return lambda **row: enricher().first(wire(row)).row(0, named=True)


@pytest.mark.parametrize(
    ("status", "grpc", "expected"),
    [(200, None, 2), (404, None, 4), (200, 0, 2), (200, 16, 4), (200, 7, 4), (200, 5, 4),
     (200, 13, 5), (200, 14, 5), (200, 99, 2), (0, None, None),
     (None, None, None), (999, None, None)],
)  # fmt: skip
def test_the_class_comes_from_grpc_where_present(call, status, grpc, expected):
    found = call(status=status, grpc_status=grpc)

    assert (expected, status) == (found["status_class"], found["status"])


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [("block", 403, True), ("throttle", 429, True), ("throttle", 200, False),
     ("flag", 403, False), (None, 403, False)],
)  # fmt: skip
def test_an_attempt_is_what_our_own_filter_refused(call, action, status, expected):
    assert call(action=action, status=status)["attempt"] is expected


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [("OPTIONS", 204, True), ("options", 200, True), ("OPTIONS", 404, False), ("GET", 204, False)],
)
def test_a_preflight_is_an_options_that_was_answered(call, method, status, expected):
    assert call(method=method, status=status)["preflight"] is expected
