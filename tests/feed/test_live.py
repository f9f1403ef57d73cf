"""Hints of the feed: who may hear them, when they go out, and that they say nothing."""

import json

import pytest

from feed.actions import (
    create_post,
    delete_comment,
    delete_post,
    edit_comment,
    edit_post,
    react_to_comment,
    react_to_post,
)
from feed.live import post_channels
from kit.live import transports
from kit.live.hints import CHANNELS
from tests.factories import make_comment, make_post, make_space, make_user


class Heard:
    """A transport that remembers."""

    def __init__(self):
        self.frames = []

    def send(self, channel, frame):
        self.frames.append((channel, json.loads(frame)))

    def changes(self, channel):
        return [frame["change"] for name, frame in self.frames if name == channel]


@pytest.fixture
def heard(monkeypatch):
    carrier = Heard()
    monkeypatch.setattr(transports, "current", lambda: carrier)
    return carrier


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_A1_only_readers_may_listen_to_a_post():
    anna, eve = make_user("anna"), make_user("eve")
    post = make_post(anna, make_space(anna, access="closed"))
    assert post_channels(anna, post.pk) == [f"post:{post.pk}"]
    assert post_channels(eve, post.pk) == []
    assert post_channels(eve, 10**9) == []
    assert CHANNELS["post"].rule is post_channels


def test_a_new_post_is_hinted_to_every_space_it_stands_in(heard, commit):
    anna = make_user("anna")
    spaces = [make_space(anna), make_space(anna, access="secret")]
    with commit():
        post = create_post(by=anna, spaces=spaces, body="Quiet words")
    for space in spaces:
        assert heard.changes(f"space:{space.pk}") == ["new"]
    assert "Quiet" not in json.dumps(heard.frames)
    assert {frame["post"] for _, frame in heard.frames if "post" in frame} == {post.pk}


def test_E7_editing_and_deleting_are_hinted_without_content(heard, commit):
    anna = make_user("anna")
    space = make_space(anna)
    post = make_post(anna, space, "First words")
    with commit():
        edit_post(by=anna, post=post, body="Second words")
    with commit():
        delete_post(by=anna, post=post)
    assert heard.changes(f"space:{space.pk}") == ["edited", "gone"]
    assert heard.changes(f"post:{post.pk}") == ["edited", "gone"]
    assert "words" not in json.dumps(heard.frames)


def test_comments_and_reactions_are_hinted_to_the_thread_and_their_number_to_feeds(heard, commit):
    anna = make_user("anna")
    space = make_space(anna)
    post = make_post(anna, space)
    with commit():
        comment = make_comment(post, anna, "Quiet words")
        react_to_post(by=anna, post=post)
        delete_comment(by=anna, comment=comment)
    assert heard.changes(f"post:{post.pk}") == ["new", "reacted", "gone"]
    assert heard.changes(f"space:{space.pk}") == ["reacted"] * 3
    assert "words" not in json.dumps(heard.frames)


def test_what_moves_no_number_of_a_card_is_hinted_to_the_thread_only(heard, commit):
    anna = make_user("anna")
    space = make_space(anna)
    comment = make_comment(make_post(anna, space), anna)
    with commit():
        edit_comment(by=anna, comment=comment, body="Other words")
        react_to_comment(by=anna, comment=comment)
    assert heard.changes(f"post:{comment.post_id}") == ["edited", "reacted"]
    assert heard.changes(f"space:{space.pk}") == []


def test_nothing_is_hinted_when_the_change_does_not_happen(heard, commit):
    anna = make_user("anna")
    space = make_space(anna)
    with commit(), pytest.raises(Exception, match="empty"):
        create_post(by=anna, spaces=[space], body="")
    assert heard.frames == []
