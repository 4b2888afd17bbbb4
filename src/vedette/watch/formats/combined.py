"""The common log format and its children, as nginx, Apache and many others write it.

Comes in: nothing. Goes out: formats. One layout with optional parts covers the common
and the combined form, and what people append to it.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.layout import Literal, Maybe, Piece
from vedette.watch.formats.nginx import pieces
from vedette.watch.formats.rest import REST
from vedette.watch.formats.text import TextFormat, text_format

_REST: Final = Maybe((Literal(" "), Field(REST, "rest", "what follows the user agent")))
_IDENT: Final = Field("", "ident", "$ident")
_START: Final[tuple[Piece, ...]] = (
    *pieces("$remote_addr "),
    _IDENT,
    *pieces(" $remote_user ["),
)
_REQUEST: Final = pieces('] "$request" $status $bytes_sent')
_AGENT: Final = Maybe((*pieces(' "$http_referer" "$http_user_agent"'), _REST))
_ZONED: Final = Field("time", "clf", "$time_local")
_ANY_TIME: Final = Field("time", "time", "$time_local")
_VHOST: Final[tuple[Piece, ...]] = (
    *pieces("$host "),
    Field("peer", "ip", "$remote_addr"),
    Literal(" "),
    _IDENT,
    *pieces(" $remote_user ["),
)
_LIKE: Final[tuple[Piece, ...]] = (
    Field("peer", "ip", "$remote_addr"),
    Literal(" "),
    Field("", "bracketless", "what precedes the time"),
    Literal("["),
    _ANY_TIME,
    Literal("] "),
    Field("", "quoteless", "what precedes the request"),
    *pieces('"$request" $status $bytes_sent'),
)

FORMATS: Final[tuple[TextFormat, ...]] = (
    text_format("combined", "combined", (*_START, _ZONED, *_REQUEST, _AGENT)),
    text_format("vhost_combined", "combined", (*_VHOST, _ZONED, *_REQUEST, _AGENT)),
    text_format("combined_zoneless", "combined", (*_START, _ANY_TIME, *_REQUEST, _AGENT)),
    text_format("combined_like", "combined", (*_LIKE, _AGENT)),
)
"""common and combined; behind a virtual host; without a zone; with columns of one's own."""
