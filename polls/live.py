"""Hints to open pages: the bars of a poll moved, or it ended. What changed, they ask themselves."""

from django.core.cache import cache

from accounts.models import User
from chat.models import Conversation
from feed.live import SPREAD_FROM
from feed.models import Placement
from kit.live import push, topic
from polls.models import Poll
from spaces.models import Space

SPREAD_EACH = 10  # milliseconds for every reader of a large audience …
SPREAD_MOST = 30_000  # … up to this
REMEMBERED = 300  # seconds for which the number of all people is good enough


@topic("poll")
def poll_channels(user: User, pk: int) -> list[str]:
    """One poll, for rooms of conversations; feeds and posts hear it in their own channels."""
    return [f"poll:{pk}"] if Poll.objects.visible_to(user).filter(pk=pk).exists() else []


def hint_poll(poll: Poll, change: str) -> None:
    """Tell open pages that show the poll that it `voted`, `grew` or `closed`."""
    if poll.message:
        crowd = crowd_of(poll.message.conversation)
        push(f"poll:{poll.pk}", poll=poll.pk, change=change, spread=spread(crowd))
        return
    places = Placement.objects.filter(post=poll.post).values_list(
        "space_id", "space__access", "space__member_count"
    )
    widest = 0
    for space_id, access, members in places:
        crowd = everyone() if access == Space.Access.OPEN else members
        widest = max(widest, crowd)
        push(f"space:{space_id}", poll=poll.pk, change=change, spread=spread(crowd))
    push(f"post:{poll.post_id}", poll=poll.pk, change=change, spread=spread(widest))


def crowd_of(conversation: Conversation) -> int:
    """How many people may look at a room at once; without a space they are few."""
    return conversation.space.member_count if conversation.space else 0


def spread(crowd: int) -> int:
    """Over how many milliseconds so many readers scatter their questions."""
    return min(crowd * SPREAD_EACH, SPREAD_MOST) if crowd >= SPREAD_FROM else 0


def everyone() -> int:
    """How many people there are, as of the last few minutes."""
    known = cache.get_or_set("polls:everyone", lambda: User.objects.active().count(), REMEMBERED)
    return int(known or 0)
