"""Posts of a kind: an app above lends what stands below the text, the feed draws it."""

import pytest
from django.core.cache import cache

from feed.models import Post
from kit.embeds import EMBEDS, Embed
from tests.factories import make_post, make_space, make_user


@pytest.fixture
def riddles(monkeypatch, settings, tmp_path):
    """A kind with one word per viewer, as an app above would register it."""
    (tmp_path / "riddle.html").write_text("<b>riddle for {{ embed }}</b>")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]
    asked = []

    def attach(posts, user):
        asked.append(len(posts))
        return {post.pk: user.handle for post in posts}

    riddles = Embed(template="riddle.html", attach={Post: attach}, cache_key=str)
    monkeypatch.setitem(EMBEDS, "riddle", riddles)
    return asked


def riddle(space):
    post = make_post(make_user("anna"), space)
    Post.objects.filter(pk=post.pk).update(kind="riddle")
    return post


def test_a_card_shows_what_its_kind_attaches(client, riddles):
    space = make_space(make_user("anna"))
    post, plain = riddle(space), make_post(make_user("anna"), space)
    client.force_login(make_user("ben"))
    shown = client.get(f"/p/{post.pk}/").content.decode()
    assert "riddle for ben" in shown
    assert "riddle" not in client.get(f"/p/{plain.pk}/").content.decode()


def test_posts_of_a_kind_are_attached_once_per_page(client, riddles):
    space = make_space(make_user("anna"))
    for _ in range(3):
        riddle(space)
    client.force_login(make_user("ben"))
    client.get("/")
    assert riddles == [3]


def test_no_viewer_gets_the_card_of_another(client, riddles):
    post = riddle(make_space(make_user("anna")))
    cache.clear()
    for name in ("ben", "carl"):
        client.force_login(make_user(name))
        assert f"riddle for {name}" in client.get("/").content.decode()
    assert post.kind == "post"


def test_a_post_whose_app_is_gone_stays_a_plain_post(client, riddles, monkeypatch):
    post = riddle(make_space(make_user("anna")))
    monkeypatch.delitem(EMBEDS, "riddle")
    client.force_login(make_user("ben"))
    assert client.get(f"/p/{post.pk}/").status_code == 200
