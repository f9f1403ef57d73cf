"""Who has to confirm what: now, and at any past moment.

A duty is never stored. It follows from rows that only grow: the versions of an announcement, each
with its audience and dates, and the stays of people in spaces.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.models import User, UserQuerySet
from announcements.models import Announcement, Confirmation, Version
from feed.models import Placement
from kit.database.prepared import prepared
from spaces.models import Membership, MembershipPeriod, Space
from spaces.rules import Rule


def audience(announcement: Announcement) -> UserQuerySet:
    """The active people an announcement is for: members of its spaces, each once."""
    spaces = [placement.space_id for placement in announcement.post.placements.all()]
    return people_of(spaces, None)


def is_asked(person_id: int, post_id: int) -> bool:
    """Whether this person is among the audience."""
    return bool(_in_audience(person_id, post_id))


@prepared
def _in_audience(person_id: int, post_id: int) -> Any:
    spaces = Placement.objects.filter(post=post_id).values("space")
    return people_of(spaces, None).filter(pk=person_id).values_list("pk", flat=True)


def people_of(spaces: Collection[Space | int] | QuerySet[Any], rule: Rule | None) -> UserQuerySet:
    """Everybody who belongs to one of `spaces` or fits `rule`, once each.

    As a list of ids that does not depend on the person: with a question per person a crowd of ten
    thousand took minutes on a database that had not counted its rows yet.
    """
    wanted = Q(pk__in=Membership.objects.filter(space__in=spaces).values("user"))
    if rule:
        wanted |= Q(pk__in=rule.people().values("pk"))
    return User.objects.active().without_bots().filter(wanted)


def with_confirmation(announcement: Announcement) -> Any:
    """The audience, each with `has_confirmed` for the version that is required now."""
    done = Confirmation.objects.filter(version=announcement.required_id).values("user")
    has_confirmed = ExpressionWrapper(Q(pk__in=done), BooleanField())
    return audience(announcement).annotate(has_confirmed=has_confirmed)


def open_people(announcement: Announcement) -> UserQuerySet:
    """Who still has to confirm at this moment."""
    if not announcement.is_required:
        return User.objects.none()
    people: UserQuerySet = with_confirmation(announcement).filter(has_confirmed=False)
    return people


def required_at(announcement: Announcement, moment: datetime) -> Version | None:
    """The version that had to be confirmed at `moment`, if any."""
    gone = announcement.post.deleted_at
    last = _last_said(announcement, moment)
    if last is None or last.confirm_by is None or not last.is_in_force_at(moment):
        return None
    if gone is not None and gone <= moment:
        return None
    material = announcement.versions.filter(is_material=True, number__lte=last.number)
    return material.order_by("-number").first()


def asked_at(announcement: Announcement, moment: datetime) -> UserQuerySet:
    """The people who had to confirm `required_at` at `moment`, whether they had or not."""
    last = _last_said(announcement, moment)
    if last is None or required_at(announcement, moment) is None:
        return User.objects.none()
    there = MembershipPeriod.objects.filter(space__in=last.spaces.all(), began_at__lte=moment)
    there = there.filter(Q(ended_at=None) | Q(ended_at__gt=moment))
    people = User.objects.without_bots()
    return people.filter(Exists(there.filter(user=OuterRef("pk"))))


def open_at(announcement: Announcement, moment: datetime) -> UserQuerySet:
    """The people of `asked_at` who had not confirmed yet."""
    version = required_at(announcement, moment)
    done = Confirmation.objects.filter(version=version, server_at__lte=moment)
    return asked_at(announcement, moment).exclude(Exists(done.filter(user=OuterRef("pk"))))


def _last_said(announcement: Announcement, moment: datetime) -> Version | None:
    return announcement.versions.filter(said_at__lte=moment).order_by("-number").first()
