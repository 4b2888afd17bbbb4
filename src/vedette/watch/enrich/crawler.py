"""Whether a declared bot is the one it claims to be.

Comes in: the declared name, the network's organisation, the user's list of crawler
networks. Goes out: true, false, or null where nothing could tell. It never asks DNS.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_HOMES: Final = (
    (r"google|mediapartners|storebot", r"google"),
    (r"bing|msnbot|adidxbot|skype", r"microsoft"),
    (r"yandex", r"yandex"),
    (r"baidu", r"baidu"),
    (r"apple", r"apple"),
    (r"facebook|meta-external|instagram|whatsapp", r"facebook|meta platforms"),
    (r"duckduck", r"microsoft|duckduckgo"),
    (r"amazon", r"amazon"),
    (r"linkedin", r"linkedin|microsoft"),
    (r"twitter", r"twitter|\bx corp"),
    (r"yahoo|slurp", r"yahoo|oath|inktomi"),
    (r"naver|yeti", r"naver|nhn"),
    (r"sogou", r"sogou|tencent"),
    (r"seznam", r"seznam"),
    (r"pinterest", r"pinterest|amazon"),
    (r"bytespider|tiktok", r"bytedance|byteplus|tiktok"),
    (r"gptbot|oai-|chatgpt", r"openai|microsoft"),
    (r"petal|huawei", r"huawei"),
    (r"uptimerobot", r"uptime"),
)
"""Bot names and the organisation whose network such a bot calls from."""


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
    for bot, home_org in _HOMES:
        home = (
            pl.when(name.str.contains(bot))
            .then(org.str.contains(f"(?i){home_org}"))
            .otherwise(home)
        )
    told = (on_list | home) if has_list else home
    return pl.when(declared.is_not_null()).then(
        pl.when(on_list).then(statement=True).otherwise(told)
    )
