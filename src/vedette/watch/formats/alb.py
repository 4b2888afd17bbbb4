"""AWS Application Load Balancer access logs.

Comes in: nothing. Goes out: a format. `time` is the END of a call, `request_creation_time`
its start; the request line carries the whole URL.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.layout import Literal, Maybe, Piece
from vedette.watch.formats.nginx import pieces
from vedette.watch.formats.text import text_format

_SPACE: Final = Literal(" ")
_ALB: Final[tuple[Piece, ...]] = (
    *pieces("$type "),
    Field("time", "iso", "time"),
    _SPACE,
    Field("gateway", "word", "elb"),
    _SPACE,
    Field("peer", "address_port", "client:port"),
    *pieces(" $target_port $request_processing_time "),
    Field("upstream_time", "s", "target_processing_time"),
    *pieces(" $response_processing_time $status $target_status_code "),
    Field("bytes_in", "int", "received_bytes"),
    _SPACE,
    Field("bytes_out", "int", "sent_bytes"),
    *pieces(' "$request" "$http_user_agent" $ssl_cipher $ssl_protocol $target_group_arn "'),
    Field("request_id", "word", "trace_id"),
    *pieces('" "$domain_name" "$chosen_cert_arn" $matched_rule_priority '),
    Field("start", "iso", "request_creation_time"),
    Maybe((_SPACE, Field("", "anything", "what follows"))),
)

FORMATS: Final = (text_format("alb", "alb", _ALB),)
"""ALB access logs; columns that Amazon appends later are ignored."""
