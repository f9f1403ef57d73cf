"""Rows in a column: what stands beside the rows of a list, in one statement."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import OuterRef, QuerySet

from accounts.models import User
from feed.actions import create_post
from feed.actions.photos import upload_photo
from feed.models import Photo, Post
from kit.database.nested import Nested, rows_of, unnest
from kit.database.prepared import prepared
from spaces.models import Membership, Space
from tests.factories import make_post, make_space, make_user
from tests.feed.pictures import a_picture


def spaces_of(user: User) -> Nested:
    readable = Space.objects.visible_to(user).filter(placements__post=OuterRef("pk"))
    return Nested(readable.by_name(), "id", "name", "slug")


@prepared
def posts_of(user: User) -> QuerySet[Post]:
    return Post.objects.visible_to(user).annotate(beside=spaces_of(user)).order_by("pk")


def test_rows_come_along_in_their_order_for_the_one_who_asks(
    count_queries: Callable[..., int],
) -> None:
    anna, ben = make_user("anna"), make_user("ben")
    shown = make_space(anna, ben, name='B "quoted" \\ 100 % {ü}')
    hidden = make_space(anna, name="A", access="secret")
    both = create_post(by=anna, spaces=[shown, hidden], body="Both", client_id=uuid4())
    one = make_post(anna, shown)

    def found(user: User) -> list[tuple[int, list[str]]]:
        posts = posts_of(user)
        unnest(posts, "spaces", "beside")
        return [(post.pk, [space.name for space in post.spaces.all()]) for post in posts]

    assert found(anna) == [(both.pk, [hidden.name, shown.name]), (one.pk, [shown.name])]
    assert found(ben) == [(both.pk, [shown.name]), (one.pk, [shown.name])]
    assert count_queries(lambda: found(anna)) == 1


def test_nothing_beside_is_an_empty_list() -> None:
    anna = make_user("anna")
    beside = Nested(Membership.objects.filter(user=OuterRef("pk")), "id")
    assert User.objects.annotate(beside=beside).get(pk=anna.pk).beside == []


def test_at_most_so_many_by_any_path() -> None:
    anna, ben, cleo = (make_user(name) for name in ("anna", "ben", "cleo"))
    space = make_space(anna, ben, cleo)
    members = Membership.objects.filter(space=OuterRef("pk")).order_by("-pk")
    beside = Nested(members, id="user_id", first_name="user__first_name", most=2)
    people = rows_of(User, Space.objects.annotate(beside=beside).get(pk=space.pk).beside)
    assert people == [cleo, ben]
    assert [person.first_name for person in people] == [cleo.first_name, ben.first_name]


def test_json_and_truths_come_back_as_they_were_on_both_databases() -> None:
    anna = make_user("anna", is_bot=True)
    photo = upload_photo(by=anna, upload=a_picture())
    photos = Photo.objects.filter(uploader=OuterRef("pk"))
    beside = Nested(photos, "key", "variants", "width", "lent")
    (found,) = rows_of(Photo, User.objects.annotate(beside=beside).get(pk=anna.pk).beside)
    assert (found.key, found.variants, found.width) == (photo.key, photo.variants, photo.width)
    assert found.lent is False and photo.variants


def test_what_was_left_out_is_asked_for_and_never_guessed(
    count_queries: Callable[..., int],
) -> None:
    space = make_space(access="secret")
    (found,) = rows_of(Space, [{"id": space.pk, "name": "X"}])
    assert count_queries(lambda: found.name) == 0
    assert found.access == "secret"
    with pytest.raises(TypeError, match="nonsense"):
        rows_of(Space, [{"id": 1, "nonsense": 2}])
