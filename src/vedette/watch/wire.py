"""The wire: what a log line says, before anyone interprets it.

Comes in: nothing. Goes out: the one schema that every format fills and `enrich` reads.
A wire frame may hold raw keys, tokens and queries; it never leaves this room, and is
never written, logged or shown.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_S, _I = pl.String, pl.Int64

WIRE: Final = pl.Schema(
    {
        "source": _S,  # identity of the file or stream
        "seq": _I,  # byte offset of the line (or ordinal of the record) in the source
        "organisation": _S,
        "environment": _S,
        "gateway": _S,
        "request_id": _S,
        "time": _I,  # END of the call, µs UTC; the format adds the duration to a start time
        "started": _I,  # µs UTC, where the format knows it
        "resolution": _I,  # µs
        "host": _S,  # without port
        "scheme": _S,
        "protocol": _S,  # 1.0, 1.1, 2, 3
        "proxy": _S,  # the API's name, where the gateway logs it
        "route": _S,  # the operation's template, where the gateway logs it
        "method": _S,
        "path": _S,  # raw, undecoded, without query
        "query": _S,  # raw, without "?"
        "status": _I,
        "grpc_status": _I,
        "details": _S,
        "flags": _S,
        "bytes_in": _I,
        "bytes_out": _I,
        "duration": _I,  # µs
        "upstream_time": _I,  # µs
        "peer": _S,  # the address that connected (port cut off)
        "forwarded_for": _S,  # X-Forwarded-For as received
        "client": _S,  # the client address, where the gateway itself resolved it
        "key": _S,  # raw API key (or the gateway's own id of it)
        "token": _S,  # raw Authorization value, or access token
        "user": _S,
        "session": _S,
        "key_fingerprint": _S,  # where the gateway logs k1_... itself
        "token_fingerprint": _S,
        "user_fingerprint": _S,
        "key_auth": _S,  # verified | rejected | presented, where the gateway says so
        "token_auth": _S,
        "user_auth": _S,
        "app": _S,
        "developer": _S,
        "product": _S,
        "user_agent": _S,
        "ja4": _S,
        "asn": _I,
        "country": _S,
        "action": _S,  # what Vedette's own gateway filter did
        "rule": _S,
        "generation": _I,
    }
)
"""What a format can read off a line. It fills the columns it knows; the rest are null."""
