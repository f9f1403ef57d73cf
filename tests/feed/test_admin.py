"""Posts in the administration: taken down there, never read or changed there."""

import pytest

from feed.models import Post
from tests.factories import make_post, make_space, make_user

LIST = "/admin/feed/post/"


@pytest.fixture
def admin_client(client, settings):
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    client.force_login(make_user("boss", role="administrator"))
    return client


def test_A10_texts_of_closed_spaces_are_not_shown(admin_client):
    anna = make_user("anna")
    make_post(anna, make_space(anna), "Open words")
    hidden = make_post(anna, make_space(anna, access="closed"), "Closed words")
    page = admin_client.get(LIST).content.decode()
    assert "Open words" in page
    assert "Closed words" not in page
    assert "Closed words" not in admin_client.get(f"{LIST}{hidden.pk}/change/").content.decode()


def test_posts_are_neither_added_nor_changed(admin_client):
    post = make_post(make_user("anna"))
    assert admin_client.get(f"{LIST}add/").status_code == 403
    admin_client.post(f"{LIST}{post.pk}/change/", {"body": "Mine now"})
    post.refresh_from_db()
    assert post.body == "Hello"


def test_taking_down_goes_through_the_action(admin_client):
    first, second = make_post(make_user("anna")), make_post(make_user("anna"))
    admin_client.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    admin_client.post(LIST, sent)
    assert Post.objects.filter(deleted_at=None).count() == 0
    assert Post.objects.count() == 2


def test_members_do_not_see_the_administration(client):
    client.force_login(make_user("anna"))
    assert client.get(LIST).status_code in {302, 403, 404}
