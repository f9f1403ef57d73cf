"""What open pages are given when a poll moves: the poll itself, drawn once for each way to see it.

Own choice, role and authorship make ways of their own. What is drawn for all who see it alike is
what the first of them would fetch, so anonymity and the rules of results hold as they do there.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from chat.models import Participant
from feed.policy import moderating
from kit.live.hints import MOST_DRAWINGS, Hint, Reader, delivery
from polls import results
from polls.models import Participation, Poll, Vote
from spaces.models import Membership


@delivery("poll", "space", "post", "poll")
def deliver(pk: int, before: Hint | None, hint: Hint, readers: list[Reader]) -> dict[Reader, Hint]:
    """The poll as it is now, for each of `readers` who may read what it stands in.

    Votes of others are told without it where no result shows. One that is gone is told of by its
    number alone.
    """
    poll = Poll.objects.with_container().filter(pk=pk).first()
    if poll is None:
        return dict.fromkeys(readers, hint)
    people: dict[int, Any] = {one.pk: one for one in _people(poll, readers)}
    chosen = _chosen(poll, people)
    frames: dict[Any, Hint] = {}  # the same one for all who see the same
    found = {}
    for reader in readers:
        if (person := people.get(reader.person)) is None:
            continue
        is_author = person.pk == poll.container.author_id
        sees_as = (person.took_part, person.role, person.moderates, is_author)
        look = (reader.language, reader.zone, chosen[person.pk], sees_as)
        if look not in frames:
            is_drawn = len(frames) < MOST_DRAWINGS
            frames[look] = hint | _drawn(pk, hint, reader, person) if is_drawn else hint
        found[reader] = frames[look]
    return found


def _people(poll: Poll, readers: list[Reader]) -> QuerySet[User]:
    """Those of `readers` who may read it, with what makes them see it in their own way."""
    here = poll.container.readers().filter(pk__in={reader.person for reader in readers})
    voted = Participation.objects.filter(poll=poll, user=OuterRef("pk"))
    return here.annotate(took_part=Exists(voted), moderates=_managing(poll))


def _managing(poll: Poll) -> Exists:
    if not poll.message:
        return moderating(poll.container.pk)
    conversation = poll.message.conversation
    if conversation.space_id:
        return Exists(
            Membership.objects.managing(OuterRef("pk")).filter(space=conversation.space_id)
        )
    mine = Participant.objects.filter(conversation=conversation, user=OuterRef("pk"))
    return Exists(mine.filter(role=Participant.Role.MANAGER))


def _chosen(poll: Poll, people: dict[int, Any]) -> dict[int, frozenset[int]]:
    """What each of `people` has chosen; in an anonymous poll nobody knows."""
    found: dict[int, set[int]] = defaultdict(set)
    votes = Vote.objects.filter(option__poll=poll, user__in=people)
    for user, option in votes.values_list("user_id", "option_id"):
        found[user].add(option)
    return {pk: frozenset(found[pk]) for pk in people}


def _drawn(pk: int, hint: Hint, reader: Reader, person: Any) -> Hint:
    with translation.override(reader.language), timezone.override(reader.zone):
        try:
            shown = results.of_poll(person, pk)
        except Http404:  # gone meanwhile
            return {}
        if hint["change"] == "voted" and not shown.shows_results:
            return {}
        return {"html": render_to_string("polls/_poll.html", {"poll": shown})}
