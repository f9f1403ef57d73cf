"""Previews of what messages link to, through the rights of whoever reads them."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User


def attach_previews(messages: Iterable[Any], viewer: User) -> None:
    """Give every message `preview`: what its link leads to, as far as `viewer` may see it."""
    for message in messages:
        message.preview = None
