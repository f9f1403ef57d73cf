"""Writing many rows with one statement: what the database can take from a query itself.

`bulk_create` sends every value of every row, on SQLite a hundred rows at a time.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Value
from django.db.models.expressions import Combinable


def insert_missing(
    model: type[models.Model], source: models.QuerySet[Any], **columns: Combinable | Any
) -> None:
    """Insert a row for each row of `source`, unless a unique constraint says it is there.

    `columns` are expressions over `source`, or plain values. Columns that are not named get the
    default of their field.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = {
        f"new_{field.name}": _expression(field, columns.get(field.name, field.get_default()))
        for field in fields
    }
    rows = source.order_by().annotate(**values).values_list(*values)
    try:
        select, params = rows.query.sql_with_params()
    except EmptyResultSet:  # a condition that holds for nobody
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)


def _expression(field: models.Field, value: Any) -> Combinable:
    if isinstance(value, Combinable):
        return value
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return Value(value, output_field=target)
