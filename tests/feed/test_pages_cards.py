"""Cards are drawn once for everybody who sees the same, and show nobody what is not theirs."""

import uuid
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from feed import actions, timeline
from feed.models import Post
from feed.views import cards, comments
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture
from tests.together import at_once

pytestmark = pytest.mark.english


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, make_user("carl"), access="closed")


@pytest.fixture
def post(anna, space):
    return make_post(anna, space, body="Valve")


def shown_to(user):
    with translation.override("en"):
        return "".join(cards.rendered(user, timeline.feed(user).items))


def drawings():
    return mock.patch.object(cards, "draw", wraps=cards.draw)


def test_two_people_who_see_the_same_share_one_drawing(ben, post):
    with drawings() as draw:
        assert shown_to(ben) == shown_to(make_user("carl"))
    assert draw.call_count == 1


def test_the_marks_of_one_person_are_never_shown_to_another(ben, post):
    carl = make_user("carl")
    shown_to(ben), shown_to(carl)
    actions.react_to_post(by=ben, post=post, kind="thanks")
    actions.save_post(by=ben, post=post)
    assert shown_to(ben).count('aria-pressed="true"') == 2 and ">You<" in shown_to(ben)
    assert 'aria-pressed="true"' not in shown_to(carl)
    assert "You" not in shown_to(carl) and "Ben" in shown_to(carl)


def test_two_who_reacted_each_read_the_name_of_the_other(ben, post):
    carl = make_user("carl")
    for person in (ben, carl):
        actions.react_to_post(by=person, post=post)
    assert "You and Carl" in shown_to(ben)
    assert "You and Ben" in shown_to(carl)


def test_the_thread_below_a_post_is_drawn_once_for_equal_views(client, anna, ben, post):
    comment = make_comment(post, anna, "Seen *it*")
    carl = make_user("carl")
    type(carl).objects.update(language="en")
    with mock.patch.object(comments, "render_to_string", wraps=comments.render_to_string) as draw:
        pages = []
        for person in (ben, carl, anna):
            client.force_login(person)
            pages.append(client.get(post.get_absolute_url()).content.decode())
    assert draw.call_count == 2  # the author may change hers
    assert all("Seen <em>it</em>" in page for page in pages)
    edit = f"/comments/{comment.pk}/edit/"
    assert [edit in page for page in pages] == [False, False, True]
    actions.react_to_comment(by=ben, comment=comment)
    client.force_login(carl)
    assert 'aria-pressed="true"' not in client.get(post.get_absolute_url()).content.decode()
    client.force_login(ben)
    assert 'aria-pressed="true"' in client.get(post.get_absolute_url()).content.decode()


def test_only_the_author_finds_edit_and_delete(anna, ben, post):
    assert 'data-may="edit delete"' in shown_to(anna)
    assert 'data-may="report"' in shown_to(ben)
    whole = f"/p/{post.pk}/card/?whole=1"
    assert f"/p/{post.pk}/edit/" in fetched(anna, whole)
    assert f"/p/{post.pk}/delete/" in fetched(anna, whole)
    assert "/edit/" not in fetched(ben, whole) and "/delete/" not in fetched(ben, whole)


def fetched(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path, headers={"HX-Request": "true"}).text


def changes():
    def edit(post, ben, space):
        actions.edit_post(by=post.author, post=post, body="Other")

    def react(post, ben, space):
        actions.react_to_post(by=make_user("carl"), post=post)

    def comment(post, ben, space):
        actions.write_comment(by=ben, post=post, body="x")

    def share(post, ben, space):
        actions.create_post(by=ben, spaces=[space], body="x", shared=post)

    def save(post, ben, space):
        actions.save_post(by=ben, post=post)

    def rename_space(post, ben, space):
        type(space).objects.filter(pk=space.pk).update(name="Renamed")

    def rename_author(post, ben, space):
        type(ben).objects.filter(pk=post.author_id).update(last_name="Renamed")

    def another_language(post, ben, space):
        translation.activate("de")

    return [edit, react, comment, share, save, rename_space, rename_author, another_language]


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.__name__)
def test_every_change_that_shows_draws_the_card_anew(ben, space, post, change):
    with translation.override("en"):
        before = cards.rendered(ben, timeline.cards(ben, [post.pk]))
        change(post, ben, space)
        assert cards.rendered(ben, timeline.cards(ben, [post.pk])) != before


def test_the_description_of_a_photo_draws_the_card_anew(anna, ben, space):
    key = actions.upload_photo(by=anna, upload=a_picture()).key
    post = make_post(anna, space, photos=[key])
    assert 'alt=""' in shown_to(ben)
    actions.describe_photo(by=anna, photo=post.photos.get(), description="A valve")
    assert 'alt="A valve"' in shown_to(ben)


def test_photos_of_the_first_two_cards_are_fetched_with_the_page(anna, ben, space):
    for _ in range(4):
        make_post(anna, space, photos=[actions.upload_photo(by=anna, upload=a_picture()).key])
    lazy = ['loading="lazy"' in card for card in cards.rendered(ben, timeline.feed(ben).items)]
    assert lazy == [False, False, True, True]


def test_a_lost_cache_only_costs_time(ben, post):
    warm = shown_to(ben)
    cache.clear()
    assert shown_to(ben) == warm


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_forms_at_once_make_one_post():

    anna = make_user("anna")
    space, client_id = make_space(anna), str(uuid.uuid4())

    def send(number):
        client = Client()
        client.force_login(anna)
        sent = {"body": "Once", "space": space.slug, "client_id": client_id}
        return client.post("/compose/", sent).status_code

    assert set(at_once(send)) == {302}
    assert Post.objects.count() == 1


GARBAGE = ["\0", "\ud800", "\u202e" * 50, "🏴" * 3000, "> " * 3000 + "x", "`" * 9000, "[" * 9000]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_C1_garbage_gives_no_5xx_and_no_hang(client, anna, space, post, body):
    client.force_login(anna)
    sent = {"body": body.encode("utf-8", "surrogatepass"), "space": space.slug, "version": 1}
    form = "application/x-www-form-urlencoded"
    for address in ("/compose/", f"/p/{post.pk}/comments/", f"/p/{post.pk}/edit/"):
        response = client.post(address, urlencode(sent), content_type=form)
        assert response.status_code in (302, 400), (address, response.status_code)


@pytest.mark.parametrize(
    "sent",
    [
        {"space": "\0"}, {"client_id": "\0"}, {"photo": "\0"}, {"photo": ["x"] * 50},
        {"space": ["x"] * 300}, {"share": "\0"}, {"parent": "-1"}, {"parent": "9" * 30},
        {"version": "x"}, {"version": "9" * 30}, {"kind": "\0"}, {"_method": "trace"},
    ],
    ids=repr,
)  # fmt: skip
def test_C1_odd_fields_give_a_clear_refusal(client, anna, post, sent):
    client.force_login(anna)
    for address in ("/compose/", f"/p/{post.pk}/comments/", f"/p/{post.pk}/edit/", "/photos/"):
        status = client.post(address, {"body": "x", **sent}).status_code
        assert status in (302, 400, 404, 405, 409), (address, status)
    assert client.post(f"/p/{post.pk}/reaction/", {"_method": "put", **sent}).status_code < 500
