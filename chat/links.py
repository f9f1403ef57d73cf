"""Previews of what messages link to, through the rights of whoever reads them."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from kit.previews import previews_of


def attach_previews(messages: Iterable[Any], viewer: User) -> None:
    """Give every message `preview`: what its link leads to, None where `viewer` may not see it.

    A whole page of messages costs one call per kind of page they link to.
    """
    messages = list(messages)
    known = previews_of((message.link for message in messages if message.link), viewer)
    for message in messages:
        message.preview = known.get(message.link)
