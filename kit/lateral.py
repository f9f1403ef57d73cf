"""The newest rows of each of many groups in one statement, each group through its own index.

Asking a global index for "newest in any of these groups" walks over everybody else's rows: on a
million posts it took 200 ms for a person whose groups are quiet. Here every group costs a few
index entries, whatever stands beside them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

POSTGRESQL = """
    SELECT DISTINCT newest.{item}, newest.{moment}
    FROM unnest(%s::bigint[]) AS wanted(id) CROSS JOIN LATERAL (
        SELECT {item}, {moment} FROM {table}
        WHERE {group} = wanted.id AND {moment} <= %s AND ({moment} < %s OR {item} < %s)
        ORDER BY {moment} DESC, {item} DESC LIMIT %s
    ) AS newest
    ORDER BY newest.{moment} DESC, newest.{item} DESC LIMIT %s
"""
SQLITE = """
    SELECT DISTINCT newest.{item}, newest.{moment}
    FROM json_each(%s) AS wanted JOIN {table} AS newest ON newest.{key} IN (
        SELECT {key} FROM {table}
        WHERE {group} = wanted.value AND {moment} <= %s AND ({moment} < %s OR {item} < %s)
        ORDER BY {moment} DESC, {item} DESC LIMIT %s
    )
    ORDER BY newest.{moment} DESC, newest.{item} DESC LIMIT %s
"""


def newest_of_groups(
    model: type[models.Model],
    *,
    group: str,
    moment: str,
    item: str,
    groups: Sequence[int],
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
    on_postgresql = connection.vendor == "postgresql"
    statement = (POSTGRESQL if on_postgresql else SQLITE).format(table=table, **quoted)
    wanted = list(groups) if on_postgresql else f"[{','.join(map(str, groups))}]"
    adapt = connection.ops.adapt_datetimefield_value
    until, last = adapt(before[0]), before[1]
    with connection.cursor() as cursor:
        cursor.execute(statement, [wanted, until, until, last, size, size])
        return [(pk, _moment(value)) for pk, value in cursor.fetchall()]


def _moment(value: datetime) -> datetime:
    """A raw value of the database as an aware time; SQLite gives naive ones in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
