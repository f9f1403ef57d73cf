"""Announcements for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import create_token
from announcements.models import Announcement, Confirmation
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_space, make_user

pytestmark = pytest.mark.english

AT = "/api/v1/announcements/"


def due(days=3):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def lena(client):
    client.force_login(editor := make_editor())
    return editor


def send(client, verb, address, body=None):
    return getattr(client, verb)(AT + address, body or {}, content_type="application/json")


NEW = {"texts": [{"language": "de", "title": "Plan"}, {"language": "en", "title": "Rota"}]}


def test_an_editor_writes_publishes_and_ben_confirms(client, lena, ben):
    space = make_space(ben)
    sent = {**NEW, "spaces": [space.slug], "confirm_by": due()}
    made = send(client, "post", "", sent)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert send(client, "put", f"{pk}/release/").status_code == 200
    client.force_login(ben)
    listed = client.get(AT).json()["results"]
    assert [row["standing"] for row in listed] == ["open"]
    told = timezone.now().isoformat()
    answer = send(client, "put", f"{pk}/confirmation/", {"version": 1, "device_at": told})
    assert answer.json()["standing"] == "confirmed"
    assert send(client, "put", f"{pk}/confirmation/", {"version": 1}).status_code == 200
    assert Confirmation.objects.get().device_at is not None


def test_E2_the_same_client_id_again_answers_200_with_the_first_draft(client, lena):
    sent = {**NEW, "client_id": "0b8f7c9e-5cf0-4a6a-b1be-3f6d22d6a111"}
    first, second = send(client, "post", "", sent), send(client, "post", "", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    other = send(client, "post", "", {**sent, "on_behalf": "Board"})
    assert other.status_code == 409


def test_an_audience_by_rule_is_written_as_facts(client, lena):
    make_user("seller", department="Sales")
    sent = {**NEW, "audience": {"any_of": [{"field": "department", "value": "Sales"}]}}
    pk = send(client, "post", "", sent).json()["id"]
    send(client, "put", f"{pk}/release/")
    assert Announcement.objects.visible_to(make_user("seller")).exists()
    assert not Announcement.objects.visible_to(make_user("ben")).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"texts": []}, "title"),
        ({"texts": [{"language": "xx", "title": "A"}]}, "texts.0.language"),
        ({"texts": [{"language": "de", "title": "A" * 201}]}, "texts.0.title"),
        ({"audience": {"any_of": []}}, "rule"),
        ({"audience": {"any_of": [{"field": "password", "value": "x"}]}}, "audience.any_of.0.field"),  # noqa: E501
        ({"spaces": ["nowhere"]}, "spaces"),
        ({"confirm_by": "soon"}, "confirm_by"),
        ({"category": "none-such"}, "category"),
    ],
)  # fmt: skip
def test_C1_bad_input_names_its_field(client, lena, change, field):
    answer = send(client, "post", "", {**NEW, **change})
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"spaces": []}, "no_audience"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_too_early"),
        ({"confirm_by": "2020-01-01"}, "due_is_over"),
    ],
)
def test_C1_what_cannot_go_out_stays_a_draft(client, lena, ben, change, code):
    pk = send(client, "post", "", {**NEW, "spaces": [make_space(ben).slug], **change}).json()["id"]
    answer = send(client, "put", f"{pk}/release/")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Announcement.objects.visible_to(ben).exists()


def test_E6_an_outdated_version_is_a_conflict(client, lena, ben):
    space = make_space(ben)
    pk = send(client, "post", "", {**NEW, "spaces": [space.slug]}).json()
    change = {**NEW, "spaces": [space.slug], "version": pk["edit_version"]}
    assert send(client, "patch", f"{pk['id']}/", change).status_code == 200
    assert send(client, "patch", f"{pk['id']}/", change).status_code == 409


def test_a_key_needs_the_scope_of_news(client, ben):
    one = make_announcement(make_space(ben), confirm_by=timezone.localdate())
    for scopes, status in ((["read", "feed:write"], 403), (["read", "news:write"], 200)):
        _token, secret = create_token(by=ben, name="robot", scopes=scopes)
        answer = client.put(
            f"{AT}{one.pk}/confirmation/", "{}", content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
        assert answer.status_code == status


def test_A8_posts_of_the_feed_api_do_not_change_announcements(client, lena, ben):
    one = make_announcement(make_space(ben, lena), by=lena)
    address = f"/api/v1/posts/{one.pk}/"
    assert client.get(address).status_code == 200
    sent = {"body": "changed", "version": 1}
    assert client.patch(address, sent, content_type="application/json").status_code == 403
    assert client.delete(address).status_code == 403
