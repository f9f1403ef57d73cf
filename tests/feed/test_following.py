"""Pictures that follow on their post, because the line was bad when it was written."""

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from feed import actions
from feed.models import Photo, Post
from kit.http.exceptions import Problem
from kit.models import OutboxEntry
from tests.factories import make_space, make_user
from tests.feed.pictures import a_picture
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


@pytest.fixture
def post(anna, space):
    return actions.create_post(by=anna, spaces=[space], body="This valve", photos_to_come=2)


def two_photos(by):
    return [actions.upload_photo(by=by, upload=a_picture()).key for _ in range(2)]


def card(client, person, post):
    client.force_login(person)
    return client.get(f"/p/{post.pk}/card/").content.decode()


@pytest.mark.english
def test_a_card_promises_pictures_until_they_are_there(client, anna, ben, post):
    assert "2 pictures follow" in card(client, ben, post)
    keys = two_photos(anna)
    actions.bring_photos(by=anna, post=post, photos=keys)
    shown = card(client, ben, post)
    assert "follow" not in shown and "edited" not in shown
    assert all(f"/files/photos/{key}/" in shown for key in keys)


def test_bringing_pictures_tells_search_and_nobody_else(anna, post):
    OutboxEntry.objects.all().delete()
    actions.bring_photos(by=anna, post=post, photos=two_photos(anna))
    assert [entry.event for entry in OutboxEntry.objects.all()] == ["feed.PostEdited"]
    post.refresh_from_db()
    assert (post.version, post.edited_at, post.photos_to_come) == (1, None, 0)


def test_E2_pictures_brought_twice_are_there_once(anna, post):
    keys = two_photos(anna)
    for _time in range(2):
        actions.bring_photos(by=anna, post=post, photos=keys)
    assert [photo.key for photo in post.photos.all()] == keys


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_requests_at_once_bring_them_once(anna, post):
    keys = two_photos(anna)
    at_once(lambda _n: actions.bring_photos(by=anna, post=post, photos=keys))
    assert [photo.key for photo in post.photos.all()] == keys


def test_E2_a_text_that_was_sent_twice_promises_once(anna, space):
    sent = {"spaces": [space], "body": "This valve", "photos_to_come": 1, "client_id": uuid.uuid4()}
    first, again = (actions.create_post(by=anna, **sent) for _ in range(2))
    assert first == again and Post.objects.count() == 1


def test_only_who_wrote_it_brings_pictures_of_the_own(anna, ben, post):
    with pytest.raises(PermissionDenied):
        actions.bring_photos(by=ben, post=post, photos=two_photos(ben))
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=two_photos(ben))


def test_no_more_follow_than_were_promised(anna, post):
    with pytest.raises(Problem) as refused:
        actions.bring_photos(by=anna, post=post, photos=two_photos(anna) + two_photos(anna))
    assert refused.value.code == "too_late"
    actions.bring_photos(by=anna, post=post, photos=two_photos(anna))
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=two_photos(anna))


@pytest.mark.english
def test_after_a_day_the_promise_is_gone(client, anna, ben, post):
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    Post.objects.update(published_at=yesterday)
    assert "follow" not in card(client, ben, post)
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=two_photos(anna))


def test_the_outbox_sends_the_text_first_and_the_pictures_by_their_keys(client, anna, ben, space):
    client.force_login(anna)
    sent = {"body": "This valve", "space": space.slug, "photos_to_come": 2}
    made = client.post("/compose/", sent, headers={"Accept": "application/json"})
    keys = two_photos(anna)
    body = "&".join(f"photo={key}" for key in keys)
    kind = "application/x-www-form-urlencoded"
    address = f"/p/{made.json()['post']}/photos/"
    assert client.put(address, body, content_type=kind).status_code == 200
    assert [photo.key for photo in Photo.objects.filter(post=made.json()["post"])] == keys
    client.force_login(make_user("eve"))
    assert client.put(address, body, content_type=kind).status_code == 404


def test_a_program_brings_pictures_too(client, anna, space):
    client.force_login(anna)
    sent = {"body": "This valve", "spaces": [space.slug], "photos_to_come": 1}
    kind = "application/json"
    made = client.post("/api/v1/posts/", sent, content_type=kind).json()
    key = two_photos(anna)[0]
    place = f"/api/v1/posts/{made['id']}/photos/"
    answer = client.put(place, {"photos": [key]}, content_type=kind)
    assert [photo["key"] for photo in answer.json()["photos"]] == [key]


@pytest.fixture
def comment(anna, post):
    return actions.write_comment(by=anna, post=post, body="Here it is", photos_to_come=2)


def test_a_request_that_names_no_pictures_is_refused_on_every_way(client, anna, post, comment):
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=[])
    client.force_login(anna)
    form, kind = "application/x-www-form-urlencoded", "application/json"
    asked = {"Accept": "application/json"}
    above, below = f"/p/{post.pk}/", f"posts/{post.pk}/comments/{comment.pk}/"
    for page, key in ((above, f"posts/{post.pk}/"), (f"{above}comments/{comment.pk}/", below)):
        by_page = client.put(f"{page}photos/", "", content_type=form, headers=asked)
        by_key = [
            client.put(f"/api/v1/{key}photos/", sent, content_type=kind)
            for sent in ({"photos": []}, {})
        ]
        for answer in (by_page, *by_key):
            assert (answer.status_code, answer.json()["code"]) == (400, "no_photos")


def test_what_was_deleted_meanwhile_gets_no_pictures(anna, post, comment):
    actions.delete_comment(by=anna, comment=comment)
    actions.delete_post(by=anna, post=post)
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=two_photos(anna))
    with pytest.raises(Problem):
        actions.bring_comment_photos(by=anna, comment=comment, photos=two_photos(anna))
    assert not Photo.objects.exclude(post=None, comment=None).exists()


# --- promises that are taken back --------------------------------------------------------------
@pytest.mark.english
def test_a_promise_that_is_taken_back_is_seen_no_more(client, anna, ben, post, comment):
    actions.take_back_promise(by=anna, post=post)
    actions.take_back_comment_promise(by=anna, comment=comment)
    assert "follow" not in card(client, ben, post)
    row = client.get(
        f"/p/{post.pk}/comments/{comment.pk}/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "follow" not in row and "edited" not in row
    with pytest.raises(Problem):
        actions.bring_photos(by=anna, post=post, photos=two_photos(anna))
    with pytest.raises(Problem):
        actions.bring_comment_photos(by=anna, comment=comment, photos=two_photos(anna))


def test_only_who_promised_takes_a_promise_back(anna, ben, post, comment):
    with pytest.raises(PermissionDenied):
        actions.take_back_promise(by=ben, post=post)
    with pytest.raises(PermissionDenied):
        actions.take_back_comment_promise(by=ben, comment=comment)
    post.refresh_from_db()
    comment.refresh_from_db()
    assert post.promised_photos == comment.promised_photos == 2


@pytest.mark.django_db(transaction=True)
def test_E2_who_brings_pictures_and_takes_them_back_at_once_leaves_no_promise(anna, post):
    keys = two_photos(anna)

    def change(number):
        with suppress(Problem):
            if number % 2:
                actions.bring_photos(by=anna, post=post, photos=keys)
            else:
                actions.take_back_promise(by=anna, post=post)

    at_once(change)
    post.refresh_from_db()
    assert post.photos_to_come == 0
    assert [photo.key for photo in post.photos.all()] in ([], keys)


def test_a_promise_is_taken_back_by_page_and_program(client, anna, post, comment):
    client.force_login(anna)
    asked = {"Accept": "application/json"}
    thread = f"/p/{post.pk}/comments/{comment.pk}/photos/"
    for _time in range(2):
        assert client.delete(f"/p/{post.pk}/photos/", headers=asked).json() == {"post": post.pk}
        shown = client.delete(thread, headers=asked).json()["html"]
        assert "comment" in shown and '<p class="hint' not in shown
    comment.refresh_from_db()
    post.refresh_from_db()
    assert post.photos_to_come == comment.photos_to_come == 0
    for address in (f"posts/{post.pk}/", f"posts/{post.pk}/comments/{comment.pk}/"):
        assert client.delete(f"/api/v1/{address}photos/").status_code == 200


@pytest.mark.english
def test_a_comment_promises_pictures_until_they_are_there(client, anna, ben, post, comment):
    client.force_login(ben)
    row = f"/p/{post.pk}/comments/{comment.pk}/"
    swap = {"HX-Request": "true"}
    assert "2 pictures follow" in client.get(row, headers=swap).content.decode()
    keys = two_photos(anna)
    for _time in range(2):
        actions.bring_comment_photos(by=anna, comment=comment, photos=keys)
    shown = client.get(row, headers=swap).content.decode()
    assert "follow" not in shown and "edited" not in shown
    assert [photo.key for photo in comment.photos.all()] == keys


def test_the_outbox_sends_a_comment_before_its_pictures(client, anna, post):
    client.force_login(anna)
    asked, form = {"Accept": "application/json"}, "application/x-www-form-urlencoded"
    sent = {"body": "Here it is", "photos_to_come": 2}
    made = client.post(f"/p/{post.pk}/comments/", sent, headers=asked).json()
    keys = two_photos(anna)
    body = "&".join(f"photo={key}" for key in keys)
    brought = client.put(made["photos_to"], body, content_type=form, headers=asked)
    assert all(key in brought.json()["html"] for key in keys)
    actions.delete_comment(by=anna, comment=post.comments.get())
    gone = client.put(made["photos_to"], body, content_type=form, headers=asked)
    assert (gone.status_code, bool(gone.json()["detail"])) == (404, True)


def test_a_program_brings_pictures_of_a_comment_too(client, anna, post):
    client.force_login(anna)
    place, kind = f"/api/v1/posts/{post.pk}/comments/", "application/json"
    made = client.post(place, {"body": "Here", "photos_to_come": 2}, content_type=kind).json()
    keys = two_photos(anna)
    answer = client.put(f"{place}{made['id']}/photos/", {"photos": keys}, content_type=kind)
    assert [photo["key"] for photo in answer.json()["photos"]] == keys
