"""Voting. The poll is locked first, so all that is checked is still true when it counts."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.live import hint_settled
from accounts.models import User
from kit.database.bulk import insert, insert_all
from kit.database.prepared import changing, one_or_404, prepared
from kit.facts import outdate
from kit.http.exceptions import Conflict, Problem
from polls.limits import ANONYMOUS_VOTES
from polls.live import hint_poll
from polls.models import Option, Participation, Poll, Vote


@transaction.atomic
def vote(*, by: User, poll_id: int, option_ids: Collection[int]) -> None:
    """Make `option_ids` the vote of `by`, in place of an earlier one. Twice is once.

    Not visible is Http404. Raises Problem after the end, for options of another poll, for too
    many of them, and for a second vote in an anonymous poll, where nobody knows the first.
    """
    poll = open_poll(by, poll_id)
    options = _options(by, poll.pk)
    wanted = _wanted(poll, options, option_ids)
    took_part = options[0].took_part
    if poll.is_anonymous and took_part:
        raise _unknown_vote()
    before = {option.pk for option in options if option.is_mine}
    if took_part and before == wanted:
        return
    if not took_part:
        insert(Participation(poll=poll, user=by))
        _count_voter(poll.pk)
    _count(poll, by, wanted - before, before - wanted)
    if poll.is_anonymous:
        take_step(poll)
    hint_poll(poll, "voted")
    hint_settled(by.pk)


@transaction.atomic
def withdraw_vote(*, by: User, poll_id: int) -> None:
    """Take the own vote back, if there is one, while the poll is open."""
    poll = open_poll(by, poll_id)
    options = _options(by, poll.pk)
    if not options[0].took_part:
        return
    if poll.is_anonymous:
        raise _unknown_vote()
    Participation.objects.filter(poll=poll, user=by).delete()
    Poll.objects.filter(pk=poll.pk).update(voter_count=F("voter_count") - 1)
    _count(poll, by, set(), {option.pk for option in options if option.is_mine})
    hint_poll(poll, "voted")
    outdate([by.pk])  # it waits again


def open_poll(by: User, pk: int) -> Poll:
    """The poll, locked until the end of the transaction; Http404, or Conflict after its end."""
    poll = locked_poll(by, pk)
    if not poll.is_open:
        raise Conflict("ended", _("This poll has ended."))
    return poll


def locked_poll(by: User, pk: int) -> Poll:
    """The poll as `by` may read it, locked until the end of the transaction, or Http404."""
    return one_or_404(_locked(by, pk))


@prepared
def _locked(by: User, pk: int) -> QuerySet[Poll]:
    visible = Poll.objects.visible_to(by).with_container()
    return visible.select_for_update(of=("self",)).filter(pk=pk)


@prepared
def _options(by: User, poll_id: int) -> QuerySet[Option]:
    """The options with what `by` did, asked after the lock: it must see what others did before."""
    return Option.objects.filter(poll=poll_id).with_marks_of(by)


def _wanted(poll: Poll, options: list[Any], option_ids: Collection[int]) -> set[int]:
    wanted = set(option_ids)
    if not wanted:
        raise Problem("empty", _("Choose an option first."), field="options")
    if not wanted <= {option.pk for option in options}:
        gone = _("This option is no longer there. Please look at the options again.")
        raise Problem("unknown_option", gone, field="options")
    if len(wanted) > 1 and not poll.is_multiple:
        raise Problem("too_many_options", _("Choose one option only."), field="options", limit=1)
    return wanted


def take_step(poll: Poll) -> None:
    """With every fifth vote in the locked `poll`, let its result move by the five before.

    So nobody who sees a colleague vote sees the bars move by that vote, and the last five are
    held back: the end differs by five votes as well, whenever it comes.
    """
    if (poll.voter_count + 1) % ANONYMOUS_VOTES:  # the row was read before this vote
        return
    Option.objects.filter(poll=poll).update(shown_count=F("next_count"), next_count=F("vote_count"))
    Poll.objects.filter(pk=poll.pk).update(
        shown_voters=F("next_voters"), next_voters=F("voter_count")
    )


def _unknown_vote() -> Conflict:
    return Conflict(
        "voted",
        _("Your vote is counted. Nobody knows which one it is, so it cannot be changed."),
    )


def _count(poll: Poll, by: User, added: set[int], removed: set[int]) -> None:
    """Move the counters; in a named poll the rows with them."""
    if removed:
        Vote.objects.filter(option__in=removed, user=by).delete()
        Option.objects.filter(poll=poll, pk__in=removed).update(vote_count=F("vote_count") - 1)
    _count_votes(poll.pk, sorted(added))
    if not poll.is_anonymous:
        insert_all(Vote(option_id=pk, user=by) for pk in sorted(added))


@changing
def _count_voter(poll_id: int) -> tuple[QuerySet[Poll], dict[str, Any]]:
    return Poll.objects.filter(pk=poll_id), {"voter_count": F("voter_count") + 1}


@changing
def _count_votes(poll_id: int, option_ids: list[int]) -> tuple[QuerySet[Option], dict[str, Any]]:
    chosen = Option.objects.filter(poll=poll_id, pk__in=option_ids)
    return chosen, {"vote_count": F("vote_count") + 1}
