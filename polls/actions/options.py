"""Options that come and go while a poll is open."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.actions.photos import drop_photos
from feed.models import Photo
from kit.http.exceptions import Conflict
from kit.jobs.outbox import publish
from polls import policy
from polls.actions.polls import clean_option, fold, wrong_number
from polls.actions.votes import open_poll
from polls.events import PollChanged
from polls.limits import FEWEST_OPTIONS, MOST_OPTIONS
from polls.live import hint_poll
from polls.models import Option


@transaction.atomic
def add_option(*, by: User, poll_id: int, text: str) -> tuple[Option, bool]:
    """One more option, and whether this call made it: the same text again is the same option.

    Who added it is stored nowhere, so that it tells nothing about a vote.
    """
    poll = open_poll(by, poll_id)
    if not policy.can_add_option(by, poll):
        raise PermissionDenied
    text = clean_option(text)
    known = list(poll.options.all())
    for option in known:
        if option.folded == fold(text):
            return option, False
    if len(known) >= MOST_OPTIONS:
        raise wrong_number()
    position = max(option.position for option in known) + 1
    option = Option.objects.create(
        poll=poll, text=text, folded=fold(text), position=position, is_added=True
    )
    publish(PollChanged(poll_id=poll.pk))
    hint_poll(poll, "grew")
    return option, True


@transaction.atomic
def remove_option(*, by: User, poll_id: int, option_id: int) -> None:
    """Take an option away that nobody has chosen; of an anonymous poll, before anybody has voted,
    or trying would tell what the last one who voted has chosen."""
    poll = open_poll(by, poll_id)
    if not policy.can_manage_poll(by, poll):
        raise PermissionDenied
    option = poll.options.filter(pk=option_id).first()
    if option is None:
        raise Http404
    if poll.voter_count if poll.is_anonymous else option.vote_count:
        raise Conflict(
            "has_votes", _("Somebody has already chosen this option, so it cannot be removed.")
        )
    if poll.options.count() <= FEWEST_OPTIONS:
        raise wrong_number()
    drop_photos(Photo.objects.filter(pk=option.photo_id or 0))
    option.delete()
    publish(PollChanged(poll_id=poll.pk))
    hint_poll(poll, "grew")
