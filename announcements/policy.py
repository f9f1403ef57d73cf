"""Who may write and review announcements and see their reports."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.availability.policy import may_send_urgently
from accounts.models import User, UserQuerySet
from accounts.policy import EDITORS
from spaces.models import Space, SpaceKind, SpaceQuerySet


def is_editor(user: User | AnonymousUser) -> bool:
    """Editors and administrators write for the whole company."""
    if not isinstance(user, User):
        return False
    return user.is_active and user.role in EDITORS


def may_address(user: User) -> SpaceQuerySet:
    """The spaces an editor may announce in: what he or she may read. Audiences come by rule."""
    return Space.objects.visible_to(user).without_audiences().living()


def may_show_names() -> bool:
    """Whether the company allows lists of names; an announcement must have said so, too."""
    return bool(settings.CONFIRMATION_NAMES)


def wants_review(chosen: bool) -> bool:
    """Whether somebody else has to read it first: the author's wish or the company's rule."""
    return chosen or bool(settings.NEWS_SECOND_EYES)


def may_call_urgently(user: User, is_out: bool) -> bool:
    """Whether an editor may have the audience of what is published reached at any hour."""
    return is_out and is_editor(user) and may_send_urgently(user)


def may_approve(user: User, author_id: int) -> bool:
    """Another editor than the one who wrote the version."""
    return is_editor(user) and user.pk != author_id


def reviewers(spaces: Iterable[Space], author_id: int) -> UserQuerySet:
    """The editors who may approve what `author_id` wrote for these spaces: of closed ones only
    those who may read them."""
    people: Any = User.objects.active().filter(role__in=EDITORS).exclude(pk=author_id)
    for space in spaces:
        if space.kind != SpaceKind.AUDIENCE:
            people = people.filter(pk__in=space.readers().values("pk"))
    return people
