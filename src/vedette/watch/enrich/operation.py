"""Which operation a call is, and which object it names.

Comes in: (proxy, method, stored path), the documents' and the learned templates. Goes out:
operation, where it is from, its label, the ids of the path. Every call gets an operation,
and their number is bounded: past 2,000 guessed shapes a new one is `METHOD /*`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from vedette.model.call import OPERATION_FROM
from vedette.watch.enrich import path, template
from vedette.watch.enrich.distinct import Memo
from vedette.watch.enrich.learn import NAMED
from vedette.watch.enrich.template import Automaton, Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.watch.enrich.fingerprint import Fingerprints
    from vedette.watch.enrich.label import Labels

SCHEMA: Final[dict[str, Any]] = {
    "operation": pl.String,
    "operation_from": OPERATION_FROM,
    "label": pl.String,
    "label_guessed": pl.Boolean,
    "kept": pl.String,  # the stored path; differs where a keyed proxy's template says more
    "path_ids": pl.String,
    "object": pl.String,
    "number": pl.Int64,
}

GREEDY: Final = "/*"
UNKNOWN: Final = "?"
"""The method and path of a request so broken that it has none."""


def guessed(methods: pl.Expr, shapes: pl.Expr) -> pl.Expr:
    """The operation of a call by its shape alone."""
    return pl.concat_str(methods.fill_null(UNKNOWN), pl.lit(" "), shapes.fill_null(GREEDY))


class Operations:
    """Names operations: documents first, then what was learned, then the shape."""

    def __init__(
        self,
        templates: Sequence[Template],
        labels: Labels,
        keyed: set[str],
        fingerprints: Fingerprints,
    ) -> None:
        self._set = tuple(templates)
        self._labels = labels
        self._keyed = keyed
        self._fingerprints = fingerprints
        self._learned: tuple[Template, ...] = ()
        self._known: dict[tuple[str, str], bool] = {}  # guessed operations; did any call find it?
        self._tagged: dict[tuple[str, str], tuple[str | None, bool | None]] = {}
        self.version = 0
        self.folded = 0
        self._prepare()

    @property
    def templates(self) -> tuple[Template, ...]:
        """Every template in force."""
        return self._set + self._learned

    def graphql(self) -> list[str]:
        """Operations that are GraphQL endpoints, as far as calls were named."""
        names = {operation for _, operation in self._tagged}
        return sorted(name for name in names if name.lower().rstrip("/").endswith("/graphql"))

    def learn(self, learned: Sequence[Template], guesses: pl.DataFrame) -> None:
        """Take over what the first pass learned.

        Args:
            learned: templates; one that a document has already is left out.
            guesses: proxy, operation, calls, found: shapes to name, most called first.
        """
        known = {(t.proxy, t.operation) for t in self._set}
        self._learned = tuple(
            t
            for t in learned
            if (t.proxy, t.operation) not in known and (None, t.operation) not in known
        )
        self._known = {
            (proxy, operation): found > 0
            for proxy, operation, _, found in guesses.head(NAMED).iter_rows()
        }
        self._tagged = {}
        self.version += 1
        self._prepare()

    def _prepare(self) -> None:
        self._automaton = Automaton(self.templates)
        self._memo = Memo(("proxy", "method", "path", "given"), SCHEMA, self._derive)

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`SCHEMA` for the columns proxy, method, path and given (the gateway's template)."""
        return self._memo.of(frame)

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        normals = path.normal(frame["path"]).alias("normal")
        found = self._automaton.match(frame["proxy"], frame["method"], normals)
        table = self._table()
        matched = table[pl.Series(found).replace({-1: len(self.templates)})]
        whole = pl.concat([frame, matched], how="horizontal").with_columns(
            normals,
            guessed(pl.col("method"), pl.lit(path.shape(normals))).alias("shape"),
        )
        named = whole.with_columns(
            pl.coalesce("given", "operation").alias("operation"),
            pl.when(pl.col("given").is_not_null())
            .then(pl.lit("spec"))
            .otherwise(pl.coalesce("operation_from", pl.lit("guessed")))
            .alias("operation_from"),
        )
        named = self._fold(named)
        labelled = self._label(named)
        pieces = template.ids(normals, labelled["operation"].str.replace(r"^[^ ]* ", ""))
        return self._keep(pl.concat([labelled, pieces], how="horizontal"))

    def _table(self) -> pl.DataFrame:
        """Operation and source by index, with nothing at the end for "no match"."""
        return pl.DataFrame(
            [(t.operation, t.source) for t in self.templates] + [(None, None)],
            schema={"operation": pl.String, "operation_from": pl.String},
            orient="row",
        )

    def _fold(self, named: pl.DataFrame) -> pl.DataFrame:
        """Give shapes that have no name yet a name while there are some, else `METHOD /*`."""
        shapes = (
            named.filter(pl.col("operation").is_null())
            .select("proxy", "shape")
            .unique()
            .sort("proxy", "shape")
        )
        admitted: list[bool] = []
        for key in shapes.iter_rows():
            if key not in self._known and len(self._known) < NAMED:
                self._known[key] = True
            admitted.append(key in self._known)
        self.folded += len(admitted) - sum(admitted)
        names = shapes.with_columns(pl.Series("named", admitted, dtype=pl.Boolean))
        star = pl.concat_str(pl.col("method").fill_null(UNKNOWN), pl.lit(" " + GREEDY))
        return (
            named.join(names, on=["proxy", "shape"], how="left", maintain_order="left")
            .with_columns(
                pl.coalesce("operation", pl.when("named").then("shape").otherwise(star)).alias(
                    "operation"
                )
            )
            .drop("named")
        )

    def _label(self, named: pl.DataFrame) -> pl.DataFrame:
        distinct = named.select("proxy", "operation", "operation_from").unique()
        tags: list[tuple[str | None, bool | None]] = []
        for proxy, operation, origin in distinct.iter_rows():
            tag = self._tagged.get((proxy, operation))
            if tag is None:
                exists = origin != "guessed" or self._known.get((proxy, operation), False)
                tag = self._labels.of(proxy, operation, exists=exists)
                self._tagged[proxy, operation] = tag
            tags.append(tag)
        table = pl.DataFrame(
            tags, schema={"label": pl.String, "label_guessed": pl.Boolean}, orient="row"
        )
        labelled = pl.concat([distinct.drop("operation_from"), table], how="horizontal").unique(
            ["proxy", "operation"]
        )
        return named.join(labelled, on=["proxy", "operation"], how="left", maintain_order="left")

    def _keep(self, found: pl.DataFrame) -> pl.DataFrame:
        """The object, with ids fingerprinted where the proxy wants them keyed."""
        number = pl.col("object").str.extract(r"^([0-9]{1,18})$", 1).cast(pl.Int64)
        found = found.with_columns(number.alias("number"), pl.col("path").alias("kept"))
        keyed = pl.col("proxy").is_in(list(self._keyed)) & pl.col("path_ids").is_not_null()
        if not self._keyed or not found.select(keyed.any()).item():
            return found.select(list(SCHEMA))
        rows = found.with_row_index("row")
        mine = rows.filter(keyed)
        secret = [
            self.keyed(normal, operation)
            for normal, operation in mine.select("normal", "operation").iter_rows()
        ]
        table = pl.DataFrame(
            secret,
            schema={"kept": pl.String, "path_ids": pl.String, "object": pl.String},
            orient="row",
        ).with_columns(mine["row"], pl.lit(None, pl.Int64).alias("number"))
        return rows.update(table, on="row", include_nulls=True).select(list(SCHEMA))

    def keyed(self, normal: str, operation: str) -> tuple[str, str, str]:
        """A path with the template's ids fingerprinted: path, path_ids and object."""
        names = operation.partition(" ")[2].split("/")
        parts = normal.split("/")
        ids: list[str] = []
        for place, name in enumerate(names[: len(parts)]):
            if "{" in name:
                if not parts[place].startswith("k1_"):
                    parts[place] = self._fingerprints.of(parts[place])
                ids.append(parts[place])
        return "/".join(parts), "/".join(ids), ids[-1] if ids else ""
