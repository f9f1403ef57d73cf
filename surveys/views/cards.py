"""What pages show of a survey besides its row."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from kit.database.prepared import one_or_404, prepared
from surveys import policy
from surveys.models import Survey


def found(user: User, pk: int) -> Survey:
    """The survey, as `user` stands to it, or 404."""
    survey: Survey = one_or_404(_found(user, pk))
    return survey


@prepared
def _found(user: User, pk: int) -> QuerySet[Survey]:
    rows = Survey.objects.visible_to(user).with_membership_of(user).select_related("author")
    return rows.filter(pk=pk)


def rights(user: User, survey: Survey) -> dict[str, Any]:
    """What the buttons of a page depend on."""
    return {
        "survey": survey,
        "is_mine": policy.can_change_survey(user, survey),
        "may_take_part": survey.is_open and survey.asks_me and not survey.took_part,
        "may_see_results": bool(survey.published_at) and policy.can_see_results(user, survey),
        "may_share": policy.can_share_results(user, survey),
    }
