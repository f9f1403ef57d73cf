"""The product's sockets in processes that lose three hints in ten."""

import random

from intranet.asgi import application
from kit.live.hub import Hub

__all__ = ["application"]

SHARE = 0.3
deliver = Hub.deliver


def lose_some(hub: Hub, channel: str, frame: str) -> None:
    """Deliver what is not lost; what is said about rights and gaps always comes through."""
    if channel.startswith("!") or random.random() >= SHARE:
        deliver(hub, channel, frame)


Hub.deliver = lose_some  # type: ignore[method-assign]
