"""Layouts of the user's own: in the gateway's syntax or as a map of keys, or with an error."""

from __future__ import annotations

import pytest

from vedette.model.settings import Layout
from vedette.watch.formats.layouts import layout_format
from vedette.watch.read import explain_line

NOW = 1_795_564_800_000_000


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (Layout(name="x", nginx="$status $"), "position 9: found '\\$', expected the name"),
        (Layout(name="x", nginx="no variable"), "position 1: .* expected at least one variable"),
        (Layout(name="x", nginx="$http_a$http_b"), r"position 8: .* text between \$http_a and"),
        (Layout(name="x", apache="%h %"), "position 4: found '%', expected a directive"),
        (Layout(name="x", envoy="%RESPONSE_CODE"), "position 1: .* expected an operator"),
        (Layout(name="x"), "expected exactly one of nginx, apache, envoy, json"),
        (Layout(name="x", json={"time": "t"}), "expected a path for request or target"),
        (Layout(name="x", json={"wat": "t"}), "wat: no such column; expected one of start"),
    ],
)
def test_a_wrong_layout_says_where_and_what_was_expected(layout: Layout, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layout_format(layout)


def read(layout: Layout, line: str) -> dict[str, object]:
    reading = explain_line(line, format=layout.name, layouts=[layout], now=NOW)
    assert reading.format == layout.name, reading
    return dict(reading.fields)


def test_an_nginx_directive_is_read_whole() -> None:
    """Name, quotes, line breaks and braces of the configuration are no part of the layout."""
    layout = Layout(
        name="api",
        nginx="""log_format api '$realip_remote_addr $remote_addr [$time_iso8601] '
            '$scheme://$host$request_uri ${status} $request_time "$http_apikey" $upstream_addr';""",
    )
    line = (
        "10.0.0.1 203.0.113.7 [2026-11-23T13:55:36+05:30] https://h.x/a?b=c 200 0.250 "
        '"k" 10.0.0.2:80'
    )

    fields = read(layout, line)

    assert {
        "peer": "203.0.113.7",
        "time": 1_795_422_336_000_000,
        "scheme": "https",
        "host": "h.x",
        "path": "/a",
        "query": "b=c",
        "status": 200,
        "duration": 250_000,
        "key": "k",
    }.items() <= fields.items()


def test_apache_adds_the_duration_to_the_start() -> None:
    layout = Layout(
        name="api", apache='LogFormat "%h %u %t %m %U%q %>s %D \\"%{X-API-Key}i\\"" api'
    )

    fields = read(layout, '203.0.113.7 - [23/Nov/2026:13:55:36 +0000] GET /a?b=c 200 1500 "k"')

    assert (1_795_442_136_000_000, 1_795_442_136_001_500) == (fields["started"], fields["time"])
    assert ("/a", "b=c", "k") == (fields["path"], fields["query"], fields["key"])


@pytest.mark.parametrize(
    ("directive", "text", "micros"),
    [
        ("%{sec}t", "1795442136", 0),
        ("%{msec}t", "1795442136250", 250_000),
        ("%{end:usec}t", "1795442136250001", 250_001),
        ("%{%Y-%m-%d %H:%M:%S}t", "2026-11-23 13:55:36", 0),
    ],
)
def test_apache_times_of_every_form(directive: str, text: str, micros: int) -> None:
    layout = Layout(name="api", apache=f'%a "{directive}" "%r" %s')

    fields = read(layout, f'203.0.113.7 "{text}" "GET / HTTP/1.1" 200')

    assert 1_795_442_136_000_000 + micros == fields["time"]


def test_envoy_operators_are_mapped_by_name() -> None:
    layout = Layout(
        name="api",
        envoy="[%START_TIME(%s.%3f)%] %REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %DURATION% "
        "%DOWNSTREAM_REMOTE_ADDRESS% %DYNAMIC_METADATA(vedette:kfp)% %UNKNOWN(x)% "
        "%TRAILER(grpc-status)%\\n",
    )

    fields = read(layout, "[1795442136.250] POST /a 200 12 [2001:db8::7]:99 k1_ab ? 0")

    assert 1_795_442_136_262_000 == fields["time"]
    assert ("2001:db8::7", "k1_ab", 0) == (
        fields["client"],
        fields["key_fingerprint"],
        fields["grpc_status"],
    )


def test_a_json_map_reads_a_private_layout_with_units() -> None:
    """The unit of a duration stands in its name, or in the name of the key."""
    paths = {
        "time": "t",
        "method": "method",
        "target": "target",
        "status": "st",
        "user_agent": "ua",
        "client": "ip",
        "bytes_out": "resp_bytes",
        "duration": "dur_ms",
        "upstream_time_us": "inner.took",
        "key": "h.x-api-key[0]",
    }
    line = (
        '{"t": 1795516249.3987, "ip": "127.0.0.1", "method": "GET", "target": "/v1/items?x=1",'
        '"st": 200, "resp_bytes": 602, "dur_ms": 0.42, "ua": "x", "inner": {"took": 7},'
        '"h": {"x-api-key": ["k"]}}'
    )

    fields = read(Layout(name="own", json=paths), line)

    assert (1_795_516_249_398_700, 420, 7) == (
        fields["time"],
        fields["duration"],
        fields["upstream_time"],
    )
    assert ("/v1/items", "x=1", 200, "127.0.0.1", 602, "k") == tuple(
        fields[name] for name in ("path", "query", "status", "client", "bytes_out", "key")
    )


def test_a_layouts_own_zone_is_for_times_without_one() -> None:
    layout = Layout(name="own", json={"time": "t", "path": "p", "status": "s"}, timezone="+02:00")

    fields = read(layout, '{"t": "2026-11-23 15:55:36", "p": "/", "s": 200}')

    assert 1_795_442_136_000_000 == fields["time"]
