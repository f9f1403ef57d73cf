"""A cursor that sends statements whose text comes again and again, so that their plans are kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

STATEMENTS_KEPT = 300  # plans a connection remembers


@contextmanager
def execute_planned(connection: Any, sql: str, params: Sequence[Any]) -> Iterator[Any]:
    """A cursor with the answer. PostgreSQL is given text and values apart and keeps the plan."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            yield cursor
        return
    factory, number = _of_postgresql()
    # one width for all numbers: each other one would be another statement to the driver
    params = [number(value) if type(value) is int else value for value in params]
    connection.ensure_connection()
    driver = connection.connection
    usual, driver.cursor_factory = driver.cursor_factory, factory
    driver.prepared_max = STATEMENTS_KEPT
    try:
        cursor = connection.cursor()
    finally:
        driver.cursor_factory = usual
    with cursor:
        cursor.execute(sql, params)
        if connection.queries_logged:  # the driver forgets the text of what is planned already
            connection.queries_log[-1]["sql"] = connection.ops.compose_sql(sql, params)
        yield cursor


@cache
def _of_postgresql() -> tuple[type, type]:
    """A cursor that remembers where the values of a text go, and the number it takes.

    psycopg's own does not remember texts above four KiB, because those that are put together anew
    never come again. Ours do.
    """
    from django.db.backends.postgresql.base import ServerBindingCursor
    from psycopg import _queries
    from psycopg.types.numeric import Int8

    split = lru_cache(STATEMENTS_KEPT)(_queries._query2pg_nocache)

    class Query(_queries.PostgresQuery):
        __slots__ = ()

        def convert(self, query: Any, vars: Any) -> None:
            text, encoding = self._ensure_bytes(query), self._tx.encoding
            self.query, self._want_formats, self._order, self._parts = split(text, encoding)
            self.dump(vars)

    class Cursor(ServerBindingCursor):
        _query_cls = Query

    return Cursor, Int8
