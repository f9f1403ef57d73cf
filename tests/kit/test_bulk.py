"""Rows as `save` would write them, and many with one statement."""

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from feed.models import Post, Reaction
from kit.database.bulk import (
    insert,
    insert_all,
    insert_new,
    insert_select_ignore,
    rewrite,
    upsert,
)
from kit.models import OutboxEntry
from spaces.models import Membership
from tests.factories import make_post, make_space, make_user


def test_a_row_is_written_for_each_row_of_the_source_with_one_statement(count_queries):
    space = make_space()
    people = [make_user(f"p{n}") for n in range(5)]
    readers = User.objects.filter(handle__startswith="p")
    now = timezone.now()
    row = {"space": space.pk, "user": F("pk"), "joined_at": now}
    assert count_queries(lambda: insert_select_ignore(Membership, readers, **row)) == 1
    first = Membership.objects.filter(space=space).order_by("user").first()
    assert Membership.objects.filter(space=space).count() == 5
    assert (first.user, first.role, first.seen_seq) == (people[0], "member", 0)
    assert first.joined_at == now


def test_rows_that_are_there_stay_as_they_are():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(managers=(anna,))
    readers = User.objects.filter(pk__in=[anna.pk, ben.pk])
    for _time in range(2):
        insert_select_ignore(
            Membership, readers, space=space.pk, user=F("pk"), joined_at=timezone.now()
        )
    roles = dict(Membership.objects.filter(space=space).values_list("user__handle", "role"))
    assert roles == {"anna": "manager", "ben": "member"}


def test_nobody_to_write_for_writes_nothing():
    space = make_space()
    insert_select_ignore(
        Membership,
        User.objects.filter(pk__in=[]),
        space=space.pk,
        user=F("pk"),
        joined_at=timezone.now(),
    )
    assert not Membership.objects.filter(space=space).exists()


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_what_save_would_have_written(count_queries):
    anna, moment = make_user("anna"), timezone.now()
    told = {"author": anna, "body": '100 % "it\'s" %s', "edited_at": moment}
    row = Post(**told)
    assert count_queries(lambda: insert(row)) == 1
    stored = Post.objects.get(pk=row.pk)
    assert columns(stored) == columns(row)
    assert (stored.body, stored.edited_at) == (told["body"], moment)
    assert stored.comments_open is True and stored.created_at >= moment
    row.body = "Changed by save"
    row.save()
    assert Post.objects.get().body == "Changed by save"


def test_json_and_empty_columns_come_back_as_they_were():
    now = timezone.now()
    payload = {"ids": [1, 2], "text": None}
    row = insert(OutboxEntry(event="x.Y", payload=payload, created_at=now, due_at=None))
    stored = OutboxEntry.objects.get(pk=row.pk)
    assert (stored.payload, stored.finished, stored.due_at) == (payload, [], None)


def test_a_row_that_is_there_is_not_written_again():
    anna, post = make_user("anna"), make_post()
    first = Reaction(user=anna, post=post, kind="like")
    assert insert_new(first) and first.pk
    again = Reaction(user=anna, post=post, kind="funny")
    assert not insert_new(again) and again.pk is None
    assert Reaction.objects.get().kind == "like"


def test_rewriting_touches_the_named_fields_only(count_queries):
    post = make_post(body="Before")
    Post.objects.filter(pk=post.pk).update(comment_count=7)
    moment = timezone.now()
    post.body, post.edited_at, post.deleted_at = "After", moment, moment
    assert count_queries(lambda: rewrite(post, "body", "edited_at")) == 1
    stored = Post.objects.get(pk=post.pk)
    assert (stored.body, stored.edited_at, stored.deleted_at) == ("After", moment, None)
    assert stored.comment_count == 7


def test_a_few_rows_are_one_statement_and_none_is_none(count_queries):
    post, people = make_post(), [make_user(f"p{n}") for n in range(3)]
    rows = [Reaction(user=user, post=post, kind="like") for user in people]
    assert count_queries(lambda: insert_all(rows)) == 1
    assert set(post.reactions.values_list("user", flat=True)) == {user.pk for user in people}
    assert count_queries(lambda: insert_all([])) == 0


def test_rows_are_written_in_the_place_of_those_with_the_same_key(count_queries):
    space, people = make_space(), [make_user("old"), make_user("new")]
    known = Membership.objects.create(space=space, user=people[0], role="member")
    rows = [
        Membership(space=space, user=who, role="manager", joined_at=timezone.now())
        for who in people
    ]
    assert count_queries(lambda: upsert(rows, ("space_id", "user_id"))) == 1
    stored = dict(Membership.objects.filter(space=space).values_list("user", "pk"))
    assert stored == {row.user_id: row.pk for row in rows}
    assert rows[0].pk == known.pk
    assert {*Membership.objects.filter(space=space).values_list("role", flat=True)} == {"manager"}
