"""The door of the room: paths in, wire frames and a report out; one bad file loses no other."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
from pathlib import Path
from typing import IO

import polars as pl
import pytest
import zstandard

from vedette.model.analysis import Input
from vedette.model.settings import Layout
from vedette.watch.read import Reading, UnreadableError, explain_line, read
from vedette.watch.wire import WIRE

NOW = 1_795_564_800_000_000  # 2026-11-25T00:00:00Z
GOOD = '203.0.113.7 - - [23/Nov/2026:13:55:{:02d} +0000] "GET /a/{} HTTP/1.1" 200 12 "-" "curl"\n'
JSON = '{{"start_time":"2026-11-23T13:55:36Z","response_code":200,"method":"GET","path":"/{}"}}\n'


def log(count: int) -> str:
    return "".join(GOOD.format(number % 60, number) for number in range(count))


def run(reading: Reading) -> tuple[pl.DataFrame, Input]:
    frames = list(reading)
    return pl.concat(frames or [pl.DataFrame(schema=WIRE)]), reading.report()


def test_frames_have_the_columns_of_the_wire(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(log(3))
    calls, report = run(read([str(tmp_path)], now=NOW))

    assert WIRE == calls.schema
    assert [f"{tmp_path.name}/a.log"] == calls["source"].unique().to_list()
    length = len(GOOD.format(1, 1))
    assert [0, length, 2 * length] == calls["seq"].to_list()
    assert (3, 3, ("combined",)) == (report.lines, report.calls, report.formats)
    assert 1_795_442_100_000_000 == report.first
    assert 1_795_442_102_000_000 == report.last


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress, bytes]
)
def test_compression_is_told_by_content(pack: object, tmp_path: Path) -> None:
    """A rotated file is read whatever its name says, with the same offsets."""
    assert callable(pack)
    (tmp_path / "access.log.2").write_bytes(pack(log(100).encode()))
    calls, report = run(read([str(tmp_path)], now=NOW))

    start = log(100).rindex("203.0.113.7")
    assert (100, start) == (report.calls, calls["seq"][-1])


def test_formats_mix_in_a_folder_and_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(log(5))
    (tmp_path / "b.json").write_text("".join(JSON.format(number) for number in range(5)))
    mixed = "".join(GOOD.format(number, number) + JSON.format(number) for number in range(5))
    (tmp_path / "c.log").write_text(mixed)
    calls, report = run(read([str(tmp_path)], now=NOW))

    assert [("combined",), ("envoy_json",), ("combined", "envoy_json")] == [
        tuple(sorted(one.formats)) for one in report.files
    ]
    assert (20, {}) == (report.calls, report.rejected)
    in_c = calls.filter(pl.col("source").str.ends_with("c.log"))
    assert in_c["seq"].is_sorted()


def test_a_format_that_comes_late_is_found(tmp_path: Path) -> None:
    """A file may change its format after the lines that were looked at first."""
    (tmp_path / "a.log").write_text(log(3000) + "".join(map(JSON.format, range(2))))
    _, report = run(read([str(tmp_path)], now=NOW))

    assert (3002, ("combined", "envoy_json")) == (report.calls, report.formats)


def test_bad_lines_are_counted_by_reason_and_shown_masked(tmp_path: Path) -> None:
    """Each bad line is rejected alone; blank lines and comments are not counted."""
    bad = [
        GOOD.format(1, 1).replace(" 200 ", " two ").encode(),
        GOOD.format(1, 1).replace("23/Nov", "31/Nov").encode(),
        GOOD.format(1, 1).replace("2026", "1970").encode(),
        b"x" * 70_000 + b"\n",
        b"\x00\x01\x02\x03\x04binary\n",
        b"password=hunter2 and something else\n",
        b'{"start_time": "2026-11-23T13:55:36Z", "response_code"\n',
        b"# a comment\n",
        b"\n",
        b"   \n",
    ]
    good = log(20).encode()
    (tmp_path / "a.log").write_bytes(good + b"".join(bad) + good)
    _, report = run(read([str(tmp_path)], now=NOW))

    assert {
        "bad status": 1,
        "bad time": 1,
        "absurd time": 1,
        "too long": 1,
        "binary": 1,
        "does not match the format": 1,
        "broken JSON": 1,
    } == report.rejected
    assert (40, 47) == (report.calls, report.lines)
    shown = {one.reason: one for one in report.rejected_samples}
    assert "password=[7] and something else" == shown["does not match the format"].text
    assert 26 == shown["does not match the format"].line
    assert all(len(one.text) <= 160 for one in report.rejected_samples)


def test_samples_are_few(tmp_path: Path) -> None:
    """Five of each reason and file, fifty in all."""
    for number in range(12):
        (tmp_path / f"{number}.log").write_text(log(1) + "bad\n" * 100)
    _, report = run(read([str(tmp_path)], now=NOW))

    assert (1200, 50) == (sum(report.rejected.values()), len(report.rejected_samples))


def test_invalid_utf8_spoils_no_line(tmp_path: Path) -> None:
    line = GOOD.format(1, 1).encode()
    (tmp_path / "a.log").write_bytes(line + line.replace(b"curl", b"c\xff\xe9l") + line)
    calls, report = run(read([str(tmp_path)], now=NOW))

    assert ["curl", "c\ufffd\ufffdl", "curl"] == calls["user_agent"].to_list()
    assert [0, len(line), 2 * len(line)] == calls["seq"].to_list()
    assert {} == report.rejected


def test_lines_may_end_like_windows_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(log(3).replace("\n", "\r\n").encode().rstrip())
    calls, _ = run(read([str(tmp_path)], now=NOW))

    assert ["curl"] * 3 == calls["user_agent"].to_list()


def test_a_lone_carriage_return_ends_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(log(2).replace("curl", "cu\rrl", 1), newline="")
    calls, _ = run(read([str(tmp_path)], now=NOW))

    assert ["cu\rrl", "curl"] == calls["user_agent"].to_list()


def test_a_cut_file_keeps_its_lines_and_says_so(tmp_path: Path) -> None:
    packed = gzip.compress("".join(GOOD.format(n % 60, n * 7919) for n in range(5000)).encode())
    (tmp_path / "a.gz").write_bytes(packed[: len(packed) // 2])
    _, report = run(read([str(tmp_path)], now=NOW))

    (one,) = report.files
    assert one.calls > 1000
    assert {} == one.rejected
    assert "the gzip file is cut short" == one.note


def test_a_file_one_may_not_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.log").write_text(log(1))
    (tmp_path / "b.log").write_text(log(1))
    open_as_ever = Path.open

    def refuse(path: Path, *how: str, **more: int) -> IO[bytes]:
        if path.name == "b.log":
            raise PermissionError(13, "Permission denied")
        return open_as_ever(path, *how, **more)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(Path, "open", refuse)
    reading = read([str(tmp_path)], now=NOW)
    run(reading)

    assert ["not allowed to read it; try with the rights of its owner"] == [
        one.message for one in reading.failures
    ]


def test_one_bad_file_loses_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(log(2))
    (tmp_path / "b.txt").write_text("Dear diary,\ntoday password=secret1\n")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 50)
    (tmp_path / "d.log").write_text(log(2), encoding="utf-16")
    (tmp_path / "e.log").write_text("")
    (tmp_path / "z.log").write_text(log(2))
    reading = read([str(tmp_path), str(tmp_path / "missing.log")], now=NOW)
    _, report = run(reading)

    assert 4 == report.calls
    told = {Path(one.file).name: one.message for one in reading.failures}
    assert {"b.txt", "c.png", "d.log", "missing.log"} == told.keys()
    assert "no known log format; its first line is: Dear diary," in told["b.txt"]
    assert "a binary file, not a log" == told["c.png"]
    assert "the text is UTF-16; convert it first" in told["d.log"]
    assert "no such file or folder" == told["missing.log"]
    assert "empty" == next(one.note for one in report.files if one.file.endswith("e.log"))


def test_an_unknown_file_says_how_near_formats_came(tmp_path: Path) -> None:
    """The first line (masked), what was tried, and where the nearest left the line."""
    path = tmp_path / "own.log"
    path.write_text('203.0.113.7 - - [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200\n' * 3)
    with pytest.raises(UnreadableError) as told:
        run(read([str(path)], now=NOW))

    message = str(told.value)
    assert "its first line is: [11] - - [" in message or "203.0.113.7 - -" in message
    assert "combined: matched 6 fields, up to the field $bytes_sent" in message
    assert "tried: traefik, haproxy, alb, envoy, combined" in message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "missing", "no such file or folder"),
        (lambda folder: folder, "the folder holds no file"),
        (lambda folder: write(folder / "a.log", ""), "empty"),
        (lambda folder: write(folder / "a.log", "\n\n"), "empty"),
    ],
)
def test_nothing_readable_at_all_is_an_error(make: object, message: str, tmp_path: Path) -> None:
    assert callable(make)
    with pytest.raises(UnreadableError, match=message):
        run(read([str(make(tmp_path))], now=NOW))


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(log(4).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    calls, report = run(read(["-"], now=NOW))

    assert (4, "-") == (report.calls, calls["source"][0])


def test_progress_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.log", log(3))
    told: list[tuple[str, int, int]] = []
    run(
        read([str(tmp_path)], now=NOW, progress=lambda *step: told.append(step))  # type: ignore[arg-type]
    )

    size = len(log(3))
    assert [(str(tmp_path / "a.log"), size, size)] == told


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    """Then no other is tried, and its name may be the family's."""
    path = write(tmp_path / "a.log", log(3))

    assert 3 == run(read([str(path)], format="combined", now=NOW))[1].calls
    with pytest.raises(UnreadableError, match="tried: envoy"):
        run(read([str(path)], format="envoy", now=NOW))
    with pytest.raises(ValueError, match="no format 'nope'; known are traefik"):
        read([str(path)], format="nope", now=NOW)


def test_a_layout_of_ones_own_comes_first(tmp_path: Path) -> None:
    layout = Layout(name="mine", nginx='$remote_addr $status [$time_local] "$request"')
    line = '203.0.113.7 404 [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1"\n'
    path = write(tmp_path / "a.log", line * 3)
    _, report = run(read([str(path)], layouts=[layout], now=NOW))

    assert (("mine",), 3) == (report.formats, report.calls)
    assert 3 == run(read([str(path)], format="mine", layouts=[layout], now=NOW))[1].calls


def test_a_wrong_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such time zone: 'Mars/Base'"):
        read(["x"], timezone="Mars/Base", now=NOW)


def test_batches_and_documents_are_taken_apart(tmp_path: Path) -> None:
    """Arrays on a line, a pretty-printed export, a HAR: each record is a call of its own."""
    record = json.loads(JSON.format(1))
    write(tmp_path / "batch.log", json.dumps([record, record]) + "\n" + JSON.format(2))
    write(tmp_path / "export.json", json.dumps([record] * 3, indent=2))
    entry = {
        "startedDateTime": "2026-11-23T13:55:36Z",
        "time": 1,
        "request": {"method": "GET", "url": "http://h/", "headers": []},
        "response": {"status": 200},
    }
    pages = [{"startedDateTime": "2026-11-23T13:55:36Z", "id": "p", "pageTimings": {"onLoad": 1}}]
    har = {"log": {"version": "1.2", "pages": pages, "entries": [entry] * 4}}
    write(tmp_path / "one.har", json.dumps(har, indent=2))
    write(tmp_path / "two.har", json.dumps(har))
    calls, report = run(read([str(tmp_path)], now=NOW))

    counted = {Path(one.file).name: (one.calls, one.rejected) for one in report.files}
    assert {
        "batch.log": (3, {}),
        "export.json": (3, {}),
        "one.har": (4, {}),
        "two.har": (4, {}),
    } == counted
    assert 14 == calls.select("source", "seq").unique().height


def test_a_syslog_prefix_is_taken_off(tmp_path: Path) -> None:
    prefix = "Nov 23 13:55:36 web-1.example nginx[2869]: "
    write(tmp_path / "a.log", "".join(prefix + GOOD.format(n, n) for n in range(3)))
    calls, report = run(read([str(tmp_path)], now=NOW))

    assert ("combined in syslog (RFC 3164)",) == report.formats
    assert ["203.0.113.7"] * 3 == calls["peer"].to_list()


def test_frames_are_of_bounded_size(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    line = '1.1.1.1 - - [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1\n'
    path.write_text(line * 410_000)
    heights = [frame.height for frame in read([str(path)], now=NOW)]

    assert max(heights) <= 200_000
    assert 410_000 == sum(heights)


def test_a_line_is_explained() -> None:
    """Its format and fields; or the reason; or how near the formats came."""
    good = explain_line(GOOD.format(1, 1), now=NOW)
    bad = explain_line(GOOD.format(1, 1).replace(" 200 ", " two "), now=NOW)
    none = explain_line("hello", now=NOW)

    assert ("combined", "/a/1", 200) == (good.format, good.fields["path"], good.fields["status"])
    assert ("combined", "bad status") == (bad.format, bad.reason)
    assert (None, 3) == (none.format, len(none.near))
