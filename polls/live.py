"""Hints to open pages: the bars of a poll moved, or it ended. What changed, they ask themselves."""

from django.core.cache import cache

from accounts.models import User
from feed.live import SPREAD_FROM
from feed.models import Placement
from kit.live import push
from spaces.models import Space

SPREAD_EACH = 10  # milliseconds for every reader of a large audience …
SPREAD_MOST = 30_000  # … up to this
REMEMBERED = 300  # seconds for which the number of all people is good enough


def hint_poll(post_id: int, change: str) -> None:
    """Tell open feeds and the page of the post that its poll `voted`, `grew` or `closed`."""
    places = Placement.objects.filter(post=post_id).values_list(
        "space_id", "space__access", "space__member_count"
    )
    widest = 0
    for space_id, access, members in places:
        crowd = everyone() if access == Space.Access.OPEN else members
        widest = max(widest, crowd)
        push(f"space:{space_id}", poll=post_id, change=change, spread=spread(crowd))
    push(f"post:{post_id}", poll=post_id, change=change, spread=spread(widest))


def spread(crowd: int) -> int:
    """Over how many milliseconds so many readers scatter their questions."""
    return min(crowd * SPREAD_EACH, SPREAD_MOST) if crowd >= SPREAD_FROM else 0


def everyone() -> int:
    """How many people there are, as of the last few minutes."""
    known = cache.get_or_set("polls:everyone", User.objects.active().count, REMEMBERED)
    return int(known or 0)
