"""What the database knows about the size of its tables, by which it plans."""

from django.db import connection


def analyze(*names: str) -> None:
    """Count the rows of these tables anew, or of all: what a test counted outlives its rows, and
    says to the next one that a table is empty which is not; nobody else sees these rows, so nobody
    else counts them.

    Ours only: the tables of PostgreSQL itself are shared by the databases of all workers, and who
    counts them locks them until its transaction ends.
    """
    with connection.cursor() as cursor:
        for name in names or connection.introspection.django_table_names():
            cursor.execute(f"ANALYZE {name}")
