"""Conversations and bots in the administration: names and numbers, never what is written."""

import re
import socket
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from chat import actions
from chat.models import Webhook
from kit.jobs import outbox
from tests.factories import make_bot, make_group, make_message, make_space, make_user
from tests.kit.outside import Names, running

LIST = "/admin/chat/conversation/"
HOOKS = "/admin/chat/webhook/"
SECRET = re.compile(r"whsec_[\w+/=]{40,}")
EVERYWHERE = ("/admin/", LIST, f"{LIST}?q=Harbour", f"{LIST}?o=1", HOOKS, "/admin/chat/")


@pytest.fixture
def chief(client):
    person = make_user("chief", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(person)
    return person


def page(client, address=LIST):
    return client.get(address).content.decode()


def room_of(space, *bodies):
    anna = make_user("anna")
    room = actions.open_space_conversation(by=anna, space=space)
    for body in bodies:
        make_message(room, anna, body)
    return room


def with_file(conversation, name="plan.txt", size=2048):
    upload = SimpleUploadedFile(name, b"x" * size)
    file = actions.upload_file(by=make_user("anna"), upload=upload)
    return make_message(conversation, body="Sesame", files=[file.key])


def test_A10_the_administration_shows_no_message_and_no_name_of_a_group(client, chief):
    anna, ben = make_user("anna"), make_user("ben")
    room = room_of(make_space(anna, name="Harbour", access="secret"), "Sesame of the space")
    group = make_group(ben, name="Crew of the moon")
    make_message(group, body="Sesame of the group")
    direct = actions.open_direct(by=anna, person=ben)
    make_message(direct, body="Sesame of two")
    tomorrow = timezone.now() + timedelta(days=1)
    actions.plan_message(by=anna, conversation=group, body="Sesame planned", due_at=tomorrow)
    with_file(group, "Sesame.txt")
    for address in EVERYWHERE:
        shown = page(client, address)
        assert "Sesame" not in shown
        assert "Crew of the moon" not in shown
    for conversation in (room, group, direct):
        answer = client.get(f"{LIST}{conversation.pk}/change/")
        assert answer.status_code in (302, 403)
        assert client.get(f"{LIST}{conversation.pk}/delete/").status_code in (302, 403)
    assert client.get(f"{LIST}add/").status_code == 403


def test_conversations_of_spaces_are_listed_with_their_numbers(client, chief):
    space = make_space(make_user("anna"), make_user("ben"), name="Harbour")
    room = room_of(space, "one", "two")
    with_file(room)
    with_file(room)
    shown = page(client)
    cells = re.findall(r'class="field-(\w+)[^>]*>(?:<a[^>]*>)?([^<]+)', shown)
    assert dict(cells) == {
        "space_name": "Harbour",
        "message_count": "4",
        "member_count": "2",
        "storage": "4.0\xa0KB",
    }
    assert "Harbour" in page(client, f"{LIST}?q=harb")
    assert "Harbour" not in page(client, f"{LIST}?q=office")


def test_all_other_conversations_are_one_sentence(client, chief):
    group = make_group(make_user("ben"))
    with_file(group)
    actions.open_direct(by=make_user("anna"), person=make_user("ben"))
    shown = " ".join(page(client).split())
    assert (
        "There are also 2 conversations between people or in groups; their files take up 2.0"
        in shown
    )


def test_the_list_costs_the_same_for_many_rooms(client, chief, count_queries):
    room_of(make_space(make_user("anna"), name="First"), "one")
    client.get(LIST)
    few = count_queries(lambda: client.get(LIST))
    for number in range(5):
        with_file(room_of(make_space(make_user("anna"), name=f"Room {number}"), "one"))
    assert count_queries(lambda: client.get(LIST)) == few


def test_A10_who_is_no_administrator_sees_none_of_it(client):
    client.force_login(make_user("ben"))
    for address in (LIST, HOOKS):
        assert client.get(address).status_code in (302, 403)


# --- webhooks ------------------------------------------------------------------------------------
def test_an_administrator_sets_a_webhook_and_sees_its_secret_once(client, chief):
    bot = make_bot()
    new = {"bot": bot.pk, "url": "https://bot.example/mentions", "is_active": "on"}
    answer = client.post(f"{HOOKS}add/", new)
    webhook = Webhook.objects.get()
    assert SECRET.search(answer.content.decode()).group().startswith(webhook.secret)
    for address in (HOOKS, f"{HOOKS}{webhook.pk}/change/", f"{HOOKS}{webhook.pk}/key/"):
        assert not SECRET.search(page(client, address))
    before = webhook.secret
    shown = client.post(f"{HOOKS}{webhook.pk}/key/").content.decode()
    webhook.refresh_from_db()
    assert webhook.secret != before
    assert webhook.secret in shown


@pytest.mark.parametrize("url", ["", "nonsense", "http://10.0.0.1/", "https://bot.example:22/"])
def test_C1_an_address_that_cannot_be_is_said_at_its_field(client, chief, url):
    answer = client.post(f"{HOOKS}add/", {"bot": make_bot().pk, "url": url, "is_active": "on"})
    assert answer.context["adminform"].form.errors["url"]
    assert not Webhook.objects.exists()


def test_only_bots_without_a_webhook_are_offered(client, chief):
    bot, taken = make_bot(), make_bot("Clock")
    actions.set_webhook(by=None, bot=taken, url="https://bot.example/")
    form = client.get(f"{HOOKS}add/").context["adminform"].form
    assert [person.pk for person in form.fields["bot"].queryset] == [bot.pk]


def test_a_test_call_says_how_it_went(client, chief, settings, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", Names(bot_internal=[["127.0.0.1"]]))
    settings.OUTGOING_INTERNAL_HOSTS = ["bot.internal"]
    with running() as machine:
        settings.OUTGOING_PORTS = [machine.port]
        webhook = actions.set_webhook(by=None, bot=make_bot(), url=machine.url())
        address = f"{HOOKS}{webhook.pk}/change/"
        answer = client.post(address, {"url": machine.url(), "is_active": "on", "_try": "1"})
        assert answer["Location"] == address
        assert not machine.requests  # the page does not wait for anybody's machine
        outbox.work()
        assert len(machine.requests) == 1
        webhook.refresh_from_db()
        assert webhook.last_success_at


def test_a_switched_off_webhook_is_switched_on_again(client, chief):
    webhook = actions.set_webhook(by=None, bot=make_bot(), url="https://bot.example/")
    Webhook.objects.update(is_active=False, failures=12)
    change = {"url": webhook.url, "is_active": "on"}
    client.post(f"{HOOKS}{webhook.pk}/change/", change)
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failures) == (True, 0)
