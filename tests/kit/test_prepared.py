"""A statement that is written once serves everybody, and shows nobody what is somebody else's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, Prefetch
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from feed.models import Post
from kit.database.prepared import bring, changing, prepared
from spaces.actions import remove_member
from spaces.models import Space
from tests import profile
from tests.factories import make_post, make_space, make_user

PERCENT = '100 % "it\'s"'


@pytest.fixture
def space(anna):
    return make_space(anna, access="closed")


def test_a_statement_is_written_once_for_all_people_and_lists(anna, space, count_queries):
    built = []

    @prepared
    def posts(user, ids):
        built.append(user)
        return Post.objects.visible_to(user).filter(pk__in=ids).select_related("author")

    stranger = make_user("stranger")
    made = [make_post(anna, space) for _ in range(4)]
    for size in (3, 4, 3):
        assert {one.pk for one in posts(anna, [p.pk for p in made[:size]])} == {
            one.pk for one in made[:size]
        }
    assert posts(stranger, [one.pk for one in made]) == []
    assert len(built) == 1
    found = posts(anna, [made[0].pk])
    assert count_queries(lambda: found[0].author.first_name) == 0
    remove_member(by=None, space=space, user=anna)
    assert posts(anna, [one.pk for one in made]) == []


def test_nothing_is_asked_for_those_who_may_read_nothing(anna, space, count_queries):
    @prepared
    def spaces(user, ids):
        return Space.objects.visible_to(user).filter(pk__in=ids)

    gone = make_user("gone", is_active=False)
    assert count_queries(lambda: spaces(gone, [space.pk])) == 0
    assert spaces(gone, [space.pk]) == spaces(AnonymousUser(), [space.pk]) == []
    assert spaces(anna, []) == []


def test_what_a_statement_may_not_know_of_a_person_it_cannot_ask():
    @prepared
    def same_place(user):
        return User.objects.filter(place=user.place)

    with pytest.raises(User.DoesNotExist):
        same_place(make_user("ulm", place="Ulm"))


def test_each_role_has_a_statement_of_its_own():
    @prepared
    def offered(user):
        return User.objects.filter(pk=user.pk) if user.role == "editor" else User.objects.none()

    editor, member = make_user("editor", role="editor"), make_user("member")
    for _ in range(2):
        assert offered(editor) == [editor]
        assert offered(member) == []


def test_an_argument_that_the_statement_leaves_out_is_an_error():
    @prepared
    def people(user, ids):
        return User.objects.filter(pk__in=ids)

    with pytest.raises(TypeError, match="leaves out 1"):
        people(make_user(), [1])


@pytest.mark.skipif(not profile.IS_SERVER, reason="SQLite is given moments as text")
def test_a_moment_of_the_process_is_refused():
    @prepared
    def due(user):
        return User.objects.filter(pk=user.pk, joined_at__lte=timezone.now())

    with pytest.raises(TypeError, match="stand still"):
        due(make_user())


def test_texts_with_signs_of_the_driver_are_values():
    @prepared
    def called(name):
        return User.objects.filter(first_name=name, joined_at__lte=Now(), last_name='100 % "it\'s"')

    make_user("x", first_name="%s'", last_name='100 % "it\'s"')
    assert [one.first_name for one in called("%s'")] == ["%s'"]
    assert called("%") == []


def test_texts_may_be_listed():
    @prepared
    def called(names):
        return User.objects.filter(handle__in=names).order_by("handle")

    for handle in ("anna", "ben", "eve"):
        make_user(handle)
    found = called(["eve", "anna", "ben", "nobody"])
    assert [one.handle for one in found] == ["anna", "ben", "eve"]
    assert [one.handle for one in called(["ben"])] == ["ben"]
    assert called([]) == []


def test_a_change_is_written_once_and_says_how_many_rows_it_met(anna, space, count_queries):
    built = []

    @changing
    def retell(user, ids, body):
        built.append(user)
        mine = Post.objects.filter(author=user, pk__in=ids, edited_at=None)
        return mine, {"body": body, "version": F("version") + 1, "edited_at": Now()}

    posts = [make_post(anna, space) for _ in range(2)]
    stranger, ids = make_user("stranger"), [one.pk for one in posts]
    assert count_queries(lambda: retell(anna, ids, "100 % %s")) == 1
    assert [retell(who, ids, "Again") for who in (anna, stranger)] == [0, 0]
    assert {(one.body, one.version) for one in Post.objects.all()} == {("100 % %s", 2)}
    assert len(built) == 1
    assert retell(anna, [], "Nothing") == retell(AnonymousUser(), ids, "Nobody") == 0


def test_columns_that_only_the_order_needs_are_left_out(anna, space):
    @prepared
    def spaces(user):
        mine = Space.objects.visible_to(user).filter(access="closed")
        return mine.values_list("pk", flat=True).order_by("name").distinct()

    assert spaces(anna) == [space.pk]


def test_what_is_fetched_beside_the_rows_must_be_about_nobody(anna, space, count_queries):
    @prepared
    def rows(user):
        return Post.objects.visible_to(user).prefetch_related("photos")

    @prepared
    def cards(user):
        spaces = Prefetch("spaces", Space.objects.visible_to(user))
        return Post.objects.visible_to(user).prefetch_related(spaces)

    make_post(anna, space)
    assert count_queries(lambda: [list(post.photos.all()) for post in rows(anna)]) == 2
    with pytest.raises(TypeError, match="spaces"):
        cards(anna)


def test_what_is_brought_along_costs_no_statement(anna, space, count_queries):
    posts = [make_post(anna, space) for _ in range(2)]
    found = Space.objects.filter(posts__in=posts[:1]).annotate(of_post=F("placements__post"))
    bring(posts, "spaces", list(found), of="of_post")
    assert count_queries(lambda: [list(post.spaces.all()) for post in posts]) == 0
    assert [list(post.spaces.all()) for post in posts] == [[space], []]


@pytest.mark.skipif(not profile.IS_SERVER, reason="SQLite plans nothing ahead")
def test_postgresql_keeps_the_plan_of_the_second_time_on():
    @prepared
    def people(user):
        return User.objects.filter(pk=user.pk)

    person = make_user()
    for _ in range(3):
        people(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE generic_plans > 1")
        assert [t for (t,) in cursor.fetchall() if '"accounts_user"."id" = ' in t and "$1" in t]
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
