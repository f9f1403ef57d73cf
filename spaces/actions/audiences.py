"""Audiences: spaces whose members follow from a rule, when a profile changes and every night."""

import secrets

from django.db import transaction
from django.db.models import F

from accounts.models import User
from kit.database.idempotency import retry_on_conflict
from kit.jobs.for_each import for_each
from kit.live.hints import access_changed
from spaces.actions.membership import admit, dismiss, locked
from spaces.models import AudienceRule, Membership, MembershipPeriod, Space, SpaceKind
from spaces.rules import Rule, read_rule

BATCH = 1_000


@retry_on_conflict
def audience_of(*, by: User, rule: Rule) -> Space:
    """The space of everybody who fits `rule`; equal rules share one. `sync_audience` fills it."""
    known = AudienceRule.objects.filter(digest=rule.digest).select_related("space").first()
    if known:
        return known.space
    space = Space.objects.create(
        name=rule.name,
        slug=f"audience-{secrets.token_hex(8)}",
        kind=SpaceKind.AUDIENCE,
        access=Space.Access.SECRET,
        author=by,
    )
    AudienceRule(space=space, any_of=rule.any_of, none_of=rule.none_of, digest=rule.digest).save(
        force_insert=True
    )
    return space


def rule_of(audience: AudienceRule) -> Rule:
    """The stored rule."""
    return read_rule(audience.any_of, audience.none_of)


@transaction.atomic
def sync_audience(*, space: Space) -> int:
    """Make exactly the people who fit members of this audience; how many came or went.

    Whole crowds at once: nobody is told, because nobody joined anything.
    """
    space = locked(space, by=None)
    fitting = set(rule_of(space.audience_rule).people().values_list("pk", flat=True))
    inside = set(space.memberships.values_list("user_id", flat=True))
    _let_in(space, fitting - inside)
    for pk in inside - fitting:
        dismiss(space, User(pk=pk), by=None)
    access_changed(fitting ^ inside)
    return len(fitting ^ inside)


def _let_in(space: Space, ids: set[int]) -> None:
    rows = [Membership(space=space, user_id=pk, seen_seq=space.post_seq) for pk in sorted(ids)]
    made = Membership.objects.bulk_create(rows, BATCH)
    periods = (
        MembershipPeriod(space=space, user_id=row.user_id, began_at=row.joined_at) for row in made
    )
    MembershipPeriod.objects.bulk_create(periods, BATCH)
    Space.objects.filter(pk=space.pk).update(member_count=F("member_count") + len(made))


@transaction.atomic
def sync_audiences_of(*, user: User) -> None:
    """Let one person into the audiences that fit now, and out of all others."""
    inside = Membership.objects.filter(user=user, space__kind=SpaceKind.AUDIENCE)
    belongs = set(inside.values_list("space_id", flat=True))
    for audience in AudienceRule.objects.select_related("space").order_by("pk"):
        fits = rule_of(audience).fits(user)
        if fits and audience.pk not in belongs:
            admit(locked(audience.space, by=None), user, by=None)
        elif not fits and audience.pk in belongs:
            dismiss(locked(audience.space, by=None), user, by=None)


def sync_all_audiences() -> int:
    """Put every audience right; how many people came or went."""
    rules = AudienceRule.objects.select_related("space").order_by("pk")
    return sum(for_each(rules, lambda audience: sync_audience(space=audience.space)))
