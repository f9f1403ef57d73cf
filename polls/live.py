"""Hints to open pages: the bars of a poll moved, or it ended. To that
`polls/delivery.py` adds what those see who may read the poll at that moment."""

from django.core.cache import caches

from accounts.models import User
from feed.live import spaces_of
from kit.live.hints import send_hint, topic
from polls.models import Poll
from spaces.live import channel as space_channel

REMEMBERED = 300  # seconds for which the number of all people is good enough


@topic("poll")
def poll_channels(user: User, pk: int) -> list[str]:
    """One poll, for conversations; feeds and posts hear it in their own channels."""
    return [f"poll:{pk}"] if Poll.objects.visible_to(user).filter(pk=pk).exists() else []


def hint_poll(poll: Poll, change: str) -> None:
    """Tell open pages that show the poll that it `voted`, `grew` or `closed`."""
    if poll.post_id is None:
        send_hint(f"poll:{poll.pk}", poll=poll.pk, change=change)
        return
    for channel in (f"post:{poll.post_id}", *map(space_channel, spaces_of(poll.post_id))):
        send_hint(channel, poll=poll.pk, change=change)


def everyone() -> int:
    """How many people there are, as of the last few minutes."""
    known = caches["process"]
    return known.get_or_set("polls:everyone", User.objects.active().count, REMEMBERED) or 0
