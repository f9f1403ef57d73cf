"""Hints about polls: who hears them, how far they are scattered, and that they tell nothing."""

import json

import pytest

from kit import transports
from polls import actions, live
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
        assert set(frame) == {"channel", "poll", "change", "spread"}
        assert (frame["poll"], frame["change"], frame["spread"]) == (poll.pk, "voted", 0)


def test_the_end_is_told_once(heard):
    anna = make_user("anna")
    poll = make_poll(anna)
    assert heard(lambda: actions.close_poll(by=anna, poll=poll))
    assert not heard(lambda: actions.close_poll(by=anna, poll=poll))


def test_large_audiences_are_scattered_the_wider_the_larger():
    spreads = [live.spread(crowd) for crowd in (10, 199, 200, 1_000, 100_000)]
    assert spreads == [0, 0, 2_000, 10_000, live.SPREAD_MOST]
