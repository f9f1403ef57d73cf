"""Hints about polls: who hears them, and that they tell nothing."""

import json

import pytest

from kit.live import transports
from polls import actions
from tests.factories import make_poll, make_space, make_user


@pytest.fixture
def heard(monkeypatch, django_capture_on_commit_callbacks):
    """`heard(call)` are the frames that `call` sends, by channel."""

    def listen(call):
        frames = {}
        keep = lambda channel, frame: frames.update({channel: json.loads(frame)})  # noqa: E731
        monkeypatch.setattr(transports, "send", keep)
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return frames

    return listen


def test_E4_a_vote_moves_the_bars_in_the_feed_and_on_the_page_of_the_post(heard):
    anna = make_user("anna")
    space = make_space(anna, access="closed")
    poll = make_poll(anna, space)
    ids = [poll.options.first().pk]
    frames = heard(lambda: actions.vote(by=anna, poll_id=poll.pk, option_ids=ids))
    own = frames.pop(f"person:{anna.pk}")  # what waited for her in the bell is done
    assert set(own) == {"channel", "settled"}
    assert set(frames) == {f"space:{space.pk}", f"post:{poll.post_id}"}
    for frame in frames.values():
        assert set(frame) == {"channel", "poll", "change"}
        assert (frame["poll"], frame["change"]) == (poll.pk, "voted")


def test_the_end_is_told_once(heard):
    anna = make_user("anna")
    poll = make_poll(anna)
    assert heard(lambda: actions.close_poll(by=anna, poll=poll))
    assert not heard(lambda: actions.close_poll(by=anna, poll=poll))
