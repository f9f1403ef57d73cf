"""Moments as arguments of prepared statements, which take texts and numbers only."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Expression


def stored(moment: datetime) -> str:
    """As this database writes it."""
    return str(connection.ops.adapt_datetimefield_value(moment))


class Moment(Expression):
    """What `stored` wrote, as a value of a statement."""

    output_field = DateTimeField()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """As PostgreSQL is asked."""
        return "%s::timestamptz", [self.text]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """As SQLite is asked."""
        return "%s", [self.text]
