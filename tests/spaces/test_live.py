"""What open pages hear, and when their rights are asked for again."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.events import PersonCreated
from accounts.models import User
from kit.live import transports
from kit.live.hints import ACCESS, CHANNELS
from spaces import actions
from spaces.handlers import welcome
from spaces.models import Membership, SpaceKind
from tests.factories import make_space, make_user


@pytest.fixture
def asked_again(monkeypatch, django_capture_on_commit_callbacks):
    """Ids of the people whose sockets are told to ask for their rights anew by a change."""

    def during(change):
        sent = []
        monkeypatch.setattr(
            transports, "send", lambda channel, frame: sent.append((channel, frame))
        )
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return {pk for channel, frame in sent if channel == ACCESS for pk in json.loads(frame)}

    return during


def test_A3_topics_open_for_readers_only(anna, ben):
    space = make_space(anna, access="closed")
    assert CHANNELS["space"].rule(anna, space.pk) == [f"space:{space.pk}"]
    assert CHANNELS["space"].rule(ben, space.pk) == []
    assert CHANNELS["space"].rule(AnonymousUser(), space.pk) == []
    assert CHANNELS["space"].rule(anna, 10**15) == []


def test_the_feed_hears_every_readable_space(anna):
    mine, open_one = make_space(anna, access="secret"), make_space()
    make_space(access="secret")
    assert set(CHANNELS["feed"].rule(anna, 0)) == {f"space:{mine.pk}", f"space:{open_one.pk}"}


def test_A3_who_leaves_or_is_removed_is_asked_again(asked_again, anna, ben):
    space = make_space(ben, access="closed", managers=(anna,))
    assert asked_again(lambda: actions.remove_member(by=anna, space=space, user=ben)) == {ben.pk}
    actions.add_member(by=anna, space=space, user=ben)
    assert asked_again(lambda: actions.leave_space(by=ben, space=space)) == {ben.pk}


def test_A3_who_manages_no_more_is_asked_again(asked_again, anna, ben):
    space = make_space(managers=(anna, ben))
    change = {"by": anna, "space": space, "user": ben, "role": "member"}
    assert asked_again(lambda: actions.change_member_role(**change)) == {ben.pk}


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_A3_closing_an_open_space_asks_everybody_outside(asked_again, anna, ben, access):
    space = make_space(managers=(anna,))
    outside = set(User.objects.active().exclude(pk=anna.pk).values_list("pk", flat=True))
    assert ben.pk in outside
    assert asked_again(lambda: actions.change_space(by=anna, space=space, access=access)) == outside


def test_a_new_look_asks_nobody(asked_again, anna):
    space = make_space(managers=(anna,))
    assert asked_again(lambda: actions.change_space(by=anna, space=space, hue=45)) == set()


def test_who_joins_begins_to_hear(asked_again, ben):
    space = make_space()
    assert asked_again(lambda: actions.join_space(by=ben, space=space)) == {ben.pk}


# --- newcomers -----------------------------------------------------------------------------------
def test_F3_newcomers_belong_to_the_whole_company_however_often_that_is_said(ben):
    company = make_space(kind=SpaceKind.COMPANY)
    make_space(kind=SpaceKind.DEPARTMENT)
    for _ in range(2):
        welcome(PersonCreated(user_id=ben.pk))
    assert list(Membership.objects.filter(user=ben).values_list("space", flat=True)) == [company.pk]


def test_people_who_left_meanwhile_are_not_welcomed():
    gone = make_user("gone", is_active=False)
    make_space(kind=SpaceKind.COMPANY)
    welcome(PersonCreated(user_id=gone.pk))
    assert not Membership.objects.filter(user=gone).exists()
