"""How the rows of a written statement become objects, and no more of its question than that.

Conditions and subqueries have done their work once the statement is written; kept for all
statements of a process they are 6 MB.
"""

import copy
from collections.abc import Sequence
from typing import Any

from django.db import connections, models
from django.db.models.expressions import Col, Value
from django.db.models.sql import Query


class RowReader:
    """Makes of rows what the queryset `found` would have made of them."""

    def __init__(self, found: models.QuerySet[Any], compiler: Any) -> None:
        """`compiler` has written the statement."""
        self.found_by: Any = type(found)
        self.iterable_class = found._iterable_class  # type: ignore[attr-defined]
        self.fields = found._fields  # type: ignore[attr-defined]
        self.alias = found.db
        self.column_count = compiler.col_count
        self.has_more_columns = compiler.has_extra_select  # that only the order needs
        self.query = _names_only(compiler.query)
        self.compiler = type(compiler)(self.query, None, self.alias)
        self.compiler.select = [(_type_only(column), None, None) for column, *_ in compiler.select]
        for name in ("klass_info", "annotation_col_map", "col_count"):
            setattr(self.compiler, name, getattr(compiler, name))
        self.converters = _converters(compiler)

    def objects(self, rows: Sequence[Any]) -> list[Any]:
        """One object for each row, as it came from the database."""
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connections[self.alias]
        compiler.get_converters = lambda _columns: self.converters  # the same every time
        if self.has_more_columns:
            rows = [row[: self.column_count] for row in rows]
        compiler.execute_sql = lambda *_args, **_options: [rows]
        query: Any = copy.copy(self.query)
        query.get_compiler = lambda *_args, **_options: compiler
        found = self.found_by(self.query.model, query, self.alias)
        found._iterable_class, found._fields = self.iterable_class, self.fields
        return list(found)


def _names_only(asked: Any) -> Any:
    """A query that knows how the columns are called."""
    query: Any = Query(asked.model)
    query.selected, query.values_select = asked.selected, asked.values_select
    query.annotations = dict.fromkeys(asked.annotation_select)
    return query


def _type_only(column: Any) -> Any:
    """A column of a table as it is, anything else as a value of its type."""
    return column if isinstance(column, Col) else Value(None, column.output_field)


def _converters(compiler: Any) -> dict[int, tuple[Any, Any]]:
    """What turns values of the database into Python's, by column."""
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    return {
        place: (converters, _type_only(column))
        for place, (converters, column) in compiler.get_converters(columns).items()
    }
