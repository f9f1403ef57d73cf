"""What a hit is called depends on its reader: the language of a title, the other one of two."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from announcements.actions import publish_announcement, write_announcement
from announcements.drafts import AnnouncementPlan, Words
from chat.actions import open_direct, send_message, upload_file
from kit.jobs.outbox import work
from tests.factories import make_space

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search/"


def found(client: Client, asked: str) -> list[dict[str, Any]]:
    return list(client.get(SEARCH, {"q": asked}).json()["results"])


@pytest.fixture
def holidays(anna: User, ben: User) -> None:
    """An announcement in both languages."""
    anna.role = User.Role.EDITOR
    anna.save()
    words = {
        "de": Words(title="Betriebsruhe", lead="", body="Zwischen den Jahren zu"),
        "en": Words(title="Company holidays", lead="", body="Closed after Christmas"),
    }
    plan = AnnouncementPlan(words=words, spaces=[make_space(anna, ben)])
    publish_announcement(by=anna, announcement=write_announcement(by=anna, plan=plan))
    while work():
        pass


@pytest.mark.usefixtures("holidays")
@pytest.mark.parametrize(
    ("language", "title"), [("de", "Betriebsruhe"), ("en", "Company holidays")]
)
@pytest.mark.parametrize("asked", ["Betriebsruhe", "Christmas"])
def test_an_announcement_is_titled_in_the_language_of_its_reader(
    client: Client, ben: User, language: str, title: str, asked: str
) -> None:
    User.objects.filter(pk=ben.pk).update(language=language)
    client.force_login(User.objects.get(pk=ben.pk))
    assert [row["title"] for row in found(client, asked)] == [title]
    page = client.get("/search/", {"q": asked}).content.decode()
    assert title in page.replace("<mark>", "").replace("</mark>", "").partition("search__hit")[2]


@pytest.mark.usefixtures("holidays")
@pytest.mark.parametrize(
    ("language", "title"), [("de", "Betriebsruhe"), ("en", "Company holidays")]
)
def test_an_announcement_is_suggested_in_the_language_of_its_reader(
    client: Client, ben: User, language: str, title: str
) -> None:
    User.objects.filter(pk=ben.pk).update(language=language)
    client.force_login(User.objects.get(pk=ben.pk))
    answer = client.get("/api/v1/suggestions/", {"q": "Betriebsr"})
    assert [row["label"] for row in answer.json()["results"]] == [title]
    assert title in client.get("/search/suggestions/", {"q": "Betriebsr"}).content.decode()


def test_a_message_between_two_is_found_under_the_name_of_the_other_one(
    client: Client, anna: User, ben: User
) -> None:
    talk = open_direct(by=anna, person=ben)
    key = upload_file(by=anna, upload=SimpleUploadedFile("zebra.txt", b"a zebra")).key
    send_message(by=anna, conversation=talk, body="The zebra is back", files=[key])
    while work():
        pass
    for reader, other in ((anna, ben), (ben, anna)):
        client.force_login(reader)
        rows = found(client, "zebra")
        assert {row["kind"] for row in rows} == {"message", "file"}
        assert {row["place"] for row in rows} == {other.name}


def test_the_words_cost_the_same_for_few_and_many_hits(
    as_ben: Client, anna: User, ben: User, count_queries: Any
) -> None:
    talk = open_direct(by=anna, person=ben)
    send_message(by=anna, conversation=talk, body="zebra 0")
    work()
    found(as_ben, "zebra")
    few = count_queries(lambda: found(as_ben, "zebra"))
    for number in range(1, 6):
        send_message(by=anna, conversation=talk, body=f"zebra {number}")
    work()
    assert count_queries(lambda: found(as_ben, "zebra")) == few
