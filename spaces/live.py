"""Live topics of spaces: who may hear that something happened in them."""

from accounts.models import User
from kit.live.hints import topic
from spaces.models import Space


@topic("space")
def space_channels(user: User, pk: int) -> list[str]:
    """What happens in one space, for those who may read it."""
    return [channel(known) for known in _ids(user, pk=pk)]


@topic("feed")
def feed_channels(user: User, pk: int) -> list[str]:
    """What happens in every space `user` may read, whatever `pk` is."""
    return [channel(known) for known in _ids(user)]


@topic("spaces")
def group_channels(user: User, pk: int) -> list[str]:
    """What happens in every space `user` belongs to, whatever `pk` is."""
    return [channel(known) for known in Space.objects.of_member(user).values_list("pk", flat=True)]


def channel(space_id: int) -> str:
    """The hub's name for a space."""
    return f"space:{space_id}"


def _ids(user: User, **narrower: int) -> list[int]:
    return list(Space.objects.visible_to(user).filter(**narrower).values_list("pk", flat=True))
