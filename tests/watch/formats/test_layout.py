"""The layout compiler: what a gateway writes by a layout is what is read by it."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.formats import nginx
from vedette.watch.formats.base import REJECT, Context, Field
from vedette.watch.formats.layout import Literal, Maybe, compile_layout
from vedette.watch.formats.text import text_format

NOW = 1_795_564_800_000_000

words = st.text("abcXYZ019._:/%", min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(0, 10**9)

# Each part: what stands in the layout, the wire column, and what may be written there.
QUOTED = {
    "$http_user_agent": "user_agent",
    "$http_x_api_key": "key",
    "$http_authorization": "token",
}
BARE = {"$remote_user": "user", "$request_id": "request_id", "$scheme": "scheme"}
WHOLE = {"$body_bytes_sent": "bytes_out", "$request_length": "bytes_in"}


def escaped(text: str) -> str:
    """As nginx writes it."""
    plain = (byte for byte in text.encode())
    return "".join(
        chr(byte) if 0x20 <= byte <= 0x7E and byte not in b'"\\' else f"\\x{byte:02X}"
        for byte in plain
    )


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, dict[str, object]]:
    """A layout, a line written by it, and the values in it."""
    parts: list[tuple[str, str, str, object]] = [
        ("[$time_local]", "[23/Nov/2026:13:55:36 +0000]", "time", 1_795_442_136_000_000),
        ("$status", "404", "status", 404),
    ]
    for name, column in QUOTED.items():
        text = draw(texts)
        parts.append((f'"{name}"', f'"{escaped(text)}"', column, text))
    for name, column in BARE.items():
        text = draw(words)
        parts.append((name, text, column, text))
    for name, column in WHOLE.items():
        number = draw(numbers)
        parts.append((name, str(number), column, number))
    chosen = draw(st.permutations(parts))
    separator = draw(st.sampled_from([" ", " | ", "\t", " - ", ", "]))
    layout = separator.join(part[0] for part in chosen)
    line = separator.join(part[1] for part in chosen)
    return layout, line, {part[2]: part[3] for part in chosen}


@given(written())
def test_values_written_by_a_layout_are_read_back(case: tuple[str, str, dict[str, object]]) -> None:
    """Whatever a client sends, its fields come back; "-" and "" mean nothing."""
    layout, line, values = case
    reader = text_format("own", "nginx", nginx.pieces(layout)).reader(Context("UTC", NOW))
    frames = [reader.read(pl.Series([line]), tier) for tier in range(reader.tiers)]
    read = next(frame for frame in frames if frame[REJECT][0] != "").row(0, named=True)

    assert read[REJECT] is None
    hidden = {"", "-", "REDACTED", "[REDACTED]", "***", "(not set)", "null"}
    for column, value in values.items():
        if value not in hidden:
            assert value == read[column]


def test_the_first_reading_takes_one_step_per_byte() -> None:
    """The tight pattern has no open alternatives between a field and what ends it."""
    pieces = (Field("peer", "address", "a"), Literal(" ["), Field("time", "clf", "t"), Literal("]"))

    assert compile_layout(pieces).tiers[0].pattern.startswith('^()([^ "]*) \\[([0-9]{2}/')


def test_an_optional_part_may_be_absent() -> None:
    pieces = (Field("status", "status", "s"), Maybe((Literal(" "), Field("user", "text", "u"))))
    pattern = compile_layout(pieces).tiers[0].pattern
    assert [True, True, False] == pl.Series(["200", "200 x", "2000"]).str.contains(
        pattern
    ).to_list()
