"""Whether a declared bot is the one it claims to be.

Comes in: the declared name, the network's organisation, the user's list of crawler
networks. Goes out: true, false, or null where nothing could tell. It never asks DNS.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_FIRM: Final = (
    (r"google|mediapartners|storebot", r"google"),
    (r"bing|msnbot|adidxbot", r"microsoft"),
    (r"yandex", r"yandex"),
    (r"apple", r"apple"),
    (r"facebook|meta-external", r"facebook|meta platforms"),
)
"""Bot names and the organisation whose network such a bot always calls from."""

_LOOSE: Final = (
    (r"baidu", r"baidu"),
    (r"duckduck", r"microsoft|duckduckgo"),
    (r"amazon", r"amazon"),
    (r"linkedin", r"linkedin|microsoft"),
    (r"twitter", r"twitter|\bx corp"),
    (r"yahoo|slurp", r"yahoo|oath|inktomi"),
    (r"naver|yeti", r"naver|nhn"),
    (r"sogou", r"sogou|tencent"),
    (r"seznam", r"seznam"),
    (r"bytespider", r"bytedance|byteplus|tiktok"),
    (r"gptbot|oai-|chatgpt", r"openai|microsoft"),
    (r"petal|huawei", r"huawei"),
)
"""The same for bots that also call from rented networks: being elsewhere proves nothing."""


def verified(declared: pl.Expr, org: pl.Expr, listed: pl.Expr, *, has_list: bool) -> pl.Expr:
    """Whether each declaration is borne out; null without a declaration or any evidence.

    Args:
        declared: the bot the user agent names.
        org: the organisation of the client's network, null where unknown.
        listed: the name that the user's crawler list gives the client's network.
        has_list: there is such a list, so that not being on it means something.
    """
    name = declared.str.to_lowercase()
    on_list = listed.is_not_null() & (
        name.str.contains(listed, literal=True) | listed.str.contains(name, literal=True)
    ).fill_null(value=False)
    home = pl.lit(None, pl.Boolean)
    for bot, owner in _FIRM:
        there = org.str.contains(f"(?i){owner}")
        home = pl.when(name.str.contains(bot)).then(there).otherwise(home)
    for bot, owner in _LOOSE:
        there = org.str.contains(f"(?i){owner}")
        home = pl.when(name.str.contains(bot) & there).then(statement=True).otherwise(home)
    told = (on_list | home) if has_list else home
    return pl.when(declared.is_not_null()).then(
        pl.when(on_list).then(statement=True).otherwise(told)
    )
