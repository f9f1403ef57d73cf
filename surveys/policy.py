"""Who may ask, take part and see. Pure predicates for actions, pages and API alike."""

from accounts.models import User
from accounts.policy import EDITORS
from spaces.models import Space, SpaceQuerySet
from surveys.models import ResultVisibility, Survey


def spaces_to_ask(user: User) -> SpaceQuerySet:
    """Spaces whose members `user` may ask: the own ones for editors, else those managed."""
    mine = Space.objects.of_member(user).living()
    if user.role in EDITORS:
        return mine
    return mine.managed_by(user)


def can_ask(user: User) -> bool:
    """Editors, administrators, and managers of a space."""
    return user.role in EDITORS or spaces_to_ask(user).exists()


def can_change_survey(user: User, survey: Survey) -> bool:
    """Only the author."""
    return user.pk == survey.author_id


def can_take_part(user: User, survey: Survey) -> bool:
    """Whoever is asked; `with_membership_of` brings the answer along."""
    if hasattr(survey, "asks_me"):
        return bool(survey.asks_me)
    return survey.audience().filter(pk=user.pk).exists()


def can_see_results(user: User, survey: Survey) -> bool:
    """Who asks at any time; everyone who is asked once it has been counted, where announced."""
    if user.pk == survey.author_id:
        return True
    return survey.shown_to == ResultVisibility.AUDIENCE and survey.closed_at is not None


def can_share_results(user: User, survey: Survey) -> bool:
    """Who asks, once it has been counted, where everyone who is asked may see them."""
    shown = survey.shown_to == ResultVisibility.AUDIENCE and survey.closed_at is not None
    return can_change_survey(user, survey) and shown
