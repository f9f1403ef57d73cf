"""Writing rows: a single one with SQL that is written once, many with what the database finds.

`save` writes its SQL anew for every row and has PostgreSQL plan it anew, which costs more than the
row. `bulk_create` sends every value of every row, on SQLite a hundred rows at a time.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Value
from django.db.models.expressions import Combinable

from kit.database.planned_cursor import execute_planned

M = TypeVar("M", bound=models.Model)


def insert(row: M) -> M:
    """Write a new row as `save` does. For models that count their ids and whose rows nobody
    listens to: no signal is sent."""
    _write([row])
    return row


def insert_new(row: models.Model) -> bool:
    """The same, unless a unique constraint says that the row is there; whether it was new.

    Who comes second waits for the transaction of the first."""
    return _write([row], "ON CONFLICT DO NOTHING ")


def insert_all(rows: Iterable[models.Model]) -> None:
    """A few new rows of one model with one statement; they do not learn their ids."""
    if rows := list(rows):
        _write(rows)


def rewrite(row: models.Model, *names: str) -> None:
    """Write these fields of `row` as `save(update_fields=…)` does, under the same conditions."""
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with execute_planned(connection, _rewriting(type(row), names), [*values, row.pk]):
        pass


def upsert(
    rows: Sequence[models.Model], unique: Sequence[str], **beside: tuple[str, Sequence[Any]]
) -> None:
    """Write these rows of one model, each new or in the place of the one with its `unique` columns,
    with one statement; they learn their ids. `beside` names columns that are no fields, each with
    its type and the values of all rows."""
    model = type(rows[0])
    kinds = tuple((name, kind) for name, (kind, _values) in beside.items())
    values = [
        value
        for at, row in enumerate(rows)
        for value in (*_values(row), *(given[at] for _kind, given in beside.values()))
    ]
    statement = _upsertion(model, len(rows), tuple(unique), kinds)
    with execute_planned(connection, statement, values) as cursor:
        ids = {tuple(key): pk for pk, *key in cursor.fetchall()}
    for row in rows:
        row.pk = ids[tuple(getattr(row, name) for name in unique)]
        row._state.adding, row._state.db = False, connection.alias


def _values(row: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in _columns(type(row))
    ]


@lru_cache
def _upsertion(
    model: type[models.Model],
    count: int,
    unique: tuple[str, ...],
    beside: tuple[tuple[str, str], ...],
) -> str:
    names = [*(str(field.column) for field in _columns(model)), *(name for name, _ in beside)]
    columns = ", ".join(map(_quoted, names))
    marks = ["%s"] * len(_columns(model)) + [f"%s::{kind}" for _, kind in beside]
    values = ", ".join([f"({', '.join(marks)})"] * count)
    key = ", ".join(map(_quoted, unique))
    becomes = ", ".join(f"{_quoted(n)} = excluded.{_quoted(n)}" for n in names if n not in unique)
    return (
        f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES {values}"  # noqa: S608 (ours)
        f" ON CONFLICT ({key}) DO UPDATE SET {becomes}"
        f" RETURNING {_quoted(str(model._meta.pk.column))}, {key}"
    )


def _write(rows: Sequence[models.Model], unless: str = "") -> bool:
    row = rows[0]
    values = [value for one in rows for value in _values(one)]
    with execute_planned(connection, _insertion(type(row), len(rows), unless), values) as cursor:
        if not cursor.rowcount:
            return False
        if len(rows) == 1:
            row.pk = cursor.fetchone()[0] if _tells_ids() else cursor.lastrowid
    row._state.adding, row._state.db = False, connection.alias
    return True


@cache
def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _insertion(model: type[models.Model], count: int, unless: str) -> str:
    names = [_quoted(str(field.column)) for field in _columns(model)]
    values = ", ".join([f"({', '.join(['%s'] * len(names))})"] * count)
    into = f"INSERT INTO {_quoted(model._meta.db_table)} ({', '.join(names)}) VALUES {values}"  # noqa: S608 (names of ours)
    told = f"RETURNING {_quoted(str(model._meta.pk.column))}" if _tells_ids() else ""
    return f"{into} {unless}{told}"


def _tells_ids() -> bool:
    """Whether an insert answers with the id; SQLite keeps it for who asks."""
    return connection.vendor == "postgresql"


@cache
def _rewriting(model: type[models.Model], names: tuple[str, ...]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [_quoted(field.column) for field in fields]
    becomes = ", ".join(f"{column} = %s" for column in columns)
    which = f"{_quoted(str(model._meta.pk.column))} = %s"
    return f"UPDATE {_quoted(model._meta.db_table)} SET {becomes} WHERE {which}"  # noqa: S608 (ours)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def insert_select_ignore(
    model: type[models.Model], source: models.QuerySet[Any], **columns: Combinable | Any
) -> None:
    """Insert a row for each row of `source`, unless a unique constraint says it is there.

    `columns` are expressions over `source`, or plain values. Columns that are not named get the
    default of their field.
    """
    fields = _columns(model)
    values = {
        f"new_{field.name}": _expression(field, columns.get(field.name, field.get_default()))
        for field in fields
    }
    rows = source.order_by().annotate(**values).values_list(*values)
    try:
        select, params = rows.query.sql_with_params()
    except EmptyResultSet:  # a condition that holds for nobody
        return
    names = ", ".join(_quoted(str(field.column)) for field in fields)
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) {select}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)


def _expression(field: models.Field, value: Any) -> Combinable:
    if isinstance(value, Combinable):
        return value
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return Value(value, output_field=target)
