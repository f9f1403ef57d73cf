"""Quiet time in the list of conversations: one's own, and colleagues who have days off."""

from typing import Any

from django.utils import timezone

from accounts.availability.queries import plans_of
from accounts.availability.texts import back_words, own_words
from accounts.models import User


def mark_quiet(user: User, listed: list[Any]) -> tuple[str, str]:
    """The quiet time of `user` in words; each conversation learns whether its partner is off.

    That evenings and nights are quiet goes without saying; a list that says so in every row would
    say nothing.
    """
    now = timezone.now()
    partners = {one.pk: one.partner.pk for one in listed if one.partner and not one.partner.is_bot}
    plans = plans_of({user.pk, *partners.values()}, now)
    for one in listed:
        plan = plans.get(partners.get(one.pk, 0))
        is_off = plan is not None and plan.is_off(now)
        one.away_words = back_words(plan.next_ring(now), now) if plan and is_off else ""
    return own_words(plans[user.pk], now)
