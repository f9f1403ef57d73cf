"""Who may change whom: the whole table."""

import pytest

from accounts.models import User
from accounts.policy import (
    COMPANY_FIELDS,
    OWN_FIELDS,
    fields_open_to,
    may_change_portrait,
    may_grant,
    may_manage_people,
)
from tests.factories import make_user

MEMBER, EDITOR, ADMINISTRATOR = User.Role.MEMBER, User.Role.EDITOR, User.Role.ADMINISTRATOR
EVERYTHING, NOTHING = OWN_FIELDS | COMPANY_FIELDS, frozenset()


def person(role, *, active=True):
    made = make_user(role=role)
    made.is_active = active
    return made


@pytest.mark.parametrize(
    ("role", "active", "manages"),
    [
        (MEMBER, True, False),
        (EDITOR, True, False),
        (ADMINISTRATOR, True, True),
        (MEMBER, False, False),
        (EDITOR, False, False),
        (ADMINISTRATOR, False, False),
    ],
)
def test_A7_only_active_administrators_manage_people(role, active, manages):
    assert may_manage_people(person(role, active=active)) is manages


def test_the_system_itself_manages_people():
    assert may_manage_people(None)


@pytest.mark.parametrize("wanted", User.Role.values)
@pytest.mark.parametrize(
    ("role", "grants"), [(MEMBER, False), (EDITOR, False), (ADMINISTRATOR, True)]
)
def test_A7_who_grants_which_role(role, wanted, grants):
    assert may_grant(person(role), wanted) is grants


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (MEMBER, OWN_FIELDS, NOTHING),
        (EDITOR, OWN_FIELDS, NOTHING),
        (ADMINISTRATOR, EVERYTHING, EVERYTHING),
    ],
)
def test_A7_which_fields_are_open_to_whom(role, own, others):
    somebody, other = person(role), person(MEMBER)
    assert fields_open_to(somebody, somebody) == own
    assert fields_open_to(somebody, other) == others


def test_A3_who_left_changes_nothing_not_even_the_own_profile():
    gone = person(MEMBER, active=False)
    assert fields_open_to(gone, gone) == NOTHING
    assert not may_change_portrait(gone, gone)


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [(MEMBER, True, False), (EDITOR, True, False), (ADMINISTRATOR, True, True)],
)
def test_A7_whose_portrait_who_changes(role, own, others):
    somebody, other = person(role), person(MEMBER)
    assert may_change_portrait(somebody, somebody) is own
    assert may_change_portrait(somebody, other) is others


def test_A7_no_field_that_gives_rights_is_open_to_anybody():
    powers = {"role", "is_staff", "is_superuser", "is_active", "password", "groups"}
    assert not (OWN_FIELDS | COMPANY_FIELDS) & powers


def test_what_is_ones_own_and_what_is_the_companys_never_overlap():
    assert not OWN_FIELDS & COMPANY_FIELDS
