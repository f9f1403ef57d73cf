"""Full text on both databases: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

The database neither stems nor folds: it is given tokens, each with the field it stands in, and
asked for tokens, so that both databases find the same rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, Model

from kit.database.bulk import upsert

FIELDS = ("title", "body", "parts")  # the order of weights A, B, C


@dataclass(frozen=True)
class Tokens:
    """The tokens of one row, by field, and marks: what is no word but narrows a question down
    within the index. They begin with "_", as no word does."""

    title: Collection[str] = ()
    body: Collection[str] = ()
    parts: Collection[str] = ()
    marks: Collection[str] = ()


@dataclass(frozen=True)
class Term:
    """A token to look for; with `is_prefix` every token that begins so."""

    token: str
    is_prefix: bool = False


Alternatives = Sequence[Term]  # one of them is enough


def as_tsvector(tokens: Tokens) -> str:
    """As PostgreSQL reads them."""
    fields = zip((tokens.title, tokens.body, tokens.parts, tokens.marks), "ABCD", strict=True)
    weights: dict[str, list[str]] = {}
    for place, (words, weight) in enumerate(fields, 1):
        for word in dict.fromkeys(words):
            weights.setdefault(word, []).append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in weights.items())


def as_columns(tokens: Tokens) -> tuple[str, str, str]:
    """As SQLite reads them, in the order of FIELDS. Marks stand among the parts."""
    parts = " ".join((*tokens.parts, *tokens.marks))
    return " ".join(tokens.title), " ".join(tokens.body), parts


def _as_tsquery(groups: Sequence[Alternatives], fields: str) -> str:
    def one(term: Term) -> str:
        marks = ("*" if term.is_prefix else "") + fields
        return f"'{term.token}'" + (f":{marks}" if marks else "")

    return " & ".join(f"({' | '.join(map(one, group))})" for group in groups)


def _as_match(groups: Sequence[Alternatives], columns: str) -> str:
    def one(term: Term) -> str:
        return f'"{term.token}"' + (" *" if term.is_prefix else "")

    found = " AND ".join(f"({' OR '.join(map(one, group))})" for group in groups)
    return f"{columns} : ({found})" if columns else found


class FullText:
    """The full text of one table: a column of it on PostgreSQL, a table beside it on SQLite."""

    def __init__(self, table: str) -> None:
        self.table, self.index = table, f"{table}_words"

    def create(self, editor: Any) -> None:
        """For a migration."""
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE VIRTUAL TABLE {self.index} USING fts5({', '.join(FIELDS)},"
                " detail=column,"
                " tokenize=\"unicode61 remove_diacritics 0 tokenchars '._'\", prefix='2 3')"
            )
        else:
            editor.execute(f"ALTER TABLE {self.table} ADD COLUMN tokens tsvector")
            editor.execute(
                f"CREATE INDEX {self.index} ON {self.table} USING gin (tokens)"
                " WITH (fastupdate=off)"
            )

    def drop(self, editor: Any) -> None:
        """The way back."""
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TABLE {self.index}")
        else:
            editor.execute(f"ALTER TABLE {self.table} DROP COLUMN tokens")

    def write(self, rows: Sequence[tuple[Model, Tokens]], unique: Sequence[str]) -> None:
        """Write these rows of the table, each new or in the place of the one with its `unique`
        columns, and let them be found by these tokens and no others."""
        entries = [entry for entry, _tokens in rows]
        if connection.vendor == "postgresql":
            tokens = [as_tsvector(tokens) for _entry, tokens in rows]
            upsert(entries, unique, tokens=("tsvector", tokens))
            return
        upsert(entries, unique)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT OR REPLACE INTO {self.index} (rowid, title, body, parts)"  # noqa: S608
                " VALUES (%s, %s, %s, %s)",
                [(entry.pk, *as_columns(tokens)) for entry, tokens in rows],
            )

    def forget(self, ids: Collection[int]) -> None:
        """Before rows are deleted."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM {self.index} WHERE rowid = %s",  # noqa: S608
                    [(pk,) for pk in ids],
                )

    def wanted(self, *queries: Sequence[Alternatives], only: Collection[str] = FIELDS) -> str:
        """One token of each group of one of the `queries`, in the fields `only`, in the words of
        this database: a text for `holds`."""
        fields = [name for name in FIELDS if name in only]
        if len(fields) == len(FIELDS):
            fields = []
        if connection.vendor == "sqlite":
            columns = f"{{{' '.join(fields)}}}" if fields else ""
            return " OR ".join(f"({_as_match(query, columns)})" for query in queries)
        weights = "".join("ABC"[FIELDS.index(name)] for name in fields)
        return " | ".join(f"({_as_tsquery(query, weights)})" for query in queries)

    def holds(self, wanted: str) -> "Holds":
        """Whether a row holds what `wanted` says."""
        return Holds(self, wanted)


class Holds(Expression):
    """The question `FullText.holds` as a condition of a statement."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, text: FullText, wanted: str) -> None:
        super().__init__()
        self.text, self.wanted = text, wanted

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """As PostgreSQL is asked."""
        table = compiler.quote_name_unless_alias(self.text.table)
        return f"{table}.tokens @@ %s::tsquery", [self.wanted]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:
        """As SQLite is asked."""
        table, index = compiler.quote_name_unless_alias(self.text.table), self.text.index
        sql = f"{table}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608
        return sql, [self.wanted]
