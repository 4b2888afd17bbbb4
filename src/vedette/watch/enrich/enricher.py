"""The room's door: wire frames in, `Calls` out, in two passes.

Comes in: wire frames. Goes out: frames of `CALLS`. `first` says everything that one call
says by itself; `learn` looks at all of them; `second` adds what only all of them together
tell. It keeps no call, and no raw secret beyond a batch's memo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from vedette.model.call import CALLS
from vedette.watch.enrich import known, label, notes, outcome, path, registry
from vedette.watch.enrich.assemble import Assembly
from vedette.watch.enrich.bad_path import BadPaths
from vedette.watch.enrich.client import Hops
from vedette.watch.enrich.distinct import Memo, null
from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.fingerprint import Fingerprints
from vedette.watch.enrich.identity import Identities
from vedette.watch.enrich.learn import Learner
from vedette.watch.enrich.network import Networks
from vedette.watch.enrich.operation import Operations
from vedette.watch.enrich.proxy import Proxies
from vedette.watch.enrich.query import Queries
from vedette.watch.enrich.reputation import Reputation
from vedette.watch.enrich.user_agent import UserAgents
from vedette.watch.wire import WIRE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vedette.model.settings import Settings
    from vedette.watch.enrich.template import Template

_PATH: Final[dict[str, Any]] = {
    "stored": pl.String,
    "shape": pl.String,
    "ids": pl.String,
    "object": pl.String,
    "number": pl.Int64,
    "bad": pl.Boolean,
}
_RAW: Final = (
    "key",
    "token",
    "user",
    "session",
    "path",
    "query",
    "user_agent",
    "client",
    "peer",
    "forwarded_for",
    "key_auth",
    "token_auth",
    "user_auth",
)
"""Columns of the wire that end here; `Calls` gets what was made of them."""


class Enricher:
    """Turns wire frames into `Calls`; one per run."""

    def __init__(
        self,
        settings: Settings,
        *,
        key: bytes,
        trusted_hops: Sequence[str] = (),
        base: Path,
        now: int,
        specs: Sequence[Path] = (),
    ) -> None:
        """Open everything the settings name.

        Args:
            settings: the settings.
            key: the installation's HMAC key (the file's content, stripped).
            trusted_hops: further trusted networks, beside the settings' own.
            base: the folder that relative paths in the settings start from.
            now: µs UTC, stored as `ingested`.
            specs: OpenAPI documents that hold for every proxy.

        Raises:
            Fault: a file that the settings name cannot be used.
        """
        self._settings = settings
        self._fingerprints = Fingerprints(key)
        self._keyed = {proxy.name for proxy in settings.proxies if proxy.ids == "keyed"}
        self._proxies = Proxies(settings.proxies)
        self._queries = Queries(self._fingerprints, settings.proxies)
        self._identities = Identities(self._fingerprints)
        self._hops = _hops((*settings.gateway.trusted_hops, *trusted_hops))
        self._networks = Networks(settings.lists, base)
        self._agents = UserAgents()
        extra = settings.lists.bad_paths
        self._bad_paths = BadPaths(base / extra if extra else None)
        apps = settings.registry
        self._registry = registry.read(base / apps, self._fingerprints) if apps else None
        self._assembly = Assembly(
            settings,
            now,
            self._fingerprints,
            self._registry,
            crawler_list=self._networks.has_crawlers,
        )
        self._learner = Learner()
        self._reputation = Reputation()
        self._labels = label.Labels(settings.proxies)
        templates = known.templates(settings, base, specs)
        self._operations = Operations(templates, self._labels, self._keyed, self._fingerprints)
        self._paths = Memo(("path", "keyed"), _PATH, self._read_paths)
        self._lost = 0

    def first(self, wire: pl.DataFrame) -> pl.DataFrame:
        """The first pass: everything but what only all calls together tell.

        Args:
            wire: a frame with any of the columns of `WIRE`.

        Returns:
            A frame of `CALLS`, row for row; `operation` is the path's own shape and the
            label is null.
        """
        wire = _complete(wire)
        proxy = self._proxies.of(wire)
        wire = wire.with_columns(
            proxy, outcome.effective(wire["status"], wire["grpc_status"]).alias("answer")
        )
        queries = self._queries.of(wire.select("proxy", "query"))
        paths = self._paths.of(wire.select("path", self._is_keyed().alias("keyed")))
        who = self._identities.of(wire, queries, wire["answer"])
        agents = self._agents.of(wire["user_agent"])
        where, peer = self._where(wire)
        wide = pl.concat(
            [
                wire.drop(_RAW),
                queries.drop("query_key", "query_token"),
                paths.rename({"object": "path_object", "number": "path_number"}),
                who,
                agents,
                where,
                peer.to_frame(),
            ],
            how="horizontal",
        )
        calls = self._assembly.calls(wide)
        self._learner.see(calls)
        self._reputation.see(calls)
        return calls

    def learn(self) -> None:
        """Learn operations, labels and key classes from the calls of the first pass."""
        self._operations.learn(self._learner.templates(), self._learner.guesses())

    def second(self, calls: pl.DataFrame) -> pl.DataFrame:
        """The second pass: final operation, object, label, auth and key class.

        Args:
            calls: a frame that `first` returned, or any rows of such frames.

        Returns:
            The same calls, row for row, with every column final.
        """
        given = pl.when(pl.col("operation_from") == "spec").then("operation").alias("given")
        keys = calls.select("proxy", "method", "path", given)
        found = self._operations.of(keys)
        named = found.rename(lambda name: f"new_{name}")
        wide = pl.concat([calls, named], how="horizontal")
        has_id = pl.col("new_object").is_not_null()
        keyed = self._is_keyed()
        # A keyed number is the first pass's: by now the path holds fingerprints only.
        same = ~has_id | (keyed & (pl.col("new_object") == pl.col("object")))
        number = pl.when(same).then("object_number").when(~keyed).then("new_number")
        version = pl.lit(self._operations.version, pl.Int64)
        wide = wide.with_columns(
            pl.col("new_operation").alias("operation"),
            pl.col("new_operation_from").alias("operation_from"),
            pl.when(pl.col("new_operation_from") != "guessed")
            .then(version)
            .alias("operation_version"),
            pl.col("new_label").alias("label"),
            pl.col("new_label_guessed").alias("label_guessed"),
            pl.col("new_kept").alias("path"),
            pl.col("new_path_ids").alias("path_ids"),
            pl.coalesce("new_object", "object").alias("object"),
            number.alias("object_number"),
            *self._reputation.upgrades(calls),
        )
        return wide.with_columns(self._key_class(wide)).select(CALLS.names())

    def notes(self) -> tuple[str, ...]:
        """Sentences for the report: what was missing, guessed or cut, and what that costs."""
        return notes.written(
            notes.Facts(
                lists=self._settings.lists,
                templates=self._operations.templates,
                labels=self._labels.guessed,
                folded=self._operations.folded,
                forgotten=self._learner.dropped,
                unparsed=self._agents.unparsed,
                hosts=self._proxies.refused,
                lost=self._lost,
                graphql=self._operations.graphql(),
            )
        )

    def operations(self) -> tuple[Template, ...]:
        """Every operation that a document or the learning knows, whether called or not."""
        return self._operations.templates

    def labels(self) -> dict[tuple[str, str], str]:
        """The guessed labels so far, by (proxy, operation)."""
        return dict(self._labels.guessed)

    def _is_keyed(self) -> pl.Expr:
        if not self._keyed:
            return pl.lit(value=False)
        return pl.col("proxy").is_in(sorted(self._keyed))

    def _key_class(self, calls: pl.DataFrame) -> pl.Series:
        """The class of each call's key: the registry's word, else app if many carry it."""
        keys = calls["key"]
        if keys.null_count() == keys.len():
            return calls["key_class"]
        distinct = keys.unique().drop_nulls()
        apps = self._reputation.apps(distinct)
        table = pl.DataFrame([distinct, apps.alias("many")]).with_columns(
            pl.when("many").then(pl.lit("app")).alias("class")
        )
        if self._registry is not None:
            known = self._registry.select("key", pl.col("class").alias("set"))
            table = table.join(known, on="key", how="left").with_columns(
                pl.coalesce("set", "class").alias("class")
            )
        joined = keys.to_frame().join(table, on="key", how="left", maintain_order="left")
        return joined["class"].alias("key_class")

    def _where(self, wire: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """What is known of the client's address, and the peer's canonical address."""
        raw = self._hops.client(wire)
        found = self._networks.of(raw)
        self._lost += found["address"].null_count() - raw.null_count()
        same = wire["peer"].equals(raw.alias("peer"))
        peer = found["address"] if same else self._networks.of(wire["peer"])["address"]
        return found.rename({"asn": "db_asn", "country": "db_country"}), peer.alias("peer")

    def _read_paths(self, frame: pl.DataFrame) -> pl.DataFrame:
        raw = frame["path"]
        stored = path.stored(raw, self._fingerprints).alias("stored")
        normals = path.normal(stored).alias("normal")
        found = pl.DataFrame([stored, normals, path.shape(normals)]).with_columns(
            self._bad_paths.in_paths(raw).alias("bad"),
            null("ids", pl.String),
            null("object", pl.String),
            null("number", pl.Int64),
        )
        if not frame["keyed"].any():
            return found.select(list(_PATH))
        return path.keyed(found, frame["keyed"], self._fingerprints).select(list(_PATH))


def _complete(wire: pl.DataFrame) -> pl.DataFrame:
    """All columns of `WIRE`, typed, in order; absent ones null."""
    present = set(wire.columns)
    return wire.select(
        pl.col(name).cast(dtype) if name in present else null(name, dtype)
        for name, dtype in WIRE.items()
    )


def _hops(trusted: Sequence[str]) -> Hops:
    try:
        return Hops(trusted)
    except ValueError as error:
        raise Fault(
            "trusted_hops", "", f"{error}; write addresses or networks (10.0.0.0/8)"
        ) from None
