"""Asking, beginning and closing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.actions import post_outcome_note
from chat.models import Message
from feed.actions import create_post
from feed.actions.photos import attach_photos, drop_photos
from feed.models import Photo, Post
from kit.embeds import NewEmbed
from kit.facts import outdate_everybody
from kit.http.exceptions import Problem
from kit.jobs.for_each import for_each
from kit.jobs.outbox import publish
from kit.text.rendering import clean
from polls import policy
from polls.events import PollClosed, PollEndsSoon
from polls.limits import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH, POLL_DAYS
from polls.live import hint_poll
from polls.models import Option, Poll

EMBED = "poll"  # under which posts and messages carry it


class NewOption(NamedTuple):
    """What an option says and, by the key of a waiting photo, shows."""

    text: str
    photo: str = ""


@dataclass(frozen=True)
class Rules:
    """What the author decides before anybody votes. The end is a time, or a time from now."""

    is_multiple: bool = False
    is_anonymous: bool = False
    lists_voters: bool = False
    allows_options: bool = False
    results: str = Poll.Results.VOTED
    ends_at: datetime | None = None
    duration: timedelta | None = None


def create_poll(
    *, by: User, options: Sequence[NewOption], rules: Rules | None = None, **post: Any
) -> Poll:
    """Publish a post with a poll; `post` is what `create_post` takes, the client id included.

    The same `client_id` again returns the first poll; with other content it is a Conflict.
    """
    embed = new_poll(by=by, options=options, rules=rules or Rules())
    made = create_post(by=by, embed=embed, **post)
    poll = Poll.objects.filter(post=made.pk).first()
    if poll is None:  # made once and deleted since: repeating does not revive it
        raise Problem("deleted", _("This poll was deleted."), status=409)
    poll.post = made
    return poll


def new_poll(*, by: User, options: Sequence[NewOption], rules: Rules) -> NewEmbed:
    """The poll of a post or message to be. Raises Problem for options that cannot be
    taken."""
    options = [NewOption(clean_option(text), photo) for text, photo in options]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise wrong_number()
    if len({fold(option.text) for option in options}) < len(options):
        raise Problem("same_option", _("Two options are the same."), field="options")
    if rules.is_anonymous and rules.lists_voters:
        detail = _("An anonymous poll cannot show who voted for what.")
        raise Problem("contradiction", detail, field="lists_voters")
    # Photos are left out: a form sent twice uploads them twice, and is the same all the same.
    content = {"options": [option.text for option in options], **asdict(rules)}
    return NewEmbed(EMBED, content, lambda container: _create(by, container, options, rules))


def clean_option(text: str) -> str:
    """One line, cleaned. Raises Problem when it is empty or too long."""
    text = " ".join(clean(text).split())
    if not text:
        raise Problem("empty", _("Write an option first."), field="options")
    if len(text) > OPTION_LENGTH:
        most = {"limit": OPTION_LENGTH}
        detail = _("An option may have at most %(limit)d characters.") % most
        raise Problem("too_long", detail, field="options", limit=OPTION_LENGTH)
    return text


def fold(text: str) -> str:
    """The form in which options are compared."""
    return text.casefold()[: 2 * OPTION_LENGTH]


def wrong_number() -> Problem:
    """Too few options, or too many."""
    numbers = {"least": FEWEST_OPTIONS, "limit": MOST_OPTIONS}
    detail = _("A poll has %(least)d to %(limit)d options.") % numbers
    return Problem("wrong_number", detail, field="options", limit=MOST_OPTIONS)


def _create(by: User, container: Post | Message, options: list[NewOption], rules: Rules) -> None:
    stored = asdict(rules)
    if rules.duration and not _is_draft(container):
        stored |= {"ends_at": timezone.now() + rules.duration, "duration": None}
    _check_end(stored["ends_at"])
    if isinstance(container, Post) and not _is_draft(container):
        outdate_everybody()  # it waits for the members of its spaces
    place = {"message" if isinstance(container, Message) else "post": container}
    Poll.objects.filter(**place).delete()
    poll = Poll.objects.create(**place, **stored)
    Option.objects.bulk_create(
        Option(
            poll=poll,
            text=option.text,
            folded=fold(option.text),
            position=position,
            photo=_photo(by, container, option.photo),
        )
        for position, option in enumerate(options)
    )
    if isinstance(container, Post):
        kept = [option.photo for option in options]
        drop_photos(container.photos.filter(lent=True).exclude(key__in=kept))


def _is_draft(container: Post | Message) -> bool:
    """Whether it is carried by a post that nobody reads yet."""
    return isinstance(container, Post) and bool(container.carries)


def drop_poll(post: Post) -> None:
    """Take the poll away from a draft."""
    Poll.objects.filter(post=post).delete()
    drop_photos(post.photos.filter(lent=True))


def check_poll(post: Post, moment: datetime) -> None:
    """Raise a Problem when the poll of a draft would be over before it is read."""
    if Poll.objects.filter(post=post, ends_at__lte=moment).exists():
        detail = _("The poll would end before it is published. Give it a later end.")
        raise Problem("past", detail, field="ends_at")


@transaction.atomic
def begin_poll(*, post_id: int) -> None:
    """Let the poll of a draft last from the publication of its post on. Twice is once."""
    waiting = Poll.objects.filter(post=post_id, ends_at=None, duration__isnull=False)
    for poll in waiting.select_related("post"):
        ends_at = poll.post.published_at + poll.duration  # type: ignore[union-attr, operator]
        Poll.objects.filter(pk=poll.pk, ends_at=None).update(ends_at=ends_at, duration=None)


def _check_end(ends_at: datetime | None) -> None:
    now = timezone.now()
    if ends_at and ends_at <= now:
        raise Problem("past", _("The end must be in the future."), field="ends_at")
    if ends_at and ends_at > now + timedelta(days=POLL_DAYS):
        detail = _("A poll may last at most %(limit)d days.") % {"limit": POLL_DAYS}
        raise Problem("too_far", detail, field="ends_at", limit=POLL_DAYS)


def _photo(by: User, container: Post | Message, key: str) -> Photo | None:
    """The waiting photo of an option: it belongs to the post, but is not among its photos.
    Options in conversations have none."""
    if not key or isinstance(container, Message):
        return None
    if known := container.photos.filter(lent=True, key=key).first():
        return known
    attach_photos(by, [key], post=container, lent=True)
    return Photo.objects.get(key=key)


@transaction.atomic
def close_poll(*, by: User, poll: Poll) -> None:
    """End the poll now, for good, and post its result. Closing twice is closing once."""
    if not policy.can_manage_poll(by, poll):
        raise PermissionDenied
    _close(poll.pk, by.pk)


def close_due_polls() -> int:
    """End every poll whose time is over; returns how many this call closed."""
    due = Poll.objects.overdue(timezone.now()).values_list("pk", flat=True)
    return sum(for_each(due, _close))


def remind_of_ending_polls() -> int:
    """Say once of every poll that its last day has begun. The event names nobody."""
    ending = Poll.objects.ending(timezone.now())
    return sum(for_each(ending.values_list("pk", flat=True), _remind_once))


@transaction.atomic
def _remind_once(pk: int) -> int:
    reminded = Poll.objects.filter(pk=pk, reminded_at=None).update(reminded_at=timezone.now())
    if reminded:
        publish(PollEndsSoon(poll_id=pk))
    return reminded


@transaction.atomic
def _close(pk: int, by_id: int | None = None) -> bool:
    """The update finds the poll open for one request only, so the result is posted once."""
    if not Poll.objects.filter(pk=pk, closed_at=None).update(closed_at=timezone.now()):
        return False
    poll = Poll.objects.with_container().get(pk=pk)
    publish(PollClosed(poll_id=pk, by_id=by_id))
    hint_poll(poll, "closed")
    if poll.message:
        post_outcome_note(message=poll.message)
    return True
