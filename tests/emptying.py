"""Empties the database after a test that really wrote: only the tables that hold something.

Django's own `flush` renews every table with all its indexes and then asks for the permissions of
every model again, which costs more than most tests do.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connections, transaction

# What migrations leave behind, and no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty(test: Any) -> None:
    """No row of a test is left in the databases it used."""
    for name in test._databases_names(include_mirrors=False):
        with transaction.atomic(using=name), connections[name].cursor() as cursor:
            _empty(connections[name].vendor, cursor)


def _empty(vendor: str, cursor: Any) -> None:
    if vendor == "postgresql":
        # Waits for whoever still writes, as TRUNCATE does, and leaves references unchecked.
        cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})" for t in _tables())
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f"DELETE FROM {table}")


@cache
def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({one._meta.db_table for one in models if one._meta.managed} - KEPT)
