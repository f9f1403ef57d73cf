"""What people decide about their digests, and keeping plans for everybody."""

from datetime import time

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from kit.database import server_time
from kit.database.prepared import prepared
from notifications.digest.models import DigestPlan
from notifications.digest.schedule import Rhythm

BATCH = 1000


@transaction.atomic
def set_digest_plan(*, by: User, rhythm: str, hour: time, weekday: int) -> DigestPlan:
    """Say when `by` gets digests. Who begins anew is told what happens from now on."""
    now = server_time.now()
    DigestPlan.objects.get_or_create(user=by)  # one of several at once makes it
    plan = DigestPlan.objects.select_for_update().get(user=by)
    if plan.rhythm == Rhythm.NONE:
        plan.told_until = now
    plan.rhythm, plan.hour, plan.weekday = rhythm, hour, weekday
    plan.due_at = plan.due_after(now)
    plan.save()
    return plan


@transaction.atomic
def set_rhythm(*, by: User, rhythm: str) -> DigestPlan:
    """Change how often, and nothing else."""
    plan = plan_of(by)
    return set_digest_plan(by=by, rhythm=rhythm, hour=plan.hour, weekday=plan.weekday)


def stop_digest(user: User) -> None:
    """Send `user` no more digests."""
    set_rhythm(by=user, rhythm=Rhythm.NONE)


def plan_of(user: User) -> DigestPlan:
    """The plan of `user`, stored or as it will be."""
    for plan in _stored_plan(user):
        return plan
    return DigestPlan(user=user, rhythm=settings.DIGEST_RHYTHM)


@prepared
def _stored_plan(user: User) -> QuerySet[DigestPlan]:
    return DigestPlan.objects.filter(user=user.pk)


def plan_for_everybody() -> None:
    """Give those who have none the plan of the company."""
    people = User.objects.active().without_bots().filter(digest_plan=None).order_by("pk")
    now = server_time.now()
    while found := list(people[:BATCH]):
        plans = [DigestPlan(user=user, rhythm=settings.DIGEST_RHYTHM) for user in found]
        for plan in plans:
            plan.due_at = plan.due_after(now)
        DigestPlan.objects.bulk_create(plans, ignore_conflicts=True)


def plan_again(user_id: int) -> None:
    """Follow the clock of a person who may have moved; what is due already stays due."""
    now = server_time.now()
    for plan in DigestPlan.objects.filter(user=user_id, due_at__gt=now).select_related("user"):
        DigestPlan.objects.filter(pk=plan.pk, due_at=plan.due_at).update(due_at=plan.due_after(now))


def begin_anew(user_id: int) -> None:
    """Let the next window of a person begin now."""
    DigestPlan.objects.filter(user=user_id).update(told_until=server_time.now())
