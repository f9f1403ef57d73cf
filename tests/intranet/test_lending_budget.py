"""What filling a device costs: statements, requests, and bytes that are sent."""

import json

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat.actions import open_direct
from feed.actions import react_to_post
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "/api/v1/device/delta/"
KIB = 1024
STATEMENTS = 12
SAID = (
    "Tip from the cellar: `E52` after the update is often the **flow sensor**, not the pump. "
    "Unplug `X14`, check the contacts, wait two minutes. #heating"
)


@pytest.fixture
def anna():
    return make_user("anna")


@pytest.fixture
def space(anna):
    return make_space(anna, make_user("ben"), make_editor())


class Device:
    """What it keeps, what it asked, what came over the line."""

    def __init__(self, person):
        self.browser = Client()
        self.browser.force_login(person)
        self.versions, self.requests, self.bytes = {}, 0, 0

    def ask(self):
        body = json.dumps({"has": self.versions})
        headers = {"Accept-Encoding": "br"}
        answer = self.browser.post(ADDRESS, body, "application/json", headers=headers)
        told = json.loads(brotli.decompress(answer.content))
        self.versions |= {entry["key"]: entry["version"] for entry in told["entries"]}
        self.requests, self.bytes = self.requests + 1, self.bytes + len(answer.content)
        return told

    def catch_up(self):
        self.requests = self.bytes = 0
        while self.ask()["more"]:
            pass


def a_day(anna, space, number):
    """One of everything that a device gets."""
    ben = make_user("ben")
    post = make_post(ben, space, f"{number}: {SAID}")
    make_comment(post, make_user("carl"), SAID)
    react_to_post(by=anna, post=post)
    make_post(ben, space, f"Look at {number}", shared=post)
    make_poll(ben, space)
    make_announcement(space, title=f"Rota {number}")
    make_message(make_group(ben), ben, SAID)
    make_message(open_direct(by=ben, person=anna), ben, SAID)
    make_survey(anna, author=make_editor(), space=space, anonymous=False)


def test_a_delta_after_a_day_takes_at_most_12_statements_however_much_there_is(anna, space):
    device = Device(anna)

    def asked():
        with CaptureQueriesContext(connection) as statements:
            told = device.ask()
        return len(statements), {entry["kind"] for entry in told["entries"]}

    a_day(anna, space, 0)
    device.catch_up()
    a_day(anna, space, 1)
    first, kinds = asked()
    assert {"announcement", "post", "chat", "survey", "questions"} <= kinds
    assert first <= STATEMENTS
    for number in range(2, 5):
        a_day(anna, space, number)
    assert asked()[0] == first


def test_a_device_is_filled_within_250_kb_and_8_requests_and_a_day_costs_20_kb(anna, space):
    ben, carl = make_user("ben"), make_user("carl")
    for number in range(90):
        make_user(f"person{number}", phone=f"+49 461 555 {number:03}", department="Heating")
    for number in range(50):
        post = make_post(ben, space, f"{number}: {SAID}")
        for _ in range(number % 4):
            make_comment(post, carl, SAID)
    for number in range(12):
        make_announcement(space, title=f"Rota {number}")
        group = make_group(ben, name=f"Crew {number}")
        for said in range(40):
            make_message(group, ben, f"{said}: {SAID}")
    device = Device(anna)
    device.catch_up()
    assert device.bytes <= 250 * KIB
    assert device.requests <= 7  # and the frame
    a_day(anna, space, 100)
    device.catch_up()
    assert device.bytes <= 20 * KIB
    assert device.requests == 1
