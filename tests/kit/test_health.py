"""Liveness and readiness: the truth, and no detail for the public."""

import time
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from feed.models import Placement, Post
from kit.http import health
from kit.jobs import heartbeats
from kit.models import Heartbeat, OutboxEntry
from tests.factories import make_space, make_user


@pytest.fixture(autouse=True)
def _ask_anew():
    health._yes.clear()


@pytest.fixture
def administrator(client):
    client.force_login(make_user("root", role="administrator"))
    return client


def overdue():
    late = timezone.now() - timedelta(minutes=11)
    OutboxEntry.objects.create(event="kit.Late", created_at=late, due_at=late)


def test_I1_a_living_process_says_so_to_anybody(client, count_queries):
    assert client.get("/healthz").json() == {"ok": True}
    assert count_queries(lambda: client.get("/healthz")) == 0


@pytest.mark.django_db(transaction=True)
def test_I1_ready_when_everything_is_there(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True})


@pytest.mark.django_db(transaction=True)
def test_I1_work_nobody_takes_is_told_without_detail(client):
    overdue()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False})
    assert response["Retry-After"] == "5"


@pytest.mark.django_db(transaction=True)
def test_I1_people_see_no_more_than_strangers(client):
    client.force_login(make_user("ben"))
    assert client.get("/readyz").json() == {"ready": True}


@pytest.mark.django_db(transaction=True)
def test_I1_an_administrator_sees_which_part_is_away(administrator):
    overdue()
    parts = administrator.get("/readyz").json()["parts"]
    assert parts["outbox"] is False
    assert parts["database"] is parts["storage"] is True


@pytest.mark.django_db(transaction=True)
def test_I1_a_storage_that_cannot_be_written_is_told(administrator, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "save", full, raising=False)
    assert administrator.get("/readyz").json()["parts"]["storage"] is False


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_the_storage(client):
    client.get("/readyz")
    client.get("/readyz")
    assert default_storage.listdir("health")[1] == []


@pytest.mark.django_db(transaction=True)
def test_I1_a_dead_clock_is_told_once_it_had_time_to_start(administrator, monkeypatch):
    assert administrator.get("/readyz").json()["parts"]["clock"] is True
    monkeypatch.setattr(health, "_started", time.monotonic() - 600)
    assert administrator.get("/readyz").json()["parts"]["clock"] is False
    heartbeats.beat_of_the_clock()
    assert administrator.get("/readyz").json()["parts"]["clock"] is True
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert administrator.get("/readyz").status_code == 503


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_I1_a_full_database_is_told_and_found_again(administrator):
    assert administrator.get("/readyz").json()["parts"]["database"] is True
    health._yes.clear()
    with full(), pytest.raises(OperationalError):
        health.database()
    health.database()


@contextmanager
def full():
    """No page is left in the file of the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count = 1")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_I1_a_full_database_is_read_and_refuses_to_write_clearly(client):
    client.raise_request_exception = False
    anna = make_user("anna", language="en")
    space = make_space(anna)
    client.force_login(anna)
    client.get("/")
    sent = {"body": "x" * 20_000, "space": [space.slug]}
    with full():
        answers = [client.post("/compose/", sent) for _ in range(3)]
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
    assert {answer.status_code for answer in answers} == {503}
    assert "disk is full" in answers[0].content.decode()
    assert (Post.objects.count(), Placement.objects.count(), OutboxEntry.objects.filter(
        event="feed.PostPublished").count()) == (0, 0, 0)  # fmt: skip
    assert client.post("/compose/", sent).status_code == 302


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_I1_a_dead_redis_is_told(administrator, settings):
    assert administrator.get("/readyz").json()["parts"]["redis"] is True
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    assert administrator.get("/readyz").json()["parts"]["redis"] is False


def test_I1_a_part_that_answers_too_late_counts_as_away(monkeypatch):
    monkeypatch.setattr(health, "PART_SECONDS", 0.01)
    never: Future[None] = Future()
    assert not health.is_there(never)


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_A8_only_questions_are_answered(client, address):
    assert client.post(address).status_code == 405
