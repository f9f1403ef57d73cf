"""The connection to PostgreSQL: whether it still leads anywhere, without asking each time."""

from typing import Any

import pytest
from django.db import connection

from tests import profile

pytestmark = [
    pytest.mark.skipif(not profile.IS_SERVER, reason="SQLite is a file"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def other() -> Any:
    """A connection beside the one of the test."""
    made = connection.copy()
    made.ensure_connection()
    yield made
    made.close()


def test_what_is_quiet_is_healthy_without_a_statement(
    other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(other.connection, "execute", asked.append)
    assert other.is_usable()
    assert asked == []


def test_what_the_server_has_ended_is_found_out_and_made_anew(other: Any) -> None:
    pid = other.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not other.is_usable()
    other.settings_dict = {**other.settings_dict, "CONN_HEALTH_CHECKS": True}
    other.health_check_enabled, other.health_check_done = True, False
    with other.cursor() as cursor:  # what the next request does
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != pid


def test_a_notice_is_no_end(other: Any) -> None:
    other.connection.autocommit = True
    other.connection.execute("LISTEN test_of_health")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY test_of_health")
    assert other.is_usable() and not other.connection.closed
