"""Bots: they write where they were asked in, and nowhere else; nobody signs in as one."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import actions as people
from accounts.models import ApiToken, User
from chat import actions
from chat.models import Conversation, Message
from kit.http.exceptions import Problem
from kit.jobs import outbox
from spaces.actions import add_member
from spaces.models import Membership, SpaceKind
from tests.factories import make_bot, make_group, make_message, make_space, make_user


@pytest.fixture
def bot():
    return make_bot()


def test_A7_only_administrators_make_bots(anna):
    with pytest.raises(PermissionDenied):
        people.create_bot(by=anna, name="Weather", responsible=anna)


def test_a_bot_has_somebody_who_answers_for_it(bot):
    gone = make_user("gone")
    people.deactivate_person(by=None, user=gone)
    for nobody in (bot, gone):
        with pytest.raises(Problem) as refused:
            people.create_bot(by=None, name="Weather", responsible=nobody)
        assert refused.value.field == "responsible"


def test_two_bots_of_one_name_get_two_handles(anna):
    handles = [people.create_bot(by=None, name="Kantine", responsible=anna)[0].handle for _ in "ab"]
    assert handles == ["kantine", "kantine-2"]


def test_the_key_of_a_bot_opens_writing_only_and_a_new_one_ends_the_old(anna):
    bot, first = people.create_bot(by=None, name="Weather", responsible=anna)
    second = people.renew_bot_key(by=None, bot=bot)
    old, new = (ApiToken.objects.get(digest=ApiToken.digest_of(key)) for key in (first, second))
    assert old.revoked_at
    assert not new.revoked_at
    assert new.scopes == ["chat:write"]
    answer = Client().get("/api/v1/people/", headers={"Authorization": f"Bearer {second}"})
    assert answer.status_code == 403


def test_B3_deactivating_a_bot_ends_its_keys(anna):
    bot, key = people.create_bot(by=None, name="Weather", responsible=anna)
    people.deactivate_person(by=None, user=bot)
    answer = Client().get("/api/v1/people/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    with pytest.raises(PermissionDenied):
        people.renew_bot_key(by=None, bot=bot)


def test_B1_nobody_signs_in_as_a_bot_or_gets_a_link_for_it(client, bot):
    with pytest.raises(PermissionDenied):
        people.set_password(by=None, user=bot, password="correct horse")
    User.objects.filter(pk=bot.pk).update(email="bot@nordwerk.example")
    bot.refresh_from_db()
    bot.set_password("correct horse")  # past the action, as a restored backup might
    bot.save()
    for name in (bot.staff_number, bot.email):
        answer = client.post("/login/", {"login": name, "password": "correct horse"})
        assert answer.status_code == 200
    people.ask_for_password(user=bot)
    outbox.work()
    assert not mail.outbox


def test_a_bot_gets_no_role(bot):
    with pytest.raises(PermissionDenied):
        people.change_role(by=None, user=bot, role=User.Role.ADMINISTRATOR)


def test_a_bot_belongs_to_no_space_before_somebody_lets_it_in(anna):
    make_space(anna, kind=SpaceKind.COMPANY)
    bot = make_bot()
    people.deactivate_person(by=None, user=bot)
    people.reactivate_person(by=None, user=bot)
    outbox.work()
    assert not Membership.objects.filter(user=bot).exists()


def test_a_bot_is_no_colleague_in_directory_and_head_counts(client, anna, bot):
    client.force_login(anna)
    assert bot.name not in client.get("/people/").content.decode()
    assert bot.name in client.get("/people/?q=Weather").content.decode()
    listed = client.get("/api/v1/people/").json()["results"]
    assert bot.handle not in {person["handle"] for person in listed}
    assert bot.name not in client.get("/").content.decode()  # new at the company
    assert client.get("/compose/").context["everyone"] == User.objects.without_bots().count()


def test_a_bot_writes_into_a_group_it_was_asked_into(bot):
    group = make_group()
    assert not Conversation.objects.visible_to(bot).exists()
    actions.add_participants(by=group.author, conversation=group, people=[bot])
    assert Conversation.objects.visible_to(bot).get() == group
    assert make_message(group, bot, "18 degrees").author == bot


def test_a_bot_writes_into_the_conversation_of_a_space_it_belongs_to(anna, bot):
    space = make_space(anna)
    room = actions.open_space_conversation(by=anna, space=space)
    assert not Conversation.objects.visible_to(bot).exists()  # the space is open, and yet
    add_member(by=None, space=space, user=bot)
    assert Conversation.objects.visible_to(bot).get() == room


def test_a_bot_begins_no_conversation(anna, bot):
    with pytest.raises(PermissionDenied):
        actions.open_direct(by=bot, person=anna)
    with pytest.raises(PermissionDenied):
        actions.start_group(by=bot, name="Bots", people=[anna])
    room = actions.open_direct(by=anna, person=bot)
    assert actions.open_direct(by=bot, person=anna) == room


def test_a_bot_never_looks_after_a_group(anna, bot):
    group = make_group(bot, make_user("ben"))
    with pytest.raises(Problem):
        actions.change_participant_role(by=anna, conversation=group, user=bot, role="manager")
    group.participants.filter(user=bot).update(role="manager")
    with pytest.raises(PermissionDenied):
        actions.add_participants(by=bot, conversation=group, people=[make_user("eve")])
    actions.leave_conversation(by=anna, conversation=group)
    ben = group.participants.get(user__handle="ben")
    assert ben.role == "manager"


def test_the_mark_stands_beside_bots_only(anna, bot):
    from accounts.templatetags.people import bot_mark

    assert "Bot" in bot_mark(bot)
    assert bot_mark(anna) == ""


def test_a_removed_bot_hears_and_writes_no_more(anna, bot):
    group = make_group(bot)
    actions.remove_participant(by=anna, conversation=group, user=bot)
    assert not Message.objects.visible_to(bot).exists()


def test_the_mark_stands_in_the_room_the_list_and_on_the_profile(client, anna, bot):
    room = actions.open_direct(by=anna, person=bot)
    make_message(room, bot, "18 degrees")
    group = make_group(bot)
    client.force_login(anna)
    pages = [room.get_absolute_url(), "/chat/", f"/chat/{group.pk}/people/", "/people/weather/"]
    for address in pages:
        page = client.get(address).content.decode()
        assert '<span class="chip">Bot</span>' in page, address
    assert '<span class="chip">Bot</span>' not in client.get("/people/anna/").content.decode()
