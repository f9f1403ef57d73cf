"""One run: people write, windows end, three workers are killed at random, then it is counted."""

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from select import select
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.utils import timezone

from accounts.models import User
from chat.actions import send_message, start_group
from feed.actions import write_comment
from kit.models import OutboxEntry
from notifications.digest.actions import plan_for_everybody
from notifications.digest.models import Digest, DigestPlan
from notifications.mail.models import Mail
from tests.factories import make_post, make_space, make_user
from tests.mails import Postbox, text_of
from tests.notifications.proof import SETTLED_SECONDS
from tests.services import wait_until

WORKERS = 3
TOKEN = re.compile(r"\b(?:post|line)-\d+-\d+\b")
# what a mail only counts: messages, posts and lines there was no room for
COUNTED = {
    "message": re.compile(r"^\* (\d+) private messages?\s*$", re.MULTILINE),
    "post": re.compile(r"^and (\d+) more in ", re.MULTILINE),
    "line": re.compile(r"^and (\d+) more: ", re.MULTILINE),
}


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    people: int
    windows: int
    kills: int


@dataclass(frozen=True)
class Outcome:
    """What is true afterwards."""

    kills: int
    people: int
    windows: int
    due: int  # what had to be told, summed over people
    told: int
    missing_posts: int
    missing_lines: int
    missing_messages: int
    twice: int  # told in two mails
    mails: int  # different Message-IDs
    handed_over_again: int
    changed: int  # mails that were not the same to the letter
    overlaps: int
    unfinished: int

    @property
    def faults(self) -> dict[str, int]:
        """What has to be zero."""
        known = ("twice", "changed", "overlaps", "unfinished")
        faults = [name for name in vars(self) if name in known or name.startswith("missing")]
        return {name: getattr(self, name) for name in faults}

    def __str__(self) -> str:
        return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in vars(self).items())


@dataclass
class Crew:
    """The three workers, and whoever kills them."""

    port: int
    most: int
    chance: random.Random
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start another worker on the database of this process."""
        command = [sys.executable, "-m", "tests.notifications.proof.worker"]
        environment = worker_environment(self.port)
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.children.append(child)

    def kill(self, name: str = "") -> None:
        """Kill the named one, or any that works, with -9, and start another in its place."""
        with self.lock:
            ready = select([child.stdout for child in self.children], [], [], 0)[0]
            working = [child for child in self.children if child.stdout in ready]
            working = [child for child in working if f"worker-{child.pid}".endswith(name)]
            if self.kills < self.most and working:
                self.kills += 1
                child = self.chance.choice(working)
                self.children.remove(child)
                end(child)
                self.start()

    def stop(self) -> None:
        """Nothing stays behind."""
        for child in self.children:
            end(child)


def end(child: subprocess.Popen[bytes]) -> None:
    """As if the machine were switched off."""
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def worker_environment(port: int) -> dict[str, str]:
    """The variables of a worker: the database of this process, and our mail server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "intranet.settings"),
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "PROCESS": "worker",
    }


class World:
    """People in two spaces and groups of three, and what each of them has to be told."""

    def __init__(self, scale: Scale) -> None:
        self.author = make_user("proof-author", email="")
        people = [make_user(f"proof{n}", language="en") for n in range(scale.people)]
        self.due: dict[str, set[str]] = {one.email: set() for one in people}
        self.messages: Counter[str] = Counter()
        self.number = 0
        self.halves = [people[::2], people[1::2]]
        self.spaces = [make_space(self.author, *half, access="closed") for half in self.halves]
        self.roots = [make_post(self.author, space, body="Root") for space in self.spaces]
        crews = [people[n : n + 3] for n in range(0, len(people), 3)]
        self.rooms = [(start_group(by=self.author, name="Crew", people=few), few) for few in crews]
        plan_for_everybody()
        DigestPlan.objects.update(due_at=None)
        for room, few in self.rooms:
            room.refresh_from_db()
            self.messages.update({one.email: room.last_seq for one in few})

    def note(self, token: str, people: list[User]) -> None:
        """These people have to be told of that."""
        for one in people:
            self.due[one.email].add(token)

    def all_due(self) -> Counter[tuple[str, str]]:
        """How much of each kind everybody has to be told."""
        due = Counter({(email, "message"): count for email, count in self.messages.items()})
        for email, tokens in self.due.items():
            due.update((email, token.partition("-")[0]) for token in tokens)
        return due

    def write(self, window: int) -> None:
        """A post for everybody of a space, a line for one of them, a message for a group."""
        self.number += 1
        which = self.number % 2
        half, token = self.halves[which], f"{window}-{self.number}"
        make_post(self.author, self.spaces[which], body=f"post-{token}")
        self.note(f"post-{token}", half)
        named = half[self.number % len(half)]
        body = f"line-{token} @{named.handle}"
        write_comment(by=self.author, post=self.roots[which], body=body)
        self.note(f"line-{token}", [named])
        room, few = self.rooms[self.number % len(self.rooms)]
        send_message(by=self.author, conversation=room, body="Hello")
        self.messages.update(one.email for one in few)


def run(scale: Scale) -> Outcome:
    """Write, kill, let windows end, wait for what is left, and count."""
    chance, world = random.Random(5), World(scale)
    postbox = Postbox()
    crew = Crew(postbox.port, scale.kills, chance)
    postbox.after = lambda name: chance.random() < 0.1 and crew.kill(name)
    postbox.open()
    try:
        for _worker in range(WORKERS):
            crew.start()
        window = 0
        while window < scale.windows or crew.kills < scale.kills:
            window += 1
            make_window(world, crew, window)
        time.sleep(SETTLED_SECONDS + 1)  # until the last post belongs to a window
        for _last in range(2):
            let_windows_end()
            wait_until(is_quiet, "the last mails", 240)
        return count(world, postbox, crew)
    finally:
        crew.stop()
        postbox.close()


def make_window(world: World, crew: Crew, window: int) -> None:
    """Some writing, now and then a kill, and then everybody's hour comes."""
    for _piece in range(3):
        world.write(window)
        time.sleep(crew.chance.uniform(0.05, 0.5))
    if crew.chance.random() < 0.8:
        crew.kill()
    let_windows_end()
    time.sleep(crew.chance.uniform(0.5, 2.5))


def let_windows_end() -> None:
    """Everybody's hour comes."""
    DigestPlan.objects.filter(user__email__startswith="proof").update(due_at=timezone.now())


def is_quiet() -> bool:
    """Whether nobody has anything left to do."""
    now = timezone.now()
    return not (
        OutboxEntry.objects.filter(due_at__isnull=False).exists()
        or DigestPlan.objects.due(now).exists()
        or Mail.objects.waiting().exists()
    )


def count(world: World, postbox: Postbox, crew: Crew) -> Outcome:
    """Compare what had to be told with what the mail server got."""
    by_name: dict[str, set[bytes]] = defaultdict(set)
    for mail, raw in zip(postbox.mails, postbox.raw, strict=True):
        by_name[mail["Message-ID"]].add(raw)
    first = {mail["Message-ID"]: mail for mail in reversed(postbox.mails)}
    told: Counter[tuple[str, str]] = Counter()
    twice = 0
    for email in world.due:
        texts = [text_of(mail) for mail in first.values() if mail["To"] == email]
        named = Counter(token for text in texts for token in set(TOKEN.findall(text)))
        twice += sum(times > 1 for times in named.values())
        for kind, pattern in COUNTED.items():
            counts = [int(n) for text in texts for n in pattern.findall(text)]
            told[email, kind] = sum(counts) + sum(one.startswith(kind) for one in named)
    due = world.all_due()
    missing = {
        kind: sum(abs(due[key] - told[key]) for key in due if key[1] == kind) for kind in COUNTED
    }
    digests = Digest.objects.order_by("user", "window_start").values_list(
        "user", "window_start", "window_end"
    )
    return Outcome(
        kills=crew.kills,
        people=len(world.due),
        windows=Digest.objects.values("window_end").distinct().count(),
        due=sum(due.values()),
        told=sum(told.values()),
        missing_posts=missing["post"],
        missing_lines=missing["line"],
        missing_messages=missing["message"],
        twice=twice,
        mails=len(by_name),
        handed_over_again=len(postbox.raw) - len(by_name),
        changed=sum(len(raws) > 1 for raws in by_name.values()),
        overlaps=sum(a[0] == b[0] and a[2] > b[1] for a, b in pairwise(digests)),
        unfinished=Digest.objects.count() - len(by_name),
    )
