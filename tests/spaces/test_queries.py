"""The reading rule and what lists show, each in a fixed number of queries."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from intranet import context_processors  # noqa: F401 - names the facts that pages ask for
from spaces import policy
from spaces.actions import archive_space, invite_person, join_space, request_to_join
from spaces.models import Space
from spaces.navigation import my_spaces
from spaces.tree import as_tree
from spaces.view_helpers import header_context, known_people, listed_space
from tests.factories import make_post, make_space, make_user


def names(spaces):
    return {space.name for space in spaces}


def trio(*members):
    return {access: make_space(*members, access=access, name=access) for access in Space.Access}


def test_A1_outsiders_read_open_spaces_only(eve, anna):
    trio(anna)
    assert names(Space.objects.visible_to(eve)) == {"open"}
    assert names(Space.objects.visible_to(anna)) == {"open", "closed", "secret"}


def test_A5_outsiders_know_of_open_and_closed_spaces(eve, anna):
    trio(anna)
    assert names(Space.objects.listed_to(eve)) == {"open", "closed"}
    assert names(Space.objects.listed_to(anna)) == {"open", "closed", "secret"}


def test_A1_visitors_and_the_deactivated_read_nothing(anna):
    trio(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    for person in (AnonymousUser(), User.objects.get(pk=anna.pk)):
        assert not Space.objects.visible_to(person).exists()
        assert not Space.objects.listed_to(person).exists()
        assert not Space.objects.of_member(person).exists()


def test_A1_administrators_read_no_more_than_others(anna):
    trio(anna)
    boss = make_user("boss", role=User.Role.ADMINISTRATOR)
    assert names(Space.objects.visible_to(boss)) == {"open"}
    assert names(Space.objects.listed_to(boss)) == {"open", "closed"}


def test_A1_readers_are_the_rule_turned_round(anna, eve):
    for access, space in trio(anna).items():
        assert (eve in space.readers()) == (access == "open")
        assert anna in space.readers()


def test_the_standing_is_one_word():
    anna = make_user("anna")
    boss = make_user("boss")
    spaces = trio()
    asked = make_space(access="closed", managers=(boss,))
    request_to_join(by=anna, space=asked)
    invited = make_space(access="secret", managers=(boss,))
    invite_person(by=boss, space=invited, user=anna)
    closed_down = make_space(managers=(boss,))
    archive_space(by=boss, space=closed_down)
    known = Space.objects.with_membership_of(anna)
    standings = {
        spaces["open"]: "open",
        spaces["closed"]: "closed",
        spaces["secret"]: "secret",
        asked: "requested",
        invited: "invited",
        closed_down: "archived",
        make_space(anna): "member",
        make_space(managers=(anna,)): "manager",
    }
    for space, word in standings.items():
        assert known.get(pk=space.pk).membership_state == word


def test_the_standing_agrees_with_policy(anna):
    for access, space in trio().items():
        known = Space.objects.with_membership_of(anna).get(pk=space.pk)
        assert (
            policy.can_join(anna, space) == (known.membership_state == "open") == (access == "open")
        )
        assert policy.can_request(anna, space) == (known.membership_state == "closed")


def test_the_standing_of_one_person_is_never_that_of_another(anna, eve):
    space = make_space(managers=(anna,), access="closed")
    known = Space.objects.with_membership_of(anna).get(pk=space.pk)
    assert policy.can_manage_space(anna, known)
    assert not policy.can_manage_space(eve, known)
    assert not policy.is_member(eve, known)


def test_policy_needs_no_query_after_with_membership_of(anna, count_queries):
    known = Space.objects.with_membership_of(anna).get(pk=make_space(anna).pk)
    assert count_queries(lambda: policy.can_post_in(anna, known)) == 0
    assert policy.can_post_in(anna, known)


def test_posting_is_for_members_of_living_spaces(anna, eve):
    space = make_space(managers=(anna,))
    assert policy.can_post_in(anna, space)
    assert not policy.can_post_in(eve, space)
    assert not policy.can_post_in(anna, archive_space(by=anna, space=space))


def test_A5_the_number_of_members_is_for_readers(eve, anna):
    spaces = trio(anna)
    seen = {
        access: Space.objects.with_membership_of(eve).get(pk=space.pk).known_member_count
        for access, space in spaces.items()
    }
    assert seen == {"open": 1, "closed": None, "secret": None}


def test_A5_the_header_of_a_closed_space_shows_outsiders_no_faces(eve, anna):
    space = make_space(anna, access="closed")
    outside = header_context(eve, listed_space(eve, space.slug))
    inside = header_context(anna, listed_space(anna, space.slug))
    assert (outside["faces"], outside["can_read"]) == ([], False)
    assert (inside["faces"], inside["can_read"]) == ([anna], True)


def test_faces_are_few_and_active(anna):
    people = [make_user() for _ in range(6)]
    space = make_space(anna, *people)
    User.objects.filter(pk=people[0].pk).update(is_active=False)
    faces, managers = known_people(space)
    assert len(faces) == 4
    assert people[0] not in faces
    assert managers == []


def test_people_and_managers_of_a_space_cost_one_query(anna, count_queries):
    space = make_space(*(make_user() for _ in range(6)), managers=(anna, make_user("zoe")))
    assert count_queries(lambda: known_people(space)) == 1
    faces, managers = known_people(space)
    assert [face.pk for face in faces] == sorted(face.pk for face in faces)
    assert [person.handle for person in managers] == ["anna", "zoe"]


@pytest.mark.server
def test_people_and_managers_are_found_without_looking_at_everybody(anna):
    space = make_space(*(make_user() for _ in range(6)), managers=(anna,))
    for _colleague in range(20):
        make_user()
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        known_people(space)
        cursor.execute("SET LOCAL enable_seqscan = off")  # avoided wherever there is another way
        cursor.execute(f"EXPLAIN ANALYZE {asked[0]['sql'].replace('%', '%%')}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    passed_over = [int(rows) for rows in re.findall(r"Removed by Filter: (\d+)", plan)]
    assert max(passed_over, default=0) < 10, plan


def test_the_rail_shows_my_living_spaces_with_unread_posts_in_one_query(anna, count_queries):
    ben = make_user("ben")
    mine, other, over = make_space(anna, ben), make_space(ben), make_space(managers=(anna,))
    archive_space(by=anna, space=over)
    make_post(ben, mine)
    assert count_queries(lambda: my_spaces(anna)) == 1
    assert [(space.pk, space.unread) for space in my_spaces(anna)] == [(mine.pk, 1)]
    assert other not in my_spaces(anna)
    assert count_queries(lambda: my_spaces(AnonymousUser())) == 0


def test_A5_a_department_below_a_hidden_one_stands_at_the_root(anna):
    top = make_space(kind="department", name="Top")
    hidden = make_space(kind="department", name="Hidden", access="secret", parent=top)
    below = make_space(kind="department", name="Below")
    Space.objects.filter(pk=below.pk).update(parent=hidden)
    leaf = make_space(kind="department", name="Leaf", parent=top)
    listed = Space.objects.listed_to(anna).filter(kind="department")
    roots = {branch.space: [child.space for child in branch.children] for branch in as_tree(listed)}
    assert roots == {top: [leaf], below: []}


def test_joining_needs_few_queries(count_queries):
    ben, space = make_user("ben"), make_space()
    assert count_queries(lambda: join_space(by=ben, space=space)) <= 12
