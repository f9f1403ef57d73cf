"""Liveness and readiness: the truth, and no detail for the public."""

from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from kit import health
from kit.models import OutboxEntry
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _ask_the_storage_anew():
    health._storage.update(asked=0.0, ok=False)


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
