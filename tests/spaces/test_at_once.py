"""Twelve equal requests in the same moment: one row, no error, counters that agree."""

import uuid

import pytest
from django.test import Client

from kit.models import OutboxEntry
from spaces import actions
from spaces.models import Invitation, JoinRequest, Membership, MembershipPeriod, Space
from tests.crowd import at_once
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def no_error(answers):
    return [answer for answer in answers if isinstance(answer, Exception)] == []


def agrees(space):
    space.refresh_from_db()
    return space.member_count == Membership.objects.filter(space=space).count()


def told(name, **ids):
    entries = OutboxEntry.objects.filter(event=f"spaces.{name}")
    return sum(ids.items() <= entry.payload.items() for entry in entries)


def test_E2_twelve_times_founding_is_one_space():
    anna, key = make_user("anna"), uuid.uuid4()
    answers = at_once(lambda: actions.create_space(by=anna, name="Kantine", client_id=key))
    assert no_error(answers)
    assert {space.pk for space in answers} == {Space.objects.get().pk}
    assert agrees(Space.objects.get())
    assert told("MemberJoined", user_id=anna.pk) == 1


def test_twelve_people_founding_the_same_name_get_twelve_addresses():
    people = [make_user() for _ in range(12)]
    answers = at_once(lambda: actions.create_space(by=people.pop(), name="Kantine"))
    assert no_error(answers)
    assert len({space.slug for space in answers}) == 12


def test_G1_twelve_times_joining_is_one_membership():
    ben, space = make_user("ben"), make_space()
    assert no_error(at_once(lambda: actions.join_space(by=ben, space=space)))
    assert Membership.objects.filter(space=space, user=ben).count() == 1
    assert agrees(space)
    assert told("MemberJoined", user_id=ben.pk) == 1


def test_G1_twelve_people_joining_are_twelve_members():
    space, people = make_space(), [make_user() for _ in range(12)]
    assert no_error(at_once(lambda: actions.join_space(by=people.pop(), space=space)))
    space.refresh_from_db()
    assert space.member_count == 12


def test_G1_twelve_times_asking_is_one_request():
    ben, space = make_user("ben"), make_space(access="closed")
    assert no_error(at_once(lambda: actions.request_to_join(by=ben, space=space)))
    assert JoinRequest.objects.count() == 1
    assert told("JoinRequested") == 1


def test_G1_twelve_times_accepting_is_one_membership():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(access="closed", managers=(anna,))
    actions.request_to_join(by=ben, space=space)
    assert no_error(at_once(lambda: actions.accept_request(by=anna, space=space, user=ben)))
    assert agrees(space)
    assert told("MemberJoined", user_id=ben.pk) == 1


def test_G1_twelve_times_inviting_is_one_invitation():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(access="closed", managers=(anna,))
    assert no_error(at_once(lambda: actions.invite_person(by=anna, space=space, user=ben)))
    assert Invitation.objects.count() == 1
    assert told("PersonInvited") == 1


def test_G1_twelve_times_leaving_counts_once():
    ben, space = make_user("ben"), make_space(make_user("anna"), make_user("ben"))
    assert no_error(at_once(lambda: actions.leave_space(by=ben, space=space)))
    assert agrees(space)
    assert (
        MembershipPeriod.objects.filter(space=space, user=ben, ended_at__isnull=False).count() == 1
    )


def test_two_managers_leaving_at_once_leave_one_behind():
    anna, ben = make_user("anna"), make_user("ben")
    space, both = make_space(managers=(anna, ben)), [anna, ben]
    answers = at_once(lambda: actions.leave_space(by=both.pop(), space=space), times=2)
    assert [getattr(answer, "code", None) for answer in answers].count("last_manager") == 1
    assert Membership.objects.filter(space=space, role="manager").count() == 1
    assert agrees(space)


def test_joining_and_leaving_in_a_crowd_keeps_the_counter():
    space, people = make_space(), [make_user() for _ in range(6)]
    turns = [(person, turn) for person in people for turn in range(2)]

    def one():
        person, turn = turns.pop()
        (actions.join_space if turn else actions.leave_space)(by=person, space=space)

    assert no_error(at_once(one))
    assert agrees(space)


# --- the same over HTTP --------------------------------------------------------------------------
def statuses(person, send):
    """What twelve browsers of one person get for the same request in the same moment."""
    browsers = []
    for _ in range(12):
        browser = Client()
        browser.force_login(person)
        browsers.append(browser)
    return {answer.status_code for answer in at_once(lambda: send(browsers.pop()))}


def test_G1_twelve_requests_to_join_are_all_answered_well():
    ben, space = make_user("ben"), make_space()
    path = f"/s/{space.slug}/membership/"
    assert statuses(ben, lambda browser: browser.put(path)) == {302}
    assert Membership.objects.filter(space=space, user=ben).count() == 1
    assert agrees(space)


def test_E2_twelve_requests_to_found_are_all_answered_with_the_one_space():
    anna, body = make_user("anna"), {"name": "Kantine", "client_id": str(uuid.uuid4())}
    send = {"data": body, "content_type": "application/json"}
    assert statuses(anna, lambda browser: browser.post("/api/v1/spaces/", **send)) == {200, 201}
    assert Space.objects.count() == 1
    assert agrees(Space.objects.get())


def test_G1_joining_and_leaving_at_once_is_never_an_error():
    ben, space = make_user("ben"), make_space()
    path, turns = f"/s/{space.slug}/membership/", ["put", "delete"] * 6
    assert statuses(ben, lambda browser: getattr(browser, turns.pop())(path)) == {302}
    assert agrees(space)
