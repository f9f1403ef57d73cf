"""The product's sockets, plus rooms everybody may hear."""

from typing import Any

from intranet.asgi import application
from kit.live.hints import topic

__all__ = ["application"]


@topic("bench")
def bench_channels(user: Any, pk: int | str) -> list[str]:
    """Rooms for all."""
    return [f"bench:{pk}"]
