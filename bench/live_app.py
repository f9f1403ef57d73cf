"""The product's sockets, plus channels everybody may hear."""

from typing import Any

from intranet.asgi import application
from kit.live.hints import topic

__all__ = ["application"]


@topic("bench")
def bench_channels(user: Any, pk: int | str) -> list[str]:
    """Channels for all."""
    return [f"bench:{pk}"]
