"""What a device gets of what its person may read, and what it must forget."""

import html
import json
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.actions import create_token
from announcements.actions import upload_attachment
from chat.actions import leave_conversation
from chat.models import Conversation
from feed import actions
from feed.models import Post
from intranet.device.delta import MOST
from spaces.actions import remove_member
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.surveys.making import make_survey

pytestmark = pytest.mark.django_db
SECRETS = ("valve", "Mine as well", "rota", "spare", "How are we", "Monday")
ADDRESS = "/api/v1/device/delta/"


class Device:
    """A device as the worker keeps one (intranet/device/filling.js)."""

    def __init__(self, client):
        self.client, self.kept = client, {}

    def ask(self):
        has = {key: entry["version"] for key, entry in self.kept.items()}
        answer = self.client.post(ADDRESS, json.dumps({"has": has}), "application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def catch_up(self):
        """All that differs, taken; which entries came."""
        came = []
        while True:
            told = self.ask()
            for key in told["gone"]:
                del self.kept[key]
            self.kept |= {entry["key"]: entry for entry in told["entries"]}
            came += [entry["key"] for entry in told["entries"]]
            if not told["more"]:
                return came

    def __contains__(self, thing):
        return any(thing in json.dumps(entry) for entry in self.kept.values())


def device(person):
    """A device of this person with nothing on it."""
    browser = Client()
    browser.force_login(person)
    return Device(browser)


@pytest.fixture
def anna():
    return make_user("anna", language="en")


@pytest.fixture
def ben():
    return make_user("ben", phone="+49 461 555 01")


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, make_editor(), access="closed")


@pytest.fixture
def everything(anna, ben, space):
    """One of each kind that Anna may read; the keys."""
    told = make_announcement(space, title="New rota")
    post = make_post(ben, space, "The valve is stuck")
    make_comment(post, ben, "Mine as well")
    poll = make_poll(ben, space).post
    survey = make_survey(anna, author=make_editor(), space=space, anonymous=False)
    chat = make_group(ben, name="Crew")
    make_message(chat, ben, "Have you a spare one?")
    return {
        f"announcement:{told.pk}", f"post:{post.pk}", f"post:{poll.pk}", f"chat:{chat.pk}",
        f"survey:{survey.pk}", f"questions:{survey.pk}", f"person:{ben.pk}",
    }  # fmt: skip


def test_I4_a_device_gets_every_kind_drawn_like_its_page(anna, everything):
    phone = device(anna)
    phone.catch_up()
    assert everything <= set(phone.kept)
    for key in everything:
        entry = phone.kept[key]
        page = phone.client.get(entry["address"]).content.decode()
        assert html.escape(entry["title"].removeprefix("Questions: ")) in page, key
        assert entry["blocks"]["scripts"] in page, key
        assert entry["blocks"]["head"] in page, key
        for word in re.findall(r">([^<>{]{4,})<", entry["blocks"]["main"]):
            assert word in page, (key, word)


def test_nothing_comes_twice(anna, everything):
    phone = device(anna)
    assert phone.catch_up()
    assert phone.catch_up() == []


def test_time_alone_brings_nothing_new_but_what_is_due(anna, everything):
    phone = device(anna)
    phone.catch_up()
    tomorrow = timezone.now() + timedelta(days=1)
    with mock.patch("django.utils.timezone.now", return_value=tomorrow):
        assert not [key for key in phone.catch_up() if not key.startswith("announcement:")]


def test_what_changed_comes_again_and_nothing_else(anna, ben, everything):
    phone = device(anna)
    phone.catch_up()
    post = Post.objects.get(body="The valve is stuck")
    actions.edit_post(by=ben, post=post, body="The valve is free")
    assert phone.catch_up() == [f"post:{post.pk}"]
    comment = post.comments.get()
    actions.react_to_comment(by=anna, comment=comment)
    assert phone.catch_up() == [f"post:{post.pk}"]
    chat = Conversation.objects.get(name="Crew")
    make_message(chat, ben, "Never mind")
    assert phone.catch_up() == [f"chat:{chat.pk}"]
    assert "Never mind" in phone


def test_I4_what_was_deleted_leaves_the_device(anna, ben, everything):
    phone = device(anna)
    phone.catch_up()
    actions.delete_post(by=ben, post=Post.objects.get(body="The valve is stuck"))
    phone.catch_up()
    assert "valve" not in phone


def test_A3_nothing_of_a_space_or_conversation_stays_with_who_left_it(anna, space, everything):
    phone = device(anna)
    phone.catch_up()
    remove_member(by=None, space=space, user=anna)
    leave_conversation(by=anna, conversation=Conversation.objects.get(name="Crew"))
    phone.catch_up()
    for word in SECRETS:
        assert word not in phone, word
    assert phone.kept.keys() == device_of_somebody_new(anna).kept.keys()


def device_of_somebody_new(person):
    fresh = device(person)
    fresh.catch_up()
    return fresh


def test_a_stranger_gets_nothing_of_a_closed_space(everything):
    eve = device(make_user("eve"))
    eve.catch_up()
    assert everything & set(eve.kept) == {f"person:{make_user('ben').pk}"}
    for word in SECRETS:
        assert word not in eve, word


def test_B4_what_somebody_else_left_on_the_device_is_replaced(anna, everything):
    annas = device(anna)
    annas.catch_up()
    eves = device(make_user("eve"))
    eves.kept = dict(annas.kept)
    eves.catch_up()
    for word in SECRETS:
        assert word not in eves, word


def test_announcements_come_with_their_pictures_and_files(anna, space):
    lena = make_editor()
    plan = upload_attachment(by=lena, upload=SimpleUploadedFile("plan.pdf", b"%PDF-1.7 rota"))
    told = make_announcement(space, by=lena, files=[plan.key])
    phone = device(anna)
    phone.catch_up()
    (address,) = phone.kept[f"announcement:{told.pk}"]["files"]
    assert phone.client.get(address).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"has": ["post:1"]},
        {"has": {"post:1": ["x"]}},
        {"has": {"post:1": "x" * 500}},
        {"has": {f"post:{n}": "x" for n in range(3_000)}},
        {"has": 7},
        [],
    ],
)
def test_C1_nonsense_is_refused(anna, sent):
    answer = device(anna).client.post(ADDRESS, json.dumps(sent), "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"]


def test_C1_keys_that_nobody_lent_are_to_be_forgotten(anna):
    has = {"../../etc": "x", "post:999999999999999999999": "x", "Ünïcode ": "x"}
    answer = device(anna).client.post(ADDRESS, json.dumps({"has": has}), "application/json")
    assert set(answer.json()["gone"]) == set(has)


def test_keys_of_programs_open_no_device(anna):
    _token, secret = create_token(by=anna, name="Robot", scopes=["read"], expires_at=None)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = Client().post(ADDRESS, {}, "application/json", headers=headers)
    assert answer.status_code == 403


def test_the_frame_is_of_its_person_and_names_nobody_else(anna, space):
    make_post(make_user("ben"), space, "News")
    page = device(anna).client.get("/device/frame/")
    text = page.content.decode()
    assert page.status_code == 200 and page["X-Person"] == str(anna.pk)
    for place in ("layout", "title", "head", "scripts", "main"):
        assert text.count(f"[[{place}]]") == 1, place
    assert space.name not in text and "Ben" not in text


def test_I4_a_lost_answer_changes_nothing(anna, everything):
    phone = device(anna)
    lost = [entry["version"] for entry in phone.ask()["entries"]]
    assert [entry["version"] for entry in phone.ask()["entries"]] == lost
    phone.catch_up()
    assert phone.kept.keys() == device_of_somebody_new(anna).kept.keys()


def test_what_does_not_fit_into_one_answer_comes_with_the_next(anna, space):
    for number in range(49):
        make_post(anna, space, f"Number {number}")
    for number in range(MOST - 40):
        make_user(f"person{number}", phone=f"0461 555 {number}")
    phone = device(anna)
    first = phone.ask()
    assert first["more"] and len(first["entries"]) == MOST
    phone.catch_up()
    assert {f"Number {number}" for number in range(49)} <= {
        entry["title"] for entry in phone.kept.values()
    }


def test_another_language_brings_everything_anew_in_it(anna, everything):
    phone = device(anna)
    phone.catch_up()
    anna.language = "de"
    anna.save(update_fields=["language"])
    assert everything <= set(phone.catch_up())
    assert "Kommentar schreiben" in phone


def test_who_was_deactivated_gets_nothing_more(anna, everything):
    phone = device(anna)
    anna.is_active = False
    anna.save(update_fields=["is_active"])
    assert phone.client.post(ADDRESS, {}, "application/json").status_code in (401, 403)


def test_only_people_who_can_be_called_are_lent_and_the_nearest_first(anna):
    anna.department = "Heating"
    anna.save(update_fields=["department"])
    far = make_user("carl", phone="0461 1", department="Office")
    near = make_user("doris", phone="0461 2", department="Heating")
    silent = make_user("emil")
    keys = [entry["key"] for entry in device(anna).ask()["entries"]]
    people = [key for key in keys if key.startswith("person:")]
    assert people == [f"person:{near.pk}", f"person:{far.pk}"]
    assert f"person:{silent.pk}" not in people
