"""Open pages that follow a conversation as the page does: a hint, then a question over HTTP.

With an open socket they never ask unasked, as the page does not: what a lost hint would have said
is found by the safety poll of the live process.
"""

import asyncio
import json
import time
from contextlib import suppress

import httpx

from bench.sockets import PING, PONG, Page


class Follower(Page):
    """One open page. It notes when it saw each message, and which were missing or came twice."""

    def __init__(self, port: int, session: str, pk: int, pages: httpx.AsyncClient) -> None:
        super().__init__({}, port, session, "chat")
        self.pk, self.pages = pk, pages
        self.something_new = asyncio.Event()
        self.after = self.last = self.gaps = self.doubles = 0
        self.seen_at: dict[int, float] = {}

    def data_received(self, data: bytes) -> None:
        """Join once the socket is open; everything else is as in any page."""
        was_open = self.is_open
        super().data_received(data)
        if self.is_open and not was_open:
            self.write(f'{{"join":"chat","pk":{self.pk}}}'.encode())

    def heard(self, kind: int, frame: bytes) -> None:
        """Something changed, or may have changed while nobody listened."""
        if kind == PING:
            self.write(frame, PONG)
        elif frame.startswith(b'{"joined"'):
            self.ready.set_result(None)
            self.something_new.set()
        elif frame.startswith(b'{"resync"') or (
            frame.startswith(b'{"channel":"chat:') and json.loads(frame)["change"] > self.after
        ):
            self.something_new.set()

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            await self.something_new.wait()
            self.something_new.clear()
            with suppress(httpx.HTTPError):
                await self.catch_up()

    async def catch_up(self) -> None:
        """Everything after the last change."""
        answer = await self.pages.get(
            f"/api/v1/conversations/{self.pk}/changes/",
            params={"after": self.after},
            headers={"Cookie": f"sessionid={self.session}"},
        )
        if answer.status_code != 200:
            return self.something_new.set()
        for row in answer.json()["results"]:
            self.after = row["change"]
            self.take(row["seq"])

    def take(self, seq: int) -> None:
        """A message is there."""
        self.gaps += seq > self.last + 1
        self.doubles += seq <= self.last
        self.last = max(self.last, seq)
        self.seen_at[seq] = time.perf_counter()
