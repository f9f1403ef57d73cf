"""What a phone does: a sender that repeats until it knows, readers that live on hints or ask."""

import json
import random
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.chat.faults.line import CUTS, Cut, Line

SHARE_CUT = 0.3
PAUSE = 0.3  # before a repeat, while nobody answers
LOOK_EVERY = 0.25  # a reader asks at most that often, however many hints come
RECV_SECONDS = 0.5
PATIENCE = 120  # seconds for a single message


class Journal:
    """What all senders know to be stored, and what happened to them; many threads write here."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.acknowledged: dict[str, tuple[int, str]] = {}  # client id: number, text
        self.happened: Counter[str] = Counter()

    def acknowledge(self, key: str, seq: int, body: str) -> None:
        """The server said that this message stands."""
        with self.lock:
            self.acknowledged[key] = (seq, body)
            self.lock.notify_all()

    def note(self, what: str) -> None:
        """Something happened."""
        with self.lock:
            self.happened[what] += 1

    def wait_for(self, count: int, seconds: float) -> None:
        """Until so many messages are acknowledged."""
        with self.lock:
            is_there = self.lock.wait_for(lambda: len(self.acknowledged) >= count, seconds)
            assert is_there, f"{len(self.acknowledged)} of {count} were acknowledged in time"


class Sender(threading.Thread):
    """Sends so many messages, one after the other, each until it is acknowledged."""

    def __init__(self, name: str, host: str, path: str, sessions: list[str], journal: Journal):
        super().__init__(daemon=True, name=name)
        self.line, self.path, self.sessions, self.journal = Line(host), path, sessions, journal
        self.count = 0
        self.random = random.Random(name)

    def run(self) -> None:
        """Everything, to the end."""
        for number in range(self.count):
            self.send(self.sessions[number % len(self.sessions)], f"{self.name}-{number}")
        self.line.close()

    def send(self, session: str, body: str) -> None:
        """One message, however often it takes."""
        key, until = str(uuid.uuid4()), time.monotonic() + PATIENCE
        while time.monotonic() < until:
            is_cut = self.random.random() < SHARE_CUT
            try:
                status, told, wait = self.line.ask(
                    session,
                    "POST",
                    self.path,
                    {"body": body, "client_id": key},
                    cut=self.random.choice(CUTS) if is_cut else "",
                )
            except Cut as cut:
                is_ours = str(cut) in CUTS
                self.journal.note(f"cut: {cut}" if is_ours else f"lost: {cut}")
                time.sleep(0 if is_ours else PAUSE)
                continue
            self.journal.note(str(status))
            if status in {200, 201}:
                return self.journal.acknowledge(key, told["seq"], body)
            time.sleep(wait or PAUSE)
        raise AssertionError(f"{body} was never acknowledged")


class Reader(threading.Thread):
    """Follows a conversation by asking for everything after its last change."""

    def __init__(self, host: str, path: str, session: str, poll_seconds: float) -> None:
        super().__init__(daemon=True)
        self.line, self.path, self.session = Line(host), path, session
        self.poll_seconds = poll_seconds
        self.after, self.looked_at = 0, 0.0
        self.seen: list[str] = []  # texts in the order of their arrival; the place is the number
        self.gaps = self.late = self.misplaced = 0
        self.wanted: int | None = None
        self.given_up = threading.Event()

    @property
    def is_done(self) -> bool:
        """Whether it has everything that will ever be, or was told to stop."""
        return self.given_up.is_set() or len(self.seen) == self.wanted

    def run(self) -> None:
        """Ask at a steady pace."""
        while not self.is_done:
            self.look()
            self.given_up.wait(self.poll_seconds)

    def look(self) -> None:
        """Catch up as far as the server answers."""
        self.looked_at = time.monotonic()
        with suppress(Cut):
            while self._page():
                pass

    def _page(self) -> bool:
        status, told, wait = self.line.ask(self.session, "GET", f"{self.path}?after={self.after}")
        if status != 200:
            self.given_up.wait(wait)
            return False
        for row in told["results"]:
            self._take(row)
        return told["next"] is not None

    def _take(self, row: dict[str, Any]) -> None:
        self.after = max(self.after, row["change"])
        if row["seq"] == len(self.seen) + 1:
            self.seen.append(row["body"])
        elif row["seq"] > len(self.seen):
            self.gaps += 1
        elif self.seen[row["seq"] - 1] != row["body"]:
            self.misplaced += 1


class LiveReader(Reader):
    """Hears hints over the socket and asks when one names a later change; comes back when cut.

    Asks by itself when nothing was heard for `poll_seconds`, as the page does.
    """

    def __init__(self, site: Any, path: str, session: str, poll_seconds: float, pk: int) -> None:
        super().__init__(site.pages, path, session, poll_seconds)
        self.address, self.origin, self.pk = f"ws://{site.sockets}/ws/", site.base, pk
        self.hints = self.opened = 0

    def run(self) -> None:
        """Listen, and come back."""
        while not self.is_done:
            with suppress(OSError, WebSocketException, TimeoutError):
                self._listen()
            self.given_up.wait(PAUSE)
            self._look_now_and_then()

    def _listen(self) -> None:
        cookie = {"Cookie": f"sessionid={self.session}"}
        with connect(self.address, origin=self.origin, additional_headers=cookie) as page:
            self.opened += 1
            page.send(json.dumps({"join": "chat", "pk": self.pk}))
            while not self.is_done:
                with suppress(TimeoutError):
                    self._hear(json.loads(page.recv(RECV_SECONDS)))
                self._look_now_and_then()

    def _hear(self, frame: dict[str, Any]) -> None:
        assert "refused" not in frame, frame
        if "change" in frame:
            self.hints += 1
        if frame.get("change", 0) > self.after or "joined" in frame or "resync" in frame:
            self.given_up.wait(max(0.0, self.looked_at + LOOK_EVERY - time.monotonic()))
            self.look()

    def _look_now_and_then(self) -> None:
        if time.monotonic() - self.looked_at > self.poll_seconds:
            self.look()
