"""Digests: nothing lost or doubled while workers are killed, and chunks against single people."""

import time
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bench.report import Row, at_least, at_most, measurement
from chat.models import Conversation
from kit.jobs import outbox
from kit.jobs.outbox import publish
from kit.models import OutboxEntry
from notifications.digest import build
from notifications.digest.actions import plan_for_everybody
from notifications.digest.events import DigestsDue
from notifications.digest.models import Digest, DigestPlan, ToldMessages
from notifications.mail.models import Mail
from notifications.models import Notification
from spaces.models import Membership, Space
from tests.notifications.proof.run import Scale, run

PROOF = Scale(people=24, windows=12, kills=30)
QUICK_PROOF = Scale(people=8, windows=4, kills=4)
FASTER = 20.0
BUDGET = 45  # statements for a chunk


def proof(is_quick: bool) -> list[Row]:
    """Three workers, killed at random; what they sent is compared with what was due."""
    outcome = run(QUICK_PROOF if is_quick else PROOF)
    shown = [measurement(name.replace("_", " "), value) for name, value in vars(outcome).items()]
    return shown + [at_most(f"{name}, at most", n, 0) for name, n in outcome.faults.items()]


def chunks_against_people(is_quick: bool) -> list[Row]:
    """The same digests for everybody in the database, made in ranges of 500 and one by one.

    Both by the outbox, without sending; of single people a sample, put up to all of them.
    """
    people = prepare()
    few, many = statements(people[:50]), statements(people[: build.CHUNK])
    starts = range(0, len(people), build.CHUNK)
    ranges = [people[start : start + build.CHUNK] for start in starts]
    in_chunks, made = timed(ranges)
    sample = people[:: 20 if is_quick else 10]
    one_by_one, alone = timed([[pk] for pk in sample])
    one_by_one *= len(people) / len(sample)
    return [
        measurement("people", len(people)),
        measurement("digests, in chunks", made),
        measurement("in chunks", in_chunks, "s"),
        measurement(f"digests, {len(sample):,} people one by one", alone),
        measurement("one task per person, all people", one_by_one, "s"),
        at_least("times faster", one_by_one / in_chunks, FASTER, "×"),
        at_most("statements for a chunk of 500", many, BUDGET),
        at_most("statements for 500, against those for 50", many / few, 1.1, "×"),
    ]


def prepare() -> list[int]:
    """Everybody has an address, a plan, news in a space, a mention and unread messages."""
    people = User.objects.active().without_bots()
    for user in people.filter(email=""):
        user.email = f"{user.handle}@bench.example"
        user.save(update_fields=["email"])
    plan_for_everybody()
    author = people.order_by("pk")[0]
    ids = list(people.values_list("pk", flat=True).order_by("pk"))
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=pk, kind="mention", thread=f"bench:{pk}", target="post",
                target_id=1, actor=author,
            )
            for pk in ids
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    with_conversations()
    Membership.objects.update(seen_seq=0)
    Space.objects.filter(post_seq=0).update(post_seq=50)
    return ids


def with_conversations() -> None:
    """A conversation in every space, with messages nobody has read."""
    spaces = Space.objects.without_audiences().filter(conversation=None)
    Conversation.objects.bulk_create(
        Conversation(kind="space", space=space, author=space.author, last_seq=9) for space in spaces
    )


def anew() -> None:
    """As if nobody had been told anything for three days, and everybody's hour had come."""
    for model in (Mail, ToldMessages, OutboxEntry):
        model.objects.all().delete()
    Notification.objects.update(told_in=None)
    Digest.objects.all().delete()
    now = timezone.now()
    DigestPlan.objects.update(due_at=now, told_until=now - timedelta(days=3))


def timed(ranges: list[list[int]]) -> tuple[float, int]:
    """Seconds for making everything that is due in these ranges, and how much that is."""
    anew()
    began = time.perf_counter()
    for ids in ranges:
        publish(DigestsDue(ids[0], ids[-1]))
    while entry := outbox.take():
        if entry.event == outbox.label(DigestsDue):
            outbox.run(entry)
        else:  # sending is another matter
            OutboxEntry.objects.these([entry]).finish()
    return time.perf_counter() - began, Digest.objects.count()


def statements(people: list[int]) -> int:
    """How many statements the digests of these people cost together."""
    anew()
    with CaptureQueriesContext(connection) as queries:
        build.make_digests(people[0], people[-1])
    return len(queries)
