"""The connection to PostgreSQL."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but what is healthy is not asked with every request whether it is.

    A server that ends or is shut down closes its connections, and nothing else arrives while
    nobody asks. Only where something did is `SELECT 1` worth a round trip.
    """

    def is_usable(self) -> bool:
        """Whether the connection still leads to a database."""
        if self.connection is None or self.connection.closed:
            return False
        quiet = select.poll()
        quiet.register(self.connection.fileno(), select.POLLIN)
        return not quiet.poll(0) or super().is_usable()
