"""Saying what one is doing, and taking it back."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import locked
from accounts.events import AvailabilityChanged
from accounts.models import User
from accounts.status import STATUS_DAYS, STATUS_LENGTH, StatusKind
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish
from kit.live.hints import send_hint_to
from kit.text.rendering import clean

NOTHING = {"status": StatusKind.NONE.value, "status_words": "", "status_until": None}


@transaction.atomic
def set_status(*, by: User, kind: str, words: str = "", until: datetime | None) -> None:
    """Show everybody what `by` is doing, until `until`. Saying it twice is saying it once."""
    refuse_inactive(by)
    words = " ".join(clean(words).split())
    refuse_unknown_kind(kind)
    refuse_long_words(words)
    refuse_unlikely_end(until)
    write_status(by, status=kind, status_words=words, status_until=until)


@transaction.atomic
def clear_status(*, by: User) -> None:
    """Show no status of `by` any more. Clearing twice is clearing once."""
    refuse_inactive(by)
    write_status(by, **NOTHING)


def forget_old_statuses() -> int:
    """Remove what ended by itself; nobody has seen it since. Says how many there were."""
    return User.objects.filter(status_until__lte=timezone.now()).update(**NOTHING)


# --- parts -----------------------------------------------------------------------------------
def write_status(user: User, **columns: str | datetime | None) -> None:
    """Change these columns and nothing else; open windows follow, and what waits to ring."""
    now = timezone.now()
    before = locked(user).busy_until(now)
    User.objects.filter(pk=user.pk).update(**columns)
    for name, value in columns.items():
        setattr(user, name, value)
    if user.busy_until(now) != before:
        publish(AvailabilityChanged(user_id=user.pk))
    send_hint_to([user.pk], change="status")


def refuse_inactive(by: User) -> None:
    """Who has left says nothing any more."""
    if not by.is_active:
        raise PermissionDenied


def refuse_unknown_kind(kind: str) -> None:
    """Only the kinds we have an icon and a word for."""
    if not kind or kind not in StatusKind.values:
        raise Problem("invalid", _("Choose what you are doing."), field="kind")


def refuse_long_words(words: str) -> None:
    """A status stands beside a name."""
    if len(words) > STATUS_LENGTH:
        detail = _("This text is too long; at most %(limit)d characters fit.")
        values = {"limit": STATUS_LENGTH}
        raise Problem("too_long", detail % values, field="words", limit=STATUS_LENGTH)


def refuse_unlikely_end(until: datetime | None) -> None:
    """Every status ends by itself, in a time one can foresee."""
    now = timezone.now()
    if until is None or until <= now:
        raise Problem("invalid", _("Choose a time in the future."), field="until")
    if until > now + timedelta(days=STATUS_DAYS):
        detail = _("A status ends within %(limit)d days.") % {"limit": STATUS_DAYS}
        raise Problem("too_far", detail, field="until", limit=STATUS_DAYS)
