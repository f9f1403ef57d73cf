"""Rows by the hundred thousand: COPY on PostgreSQL, executemany elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

BATCH = 20_000


class Table:
    """Collects rows of one model and writes them in batches.

    Values are given as the database stores them: keys for relations, `stamp` for times. Columns
    that are not named get the default of their field.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = [field for name, field in fields.items() if name not in names]
        others = [field for field in others if not field.primary_key]
        self.model = model
        self.columns = [*(fields[name].column for name in names), *(one.column for one in others)]
        self.defaults = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in others
        )
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        """One more row, in the order of the names."""
        self.rows.append(values + self.defaults)
        if len(self.rows) >= BATCH:
            self.write()

    def write(self) -> None:
        """Send what was collected."""
        if self.rows and connection.vendor == "postgresql":
            self._copy()
        elif self.rows:
            self._insert()
        self.rows = []

    def _copy(self) -> None:
        lines = "\n".join("\t".join(map(str, row)) for row in map(_escaped, self.rows))
        columns = ", ".join(f'"{column}"' for column in self.columns)
        command = f"COPY {self.model._meta.db_table} ({columns}) FROM STDIN WITH (NULL 'None')"
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            copy.write(f"{lines}\n")

    def _insert(self) -> None:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.model._meta.db_table} ({columns}) VALUES ({marks})",  # noqa: S608
                self.rows,
            )


def _escaped(row: tuple[Any, ...]) -> list[Any]:
    """The row with line breaks and tabs as COPY wants them."""
    return [
        value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
        if isinstance(value, str) and not value.isalnum()
        else value
        for value in row
    ]


def stamp(seconds: float) -> str:
    """A moment, given in seconds since 1970, as this database stores it."""
    written = datetime.fromtimestamp(seconds, UTC).isoformat(" ", "microseconds")
    return written if connection.vendor == "postgresql" else written[:-6]


@contextmanager
def in_bulk(*written: type[models.Model]) -> Iterator[None]:
    """Prepares the database for millions of rows in these tables.

    Keys are trusted, and indexes are built afterwards in one go: both by hand take longer than
    writing the rows.
    """
    with trusted():
        indexes = [line for model in written for line in _indexes(model)]
        _run(f'DROP INDEX "{name}"' for name, _ in indexes)
        try:
            yield
        finally:
            _run(command for _, command in indexes)


@contextmanager
def trusted() -> Iterator[None]:
    """Does not ask for every key whether there is such a row."""
    with connection.constraint_checks_disabled():
        _take_role("replica")
        try:
            yield
        finally:
            _take_role("origin")


def _indexes(model: type[models.Model]) -> list[tuple[str, str]]:
    """Names of the indexes that are no constraints, each with the command that makes it."""
    asked = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index'"
        " AND sql IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [model._meta.db_table])
        return cursor.fetchall()


def _take_role(role: str) -> None:
    """On PostgreSQL only an administrator of the database may; without it, it takes longer."""
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic():
            _run([f"SET session_replication_role = {role}"])
    except DatabaseError:
        pass


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def reset_sequences_and_analyze(*written: type[models.Model]) -> None:
    """Continue ids after the highest one, and let the database look at what it has now: in our
    tables, since those of PostgreSQL itself would be locked for its other databases, too."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(written))
    ours = connection.introspection.django_table_names()
    _run([*statements, *(f"ANALYZE {table}" for table in ours)])
