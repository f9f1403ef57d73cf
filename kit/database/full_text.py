"""Full text on both databases: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

The database neither stems nor folds, nor does it know where in a text something stands: it is
given tokens and asked for tokens, so that both databases find the same rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Model

from kit.database.bulk import upsert

MERGED_PAGES = 500  # of 4 KB in one step, some 0.1 s


@dataclass(frozen=True)
class Term:
    """A token to look for; with `is_prefix` every token that begins so."""

    token: str
    is_prefix: bool = False


Alternatives = Sequence[Term]  # one of them is enough


def as_tsvector(tokens: Collection[str]) -> str:
    """As PostgreSQL reads them."""
    return " ".join(f"'{token}'" for token in tokens)


def _as_tsquery(groups: Sequence[Alternatives]) -> str:
    def one(term: Term) -> str:
        return f"'{term.token}'" + (":*" if term.is_prefix else "")

    return " & ".join(f"({' | '.join(map(one, group))})" for group in groups)


def _as_match(groups: Sequence[Alternatives]) -> str:
    def one(term: Term) -> str:
        return f'"{term.token}"' + (" *" if term.is_prefix else "")

    return " AND ".join(f"({' OR '.join(map(one, group))})" for group in groups)


class FullText:
    """The full text of one table: a column of it on PostgreSQL, a table beside it on SQLite."""

    def __init__(self, table: str) -> None:
        self.table, self.index = table, f"{table}_words"

    def tidy(self) -> None:
        """Put together what many single writes left in pieces, each of which a question goes
        through. SQLite does a part of that with each write, PostgreSQL all of it by vacuum; the
        rest comes here in steps, between which others write
        (https://sqlite.org/fts5.html#the_merge_command)."""
        if connection.vendor != "sqlite":
            return
        pages, changed = -MERGED_PAGES, 2  # below zero: begin with all pieces, whatever their size
        with connection.cursor() as cursor:
            while changed > 1:
                before = connection.connection.total_changes
                cursor.execute(
                    f"INSERT INTO {self.index} ({self.index}, rank) VALUES ('merge', %s)",  # noqa: S608
                    [pages],
                )
                pages, changed = MERGED_PAGES, connection.connection.total_changes - before

    @property
    def most_alternatives(self) -> int:
        """How many of one group still make a question cheaper that finds thousands of rows: GIN
        asks for every one of them at each row, FTS5 goes through all rows of all of them once."""
        return 100 if connection.vendor == "sqlite" else 10

    def create(self, editor: Any) -> None:
        """For a migration."""
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE VIRTUAL TABLE {self.index} USING fts5(tokens, detail=none,"
                " tokenize=\"unicode61 remove_diacritics 0 tokenchars '._'\")"
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

    def write(self, rows: Sequence[tuple[Model, Collection[str]]], unique: Sequence[str]) -> None:
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
                f"INSERT OR REPLACE INTO {self.index} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608
                [(entry.pk, " ".join(tokens)) for entry, tokens in rows],
            )

    def forget(self, ids: Collection[int]) -> None:
        """Before rows are deleted."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM {self.index} WHERE rowid = %s",  # noqa: S608
                    [(pk,) for pk in ids],
                )

    def wanted(self, *queries: Sequence[Alternatives], within: Sequence[Alternatives] = ()) -> str:
        """One token of each group of one of the `queries`, and of each group of `within`, in the
        words of this database: a text for `holds`."""
        is_sqlite = connection.vendor == "sqlite"
        written, either, both = (
            (_as_match, " OR ", " AND ") if is_sqlite else (_as_tsquery, " | ", " & ")
        )
        found = either.join(f"({written(query)})" for query in queries)
        return f"({found}){both}{written(within)}" if within else found

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
        self.row: Any = F("pk")  # of what is asked, whatever the statement calls its table

    def get_source_expressions(self) -> list[Any]:
        """What becomes a column of the statement."""
        return [self.row]

    def set_source_expressions(self, expressions: Any) -> None:
        """The column it became."""
        (self.row,) = expressions

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """As PostgreSQL is asked."""
        table = compiler.quote_name_unless_alias(self.row.alias)
        return f"{table}.tokens @@ %s::tsquery", [self.wanted]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:
        """As SQLite is asked."""
        table, index = compiler.quote_name_unless_alias(self.row.alias), self.text.index
        sql = f"{table}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608
        return sql, [self.wanted]
