"""What the database knows about the size of its tables, by which it plans."""

from django.db import connection


def analyze(table: str = "") -> None:
    """Count the rows anew: what a test counted outlives its rows, and says to the next one that a
    table is empty which is not; nobody else sees these rows, so nobody else counts them."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")
