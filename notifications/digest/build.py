"""Making digests, for many people at once.

Whoever makes them holds the rows of their plans, and everything is one transaction: the windows,
what was told in them, the mails that wait, the next time. Killed before its end it leaves nothing,
after it everything; a second worker skips the rows or finds them done.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from kit.database import server_time
from kit.jobs.outbox import publish
from kit.jobs.queue import unlocked
from notifications.digest.chunk import Chunk
from notifications.digest.events import DigestsDue
from notifications.digest.models import Digest, DigestPlan
from notifications.digest.sections import DigestSection, in_order
from notifications.mail.models import Mail, MailKind, RefusedAddress
from notifications.mail.queue import new_mail, queue_mails

CHUNK = 500
# A window ends a little before its digest is made, so that everything in it is committed.
SETTLED = timedelta(minutes=2)


def start_due(now: datetime | None = None) -> int:
    """Share the people whose hour has come among the workers, in ranges; returns how many."""
    due = DigestPlan.objects.due(now or server_time.now()).order_by("user")
    ids = list(due.values_list("user", flat=True))
    for start in range(0, len(ids), CHUNK):
        of_one = ids[start : start + CHUNK]
        publish(DigestsDue(first_id=of_one[0], last_id=of_one[-1]))
    return len(ids)


@transaction.atomic
def make_digests(first_id: int, last_id: int, now: datetime | None = None) -> int:
    """Make what is due for the people of a range of ids; returns how many get a digest."""
    now = now or server_time.now()
    plans = {plan.user_id: plan for plan in _locked(first_id, last_id, now)}
    if not plans:
        return 0
    until = now - SETTLED
    reached = _reached(plan.user for plan in plans.values() if plan.told_until < until)
    chunk = Chunk({pk: plans[pk].told_until for pk in reached}, until)
    digests = _written(_digests(chunk, plans)) if reached else []
    _move_on(plans.values(), until, now)
    return len(digests)


def contents(chunk: Chunk, sections: Iterable[DigestSection]) -> dict[int, dict[str, Any]]:
    """What is new for these people: person to section to ids."""
    found: dict[int, dict[str, Any]] = {}
    for section in sections:
        for pk, new in (section.gather(chunk) if section.gather else {}).items():
            found.setdefault(pk, {})[section.name] = new
    return found


def _locked(first_id: int, last_id: int, now: datetime) -> list[DigestPlan]:
    due = DigestPlan.objects.due(now).filter(user__gte=first_id, user__lte=last_id)
    return list(unlocked(due).order_by("user").select_related("user"))


def _reached(users: Iterable[User]) -> set[int]:
    """Those of these people to whom a mail has a chance to arrive."""
    addresses = {user.email: user.pk for user in users if user.is_active and user.email}
    off = RefusedAddress.objects.off().filter(address__in=addresses)
    lost = {addresses[address] for address in off.values_list("address", flat=True)}
    return set(addresses.values()) - lost


def _digests(chunk: Chunk, plans: dict[int, DigestPlan]) -> list[Digest]:
    return [
        Digest(
            user=plans[pk].user,
            rhythm=plans[pk].rhythm,
            window_start=chunk.since[pk],
            window_end=chunk.until,
            content=content,
        )
        for pk, content in contents(chunk, in_order()).items()
    ]


def _written(digests: list[Digest]) -> list[Digest]:
    """Write them down, with what they tell and the mails that bring them."""
    Digest.objects.bulk_create(digests)
    for section in in_order():
        if section.mark_told and digests:
            section.mark_told(digests)
    if digests:
        queue_mails(_mail(digest) for digest in digests)
    return digests


def _mail(digest: Digest) -> Mail:
    key = f"{digest.user_id}.{digest.rhythm}.{digest.window_end:%Y%m%dT%H%M%S.%f}"
    return new_mail(digest.user, MailKind.DIGEST, key, {"digest": digest.pk})


def _move_on(plans: Iterable[DigestPlan], until: datetime, now: datetime) -> None:
    """The end of this window is the beginning of the next, with or without news."""
    moved = []
    for plan in plans:
        plan.told_until, plan.due_at = max(until, plan.told_until), plan.due_after(now)
        moved.append(plan)
    DigestPlan.objects.bulk_create(
        moved,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["told_until", "due_at"],
    )
