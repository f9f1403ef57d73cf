"""Rows of another model in a column: what stands beside each row of a list, in its statement."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import BooleanField, F, Func, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject

from kit.database.prepared import hand_over

M = TypeVar("M", bound=Model)
POSTGRESQL = "(SELECT COALESCE(jsonb_agg(nested.one), '[]') FROM (%(subquery)s) nested)"
SQLITE = "(SELECT json_group_array(json(nested.one)) FROM (%(subquery)s) nested)"


class Nested(Subquery):
    """The rows of `found` in its order, each as a dictionary of these columns and no others.

    Columns hold numbers, texts, truths and JSON; a moment would come back as a text. A name may
    stand for a path: `Nested(marks, id="user_id", handle="user__handle")`. At most so many.
    """

    def __init__(
        self, found: QuerySet[Any], *columns: str, most: int | None = None, **named: str
    ) -> None:
        paths = {name: name for name in columns} | named
        row = JSONObject(**{name: _column(found.model, path) for name, path in paths.items()})
        super().__init__(found.values(one=row)[:most], output_field=JSONField())

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """A list, also of nothing."""
        return self.as_sql(compiler, connection, template=POSTGRESQL)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """The same; SQLite has the rows as text until they are read as JSON."""
        return self.as_sql(compiler, connection, template=SQLITE)


class _Json(Func):
    """A column of JSON, which SQLite would put into the row as a text."""

    arity, function, template = 1, "", "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Read as JSON."""
        return self.as_sql(compiler, connection, function="JSON", template=Func.template)


def _column(model: type[Model], path: str) -> F | _Json:
    known = {field.attname: field for field in model._meta.concrete_fields}
    is_json = isinstance(known.get(path), JSONField)
    return _Json(F(path), output_field=JSONField()) if is_json else F(path)


def rows_of(model: type[M], nested: Sequence[dict[str, Any]]) -> list[M]:
    """The objects that such a column holds; a field that was left out is asked for when read."""
    return list(_rows_of(model, nested))


def _rows_of(model: type[M], nested: Sequence[dict[str, Any]]) -> Iterator[M]:
    for one in nested:
        names, truths = _fields(model, tuple(one))
        one |= {name: bool(one[name]) for name in truths}  # SQLite knows 0 and 1
        yield model.from_db("default", names, [one[name] for name in names])


@cache
def _fields(model: type[Model], given: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The same fields in the order of the model, in which Django wants their values, and those
    of them that are true or false."""
    known = [field for field in model._meta.concrete_fields if field.attname in given]
    if len(known) < len(given):
        raise TypeError(f"{model.__name__} has not all of these fields: {', '.join(given)}.")
    truths = [field.attname for field in known if isinstance(field, BooleanField)]
    return [field.attname for field in known], truths


def unnest(rows: Sequence[Model], name: str, column: str) -> None:
    """Let `row.<name>.all()` give the objects of the nested `column` of each row."""
    if rows:
        related: Any = rows[0]._meta.get_field(name).related_model
        hand_over(rows, name, [rows_of(related, getattr(row, column)) for row in rows])
