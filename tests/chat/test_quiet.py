"""Conversations know quiet time: one's own, and when the other one is back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import add_absence, set_quiet_time, set_status, set_working_hours
from accounts.models import Shift
from chat.actions import open_direct
from chat.send_times import FIELD
from tests.factories import make_bot, make_group, make_message, make_user

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]


def always(person):
    """A person who may be rung at any time."""
    set_quiet_time(by=person, user=person, is_on=False)
    return person


def never_but_in(person, **span):
    """A person whose next working time begins then."""
    set_working_hours(by=person, user=person, hours=[])
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(**span)
    Shift.objects.create(user=person, start=start, end=start + timedelta(hours=8))
    return start


def page_of(client, conversation):
    return client.get(conversation.get_absolute_url()).content.decode()


def test_a_message_can_wait_until_somebody_in_quiet_time_is_back(client, ben):
    anna = make_user("anna")
    talk = open_direct(by=ben, person=anna)
    back = never_but_in(anna, hours=5)
    page = page_of(client, talk)
    assert "When Anna is back, " in page
    assert f'value="{timezone.localtime(back).strftime(FIELD)}"' in page
    assert "Available from " in page
    assert "Your message reaches Anna quietly" in page


def test_somebody_who_can_be_reached_needs_no_waiting(client, ben):
    talk = open_direct(by=ben, person=always(make_user("anna")))
    page = page_of(client, talk)
    assert "When Anna is back" not in page
    assert "quietly" not in page


def test_a_status_that_ends_in_quiet_time_waits_for_the_morning_after(client, ben):
    anna = make_user("anna")
    back = never_but_in(anna, hours=6)
    set_status(by=anna, kind="customer", until=timezone.now() + timedelta(hours=1))
    page = page_of(client, open_direct(by=ben, person=anna))
    assert "With a customer until" in page
    assert f'value="{timezone.localtime(back).strftime(FIELD)}"' in page


def test_programs_and_groups_have_no_quiet_time(client, ben):
    bot, group = make_bot(), make_group(ben)
    for conversation in (open_direct(by=ben, person=bot), group):
        page = page_of(client, conversation)
        assert "is back" not in page
        assert "Available from" not in page


def test_the_list_says_when_ones_own_quiet_time_ends(client, ben):
    make_message(make_group(ben))
    never_but_in(ben, hours=5)
    page = client.get("/chat/").content.decode()
    assert "<b>Quiet time</b>" in page
    assert "Messages wait until " in page
    always(ben)
    assert "Messages wait" not in client.get("/chat/").content.decode()


def test_the_list_names_days_off_and_no_evenings(client, ben):
    anna, carl = make_user("anna"), make_user("carl")
    never_but_in(carl, hours=5)
    today = timezone.localdate()
    add_absence(by=anna, user=anna, first_day=today, last_day=today + timedelta(days=6))
    for person in (anna, carl):
        make_message(open_direct(by=person, person=ben), person)
    always(ben)
    page = client.get("/chat/").content.decode()
    assert page.count("Available from ") == 1


def test_people_who_may_be_named_are_shown_with_when_they_are_back(client, ben):
    anna = make_user("anna")
    never_but_in(anna, hours=5)
    group = make_group(ben)
    for address in ("/mentions/?q=an", f"/chat/{group.pk}/mentions/?q=an", "/people/anna/"):
        assert "Available from " in client.get(address).content.decode()
    set_status(by=anna, kind="home", until=timezone.now() + timedelta(hours=1))
    for address in ("/mentions/?q=an", f"/chat/{group.pk}/mentions/?q=an", "/people/anna/"):
        page = client.get(address).content.decode()
        assert "Working from home until" in page
        assert "Available from" not in page
