"""Bots: programs that take part in conversations under a name of their own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, policy
from accounts.actions.people import (
    free_handle,
    handle_of,
    locked,
    refuse_taken,
    taken_meanwhile,
    write,
)
from accounts.actions.tokens import create_token
from accounts.events import ProfileChanged
from accounts.models import ApiToken, User
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish

# A bot hears of what concerns it by its webhook; it may write, but not look around.
BOT_SCOPES = (ApiToken.Scope.CHAT_WRITE,)


@transaction.atomic
def create_bot(
    *, by: User | None, name: str, responsible: User, handle: str = ""
) -> tuple[User, str]:
    """Add a bot that `responsible` answers for, and its key: the only time anybody sees it.

    A bot belongs to no space until somebody lets it in, and nobody signs in as one. Raises
    Problem for names that mislead and Conflict for a handle that somebody has or had.
    """
    _refuse_stranger(by)
    _refuse_nobody(responsible)
    bot = User(is_bot=True, responsible=responsible)
    bot.handle = handle_of(handle) or free_handle(name, "")
    write(bot, {"first_name": name, "staff_number": f"bot-{bot.handle}"})
    bot.set_password(None)
    refuse_taken(bot)
    with taken_meanwhile():
        bot.save(force_insert=True)
    audit.note(by=by, action="accounts.create_bot", about=bot)
    return bot, _new_key(bot)


@transaction.atomic
def change_bot(*, by: User | None, bot: User, name: str, responsible: User) -> User:
    """Give `bot` another name, or somebody else to answer for it."""
    _refuse_stranger(by)
    if responsible.pk != bot.responsible_id:
        _refuse_nobody(responsible)
    row = locked(bot)
    write(row, {"first_name": name})
    row.responsible = responsible
    row.save()
    publish(ProfileChanged(user_id=row.pk))
    return row


@transaction.atomic
def renew_bot_key(*, by: User | None, bot: User) -> str:
    """A new key of `bot`, shown this once; every older one is useless from now on."""
    _refuse_stranger(by)
    bot = locked(bot)  # of two new keys at once one must be the older
    if not bot.is_bot or not bot.is_active:
        raise PermissionDenied
    bot.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    audit.note(by=by, action="accounts.renew_bot_key", about=bot)
    return _new_key(bot)


def _refuse_stranger(by: User | None) -> None:
    if not policy.may_manage_people(by):
        raise PermissionDenied


def _refuse_nobody(responsible: User) -> None:
    if responsible.is_bot or not responsible.is_active:
        detail = _("Choose a person who works here.")
        raise Problem("invalid_choice", detail, field="responsible")


def _new_key(bot: User) -> str:
    return create_token(by=bot, name=bot.name, scopes=BOT_SCOPES)[1]
