"""The newest rows of each of many groups in one statement, each group through its own index.

Asking a global index for "newest in any of these groups" walks over everybody else's rows: on a
million posts it took 200 ms for a person whose groups are quiet. Here every group costs a few
index entries, whatever stands beside them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from kit.database.planned_cursor import execute_planned

Groups = tuple[str, list[Any]]  # a statement that finds the ids, and its values

POSTGRESQL = """
    SELECT DISTINCT newest.{item}, newest.{moment}
    FROM ({wanted}) AS wanted(id) CROSS JOIN LATERAL (
        SELECT {item}, {moment} FROM {table}
        WHERE {group} = wanted.id AND {moment} <= %s AND ({moment} < %s OR {item} < %s)
        ORDER BY {moment} DESC, {item} DESC LIMIT {size}
    ) AS newest
    ORDER BY newest.{moment} DESC, newest.{item} DESC LIMIT {size}
"""
SQLITE = """
    WITH wanted(id) AS ({wanted})
    SELECT DISTINCT newest.{item}, newest.{moment}
    FROM wanted JOIN {table} AS newest ON newest.{key} IN (
        SELECT {key} FROM {table}
        WHERE {group} = wanted.id AND {moment} <= %s AND ({moment} < %s OR {item} < %s)
        ORDER BY {moment} DESC, {item} DESC LIMIT {size}
    )
    ORDER BY newest.{moment} DESC, newest.{item} DESC LIMIT {size}
"""


def listed(ids: Sequence[int]) -> Groups:
    """The groups with these ids."""
    if connection.vendor == "postgresql":
        return "SELECT unnest(%s::bigint[])", [list(ids)]
    return "SELECT value FROM json_each(%s)", [f"[{','.join(map(str, ids))}]"]


def newest_of_groups(
    model: type[models.Model],
    *,
    group: str,
    moment: str,
    item: str,
    groups: Groups | None,
    before: tuple[datetime, int],
    size: int,
) -> list[tuple[int, Any]]:
    """(item, moment) of the newest `size` items before `before`, newest first, each item once.

    `group`, `moment` and `item` name fields of `model`; an index over the three serves this.
    """
    if not groups:
        return []
    columns = {
        name: str(model._meta.get_field(field).column)  # type: ignore[union-attr]
        for name, field in {"group": group, "moment": moment, "item": item, "key": "id"}.items()
    }
    quoted = {name: connection.ops.quote_name(column) for name, column in columns.items()}
    table = connection.ops.quote_name(model._meta.db_table)
    wanted, values = groups
    text = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    statement = text.format(wanted=wanted, table=table, size=int(size), **quoted)
    until, last = connection.ops.adapt_datetimefield_value(before[0]), before[1]
    with execute_planned(connection, statement, [*values, until, until, last]) as cursor:
        return [(pk, _moment(value)) for pk, value in cursor.fetchall()]


def _moment(value: datetime) -> datetime:
    """A raw value of the database as an aware time; SQLite gives naive ones in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
