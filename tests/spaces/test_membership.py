"""Joining, asking, inviting, leaving: who gets in, who must not, and counters that agree."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from spaces.actions import (
    accept_invitation,
    accept_request,
    add_member,
    archive_space,
    change_member_role,
    decline_invitation,
    decline_request,
    invite_person,
    join_space,
    leave_space,
    mark_seen,
    recount_members,
    remove_member,
    request_to_join,
    withdraw_invitation,
    withdraw_request,
)
from spaces.models import Invitation, JoinRequest, Membership, MembershipPeriod, Space
from spaces.tasks import recount_spaces
from tests.factories import make_post, make_space, make_user


@pytest.fixture
def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR)


def belongs(user, space):
    return Membership.objects.filter(space=space, user=user).exists()


def agrees(space):
    space.refresh_from_db()
    return space.member_count == Membership.objects.filter(space=space).count()


def events(name):
    return OutboxEntry.objects.filter(event=f"spaces.{name}").count()


# --- joining -------------------------------------------------------------------------------------
def test_everybody_joins_an_open_space(ben):
    space = make_space()
    join_space(by=ben, space=space)
    assert belongs(ben, space)
    assert agrees(space)


def test_G1_joining_twice_is_joining_once(ben):
    space = make_space()
    told = events("MemberJoined")
    first, again = join_space(by=ben, space=space), join_space(by=ben, space=space)
    assert first == again
    assert agrees(space)
    assert events("MemberJoined") == told + 1


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_nobody_walks_into_a_private_space(eve, access):
    space = make_space(access=access)
    with pytest.raises(PermissionDenied):
        join_space(by=eve, space=space)
    assert not belongs(eve, space)


def test_deactivated_people_do_not_join():
    space = make_space()
    with pytest.raises(PermissionDenied):
        join_space(by=make_user("gone", is_active=False), space=space)


def test_new_members_start_without_unread_posts(anna, ben):
    space = make_space(anna)
    make_post(anna, space)
    join_space(by=ben, space=space)
    assert Space.objects.with_membership_of(ben).get(pk=space.pk).unread == 0


# --- asking --------------------------------------------------------------------------------------
def test_a_manager_lets_in_who_asked(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space, words="I fix these")
    assert JoinRequest.objects.get().words == "I fix these"
    accept_request(by=anna, space=space, user=ben)
    assert belongs(ben, space)
    assert not JoinRequest.objects.exists()
    assert agrees(space)


def test_G1_asking_and_accepting_twice_is_once(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    for _ in range(2):
        request_to_join(by=ben, space=space)
    assert JoinRequest.objects.count() == 1
    assert events("JoinRequested") == 1
    for _ in range(2):
        accept_request(by=anna, space=space, user=ben)
    assert agrees(space)


def test_a_withdrawn_request_lets_nobody_in(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    withdraw_request(by=ben, space=space)
    with pytest.raises(Conflict):
        accept_request(by=anna, space=space, user=ben)
    assert not belongs(ben, space)


def test_a_declined_person_may_ask_again(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    for _ in range(2):
        decline_request(by=anna, space=space, user=ben)
    assert events("JoinRequestDeclined") == 1
    request_to_join(by=ben, space=space)
    assert JoinRequest.objects.count() == 1


def test_A7_only_managers_answer_requests(anna, ben, eve):
    space = make_space(ben, access="closed", managers=(anna,))
    request_to_join(by=eve, space=space)
    for person in (ben, eve):
        for answer in (accept_request, decline_request):
            with pytest.raises(PermissionDenied):
                answer(by=person, space=space, user=eve)
    assert not belongs(eve, space)


@pytest.mark.parametrize("access", ["open", "secret"])
def test_only_closed_spaces_are_asked(eve, access):
    with pytest.raises(PermissionDenied):
        request_to_join(by=eve, space=make_space(access=access))


def test_words_have_a_limit(eve):
    with pytest.raises(Problem) as refusal:
        request_to_join(by=eve, space=make_space(access="closed"), words="x" * 501)
    assert (refusal.value.field, refusal.value.limit) == ("words", 500)


# --- inviting ------------------------------------------------------------------------------------
@pytest.mark.parametrize("access", ["open", "closed", "secret"])
def test_an_invited_person_gets_in(anna, ben, access):
    space = make_space(access=access, managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    assert not belongs(ben, space)
    accept_invitation(by=ben, space=space)
    assert belongs(ben, space)
    assert not Invitation.objects.exists()
    assert agrees(space)


def test_an_invitation_opens_no_content(anna, ben):
    space = make_space(access="secret", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    assert Space.objects.listed_to(ben).filter(pk=space.pk).exists()
    assert not Space.objects.visible_to(ben).filter(pk=space.pk).exists()


def test_G1_inviting_twice_is_once(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    for _ in range(2):
        invite_person(by=anna, space=space, user=ben)
    assert Invitation.objects.count() == 1
    assert events("PersonInvited") == 1


def test_inviting_who_asked_lets_in(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    invite_person(by=anna, space=space, user=ben)
    assert belongs(ben, space)
    assert not JoinRequest.objects.exists()


def test_asking_where_one_is_invited_lets_in(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    request_to_join(by=ben, space=space)
    assert belongs(ben, space)


def test_inviting_a_member_changes_nothing(anna, ben):
    space = make_space(ben, access="closed", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_an_ended_invitation_opens_nothing(anna, ben, end):
    space = make_space(access="closed", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    if end == "decline":
        decline_invitation(by=ben, space=space)
    else:
        withdraw_invitation(by=anna, space=space, user=ben)
    with pytest.raises(Conflict):
        accept_invitation(by=ben, space=space)
    assert not belongs(ben, space)


def test_A7_only_managers_invite(anna, ben, eve):
    space = make_space(ben, access="closed", managers=(anna,))
    for person in (ben, eve):
        with pytest.raises(PermissionDenied):
            invite_person(by=person, space=space, user=eve)
        with pytest.raises(PermissionDenied):
            withdraw_invitation(by=person, space=space, user=eve)


def test_deactivated_people_are_not_invited(anna):
    space = make_space(managers=(anna,))
    with pytest.raises(Problem):
        invite_person(by=anna, space=space, user=make_user("gone", is_active=False))


def test_an_archived_space_invites_nobody(anna, ben):
    space = make_space(access="closed", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    archive_space(by=anna, space=space)
    with pytest.raises(PermissionDenied):
        invite_person(by=anna, space=space, user=make_user("kim"))
    with pytest.raises(PermissionDenied):
        accept_invitation(by=ben, space=space)


# --- adding --------------------------------------------------------------------------------------
def test_adding_keeps_the_role_somebody_has(anna, ben):
    space = make_space(ben, managers=(anna,))
    add_member(by=None, space=space, user=ben, role="manager")
    assert Membership.objects.get(space=space, user=ben).role == "member"
    assert agrees(space)


def test_A7_members_add_nobody(ben, eve):
    space = make_space(ben, access="closed")
    for person in (ben, eve):
        with pytest.raises(PermissionDenied):
            add_member(by=person, space=space, user=eve)


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_A10_administrators_do_not_let_themselves_in(boss, ben, access):
    space = make_space(access=access)
    with pytest.raises(PermissionDenied):
        add_member(by=boss, space=space, user=boss)
    add_member(by=boss, space=space, user=ben, role="manager")
    assert belongs(ben, space)


# --- leaving -------------------------------------------------------------------------------------
def test_G1_leaving_twice_is_leaving_once(ben):
    space = make_space(ben)
    for _ in range(2):
        leave_space(by=ben, space=space)
    assert not belongs(ben, space)
    assert agrees(space)
    assert (
        MembershipPeriod.objects.filter(space=space, user=ben, ended_at__isnull=False).count() == 1
    )


def test_the_last_manager_stays_until_there_is_another(anna, ben):
    space = make_space(ben, managers=(anna,))
    with pytest.raises(Problem) as refusal:
        leave_space(by=anna, space=space)
    assert refusal.value.code == "last_manager"
    with pytest.raises(Problem):
        change_member_role(by=anna, space=space, user=anna, role="member")
    change_member_role(by=anna, space=space, user=ben, role="manager")
    leave_space(by=anna, space=space)
    assert not belongs(anna, space)


def test_a_deactivated_manager_is_no_successor(anna):
    gone = make_user("gone")
    space = make_space(managers=(anna, gone))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(Problem):
        leave_space(by=anna, space=space)


def test_administrators_may_leave_a_space_without_manager(boss):
    space = make_space(managers=(boss,))
    leave_space(by=boss, space=space)
    assert not belongs(boss, space)


def test_nobody_leaves_the_whole_company(ben):
    space = make_space(ben, kind="company")
    with pytest.raises(Problem) as refusal:
        leave_space(by=ben, space=space)
    assert refusal.value.code == "company_space"


def test_A3_a_removed_member_reads_no_more(anna, ben):
    space = make_space(ben, access="closed", managers=(anna,))
    remove_member(by=anna, space=space, user=ben)
    assert not Space.objects.visible_to(ben).filter(pk=space.pk).exists()
    assert agrees(space)


def test_removing_oneself_is_leaving(anna):
    space = make_space(managers=(anna,))
    with pytest.raises(Problem):
        remove_member(by=anna, space=space, user=anna)


def test_A7_members_remove_nobody(anna, ben, eve):
    space = make_space(ben, managers=(anna,))
    for person in (ben, eve):
        with pytest.raises(PermissionDenied):
            remove_member(by=person, space=space, user=anna)


# --- roles ---------------------------------------------------------------------------------------
def test_A7_nobody_makes_himself_a_manager(anna, ben, eve):
    space = make_space(ben, managers=(anna,))
    for person in (ben, eve):
        with pytest.raises(PermissionDenied):
            change_member_role(by=person, space=space, user=ben, role="manager")


def test_only_known_roles_of_members(anna, ben, eve):
    space = make_space(ben, managers=(anna,))
    with pytest.raises(Problem) as refusal:
        change_member_role(by=anna, space=space, user=ben, role="owner")
    assert refusal.value.field == "role"
    with pytest.raises(Problem):
        change_member_role(by=anna, space=space, user=eve, role="manager")


def test_G1_changing_a_role_twice_is_noted_once(anna, ben):
    space = make_space(ben, managers=(anna,))
    for _ in range(2):
        change_member_role(by=anna, space=space, user=ben, role="manager")
    assert AuditEntry.objects.filter(action="spaces.make_manager").count() == 1


# --- positions and counters ----------------------------------------------------------------------
def unread(user, space):
    return Space.objects.with_membership_of(user).get(pk=space.pk).unread


def test_posts_are_unread_until_seen(anna, ben):
    space = make_space(anna, ben)
    make_post(anna, space)
    make_post(anna, space)
    assert unread(ben, space) == 2
    mark_seen(by=ben, space=space)
    assert unread(ben, space) == 0


def test_E6_the_position_moves_forward_only(anna, ben):
    space = make_space(anna, ben)
    for _ in range(3):
        make_post(anna, space)
    mark_seen(by=ben, space=space, upto=2)
    mark_seen(by=ben, space=space, upto=1)
    assert unread(ben, space) == 1
    mark_seen(by=ben, space=space, upto=10**9)
    make_post(anna, space)
    assert unread(ben, space) == 1


def test_a_recount_puts_a_wrong_counter_right(anna, ben):
    wrong, right = make_space(anna, ben), make_space(anna)
    Space.objects.filter(pk=wrong.pk).update(member_count=7)
    assert recount_members() == 1
    assert agrees(wrong)
    assert agrees(right)


def test_F3_the_nightly_recount_may_run_twice_and_reports_once(anna, caplog):
    wrong = make_space(anna)
    Space.objects.filter(pk=wrong.pk).update(member_count=7)
    for _ in range(2):
        recount_spaces()
    assert agrees(wrong)
    assert caplog.text.count("counters differed") == 1
