"""A poll as one person sees it: what may be chosen, what was chosen, and the result if it shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from chat.models import Conversation, Message, Participant
from feed import timeline
from feed.models import Photo, Placement, Post
from kit.database.prepared import prepared
from kit.text import rendering
from polls import policy, poll_view
from polls.limits import MOST_OPTIONS
from polls.live import everyone
from polls.models import Option, Poll

OUTCOME_LENGTH = 60
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def of_poll(user: User, pk: int) -> poll_view.PollView:
    """One poll as `user` may see it now, or Http404."""
    posts = _post_of(user, pk)
    timeline.bring_spaces(user, posts)
    below = attach(posts, user)
    found = below or attach_to_messages(_messages(user, poll=pk), user)
    for shown in found.values():
        return shown
    raise Http404


def of_polls(user: User, polls: Iterable[Poll]) -> list[poll_view.PollView]:
    """These polls as `user` sees them, in their order; they come from `visible_to`."""
    polls = list(polls)
    posts = [poll.post_id for poll in polls if poll.post_id]
    messages = [poll.message_id for poll in polls if poll.message_id]
    cards = timeline.feet(user, posts)
    timeline.bring_spaces(user, cards)
    below = attach(cards, user)
    within = attach_to_messages(_messages(user, pk__in=messages), user)
    found = (below.get(poll.post_id or 0) or within.get(poll.message_id or 0) for poll in polls)
    return [shown for shown in found if shown]


@prepared
def _post_of(user: User, poll_id: int) -> QuerySet[Post]:
    """The post with no more than what decides about rights."""
    return Post.objects.visible_to(user).filter(poll=poll_id).as_cards(user)


def _messages(user: User, **which: Any) -> list[Message]:
    """The messages with what decides about rights, which is asked once for each conversation."""
    readable = Message.objects.visible_to(user).living().filter(**which)
    found = list(readable.select_related("author"))
    around = Conversation.objects.visible_to(user).with_participation_of(user).as_moderated_by(user)
    by_id = around.select_related("space").in_bulk({one.conversation_id for one in found})
    for message in found:
        message.conversation = by_id[message.conversation_id]
    return found


def attach(posts: list[Post], user: User) -> dict[int, poll_view.PollView]:
    """The polls of these posts, by post, in one query for all of them."""
    by_post = {post.pk: post for post in posts}
    return {
        pk: seen(user, poll, options, post=by_post[pk])
        for poll, options in _by_poll(_options_below(user, list(by_post)))
        if (pk := poll.post_id)
    }


def attach_to_messages(messages: Iterable[Message], user: User) -> dict[int, poll_view.PollView]:
    """The polls of these messages, by message, in one query for all of them."""
    by_message = {message.pk: message for message in messages}
    return {
        pk: seen(user, poll, options, message=by_message[pk])
        for poll, options in _by_poll(_options_within(user, list(by_message)))
        if (pk := poll.message_id)
    }


def with_pictures(shown: poll_view.PollView, pictures: Mapping[int, Photo]) -> poll_view.PollView:
    """The same poll with these pictures of its options, by id."""
    options = (
        replace(row, photo=row.photo and pictures.get(row.photo.pk)) for row in shown.options
    )
    return replace(shown, options=tuple(options))


def cache_key(shown: poll_view.PollView) -> object:
    """All of it shows; in this language, at this minute."""
    return shown, shown.turnout


def outcome(shown: poll_view.PollView, words: str) -> str:
    """What a conversation says of a poll that has ended, on one line; `words` are its question."""
    said = {"question": rendering.excerpt(words, OUTCOME_LENGTH)}
    leading = [row for row in shown.options if row.leads]
    if not leading:
        return _("The poll “%(question)s” has ended") % said
    options = rendering.excerpt(", ".join(row.text for row in leading), OUTCOME_LENGTH)
    said |= {"options": options, "percent": str(leading[0].percent)}
    return _("Result of “%(question)s”: %(options)s, %(percent)s percent") % said


@prepared
def _options_below(user: User, posts: list[int]) -> QuerySet[Any]:
    places = Placement.objects.filter(post=OuterRef("poll__post")).order_by().values("post")
    return _options(user, places).filter(poll__post__in=posts)


@prepared
def _options_within(user: User, messages: list[int]) -> QuerySet[Any]:
    inside = OuterRef("poll__message__conversation")
    people = Participant.objects.present().filter(conversation=inside)
    grouped = people.order_by().values("conversation")
    return _options(user, grouped).filter(poll__message__in=messages)


def _options(user: User, counted: QuerySet[Any]) -> QuerySet[Any]:
    """Options with what `user` did; `counted` are groups of what is around."""
    around = Subquery(counted.annotate(n=Count("pk")).values("n"))
    marked = Option.objects.with_marks_of(user).annotate(around=around)
    return marked.select_related("poll", "photo")


def _by_poll(found: list[Any]) -> Iterable[tuple[Poll, list[Any]]]:
    by_poll: dict[int, list[Any]] = defaultdict(list)
    for option in found:
        by_poll[option.poll_id].append(option)
    return [(options[0].poll, options) for options in by_poll.values()]


def seen(user: User, poll: Poll, options: list[Any], **container: Any) -> poll_view.PollView:
    """One poll, from its options as `_options` reads them, in the post or message `container`."""
    for name, thing in container.items():
        setattr(poll, name, thing)
    message, took_part = poll.message, options[0].took_part
    shows = policy.shows_results(poll, took_part)
    return poll_view.PollView(
        pk=poll.pk,
        post=poll.post_id,
        conversation=message.conversation_id if message else None,
        seq=message.seq if message else None,
        address=poll.container.get_absolute_url(),
        author=poll.container.author.name,
        is_multiple=poll.is_multiple,
        is_anonymous=poll.is_anonymous,
        lists_voters=poll.lists_voters,
        results=poll.results,
        is_open=poll.is_open,
        ends_at=poll.ends_at,
        closed_at=poll.closed_at,
        left=left(poll),
        voter_count=poll.voter_count,
        counted_voters=poll.counted_voters,
        reader_count=_readers(poll, options[0].around or 0),
        took_part=took_part,
        shows_results=shows,
        can_add_option=len(options) < MOST_OPTIONS and policy.can_add_option(user, poll),
        can_manage=policy.can_manage_poll(user, poll),
        can_list_votes=policy.can_list_votes(user, poll),
        options=_options_seen(poll, options, shows),
    )


def _options_seen(poll: Poll, options: list[Any], shows: bool) -> tuple[poll_view.OptionView, ...]:
    for option in options:
        option.poll = poll
    most = max(option.counted for option in options)
    return tuple(
        poll_view.OptionView(
            pk=option.pk,
            text=option.text,
            photo=option.photo,
            is_added=option.is_added,
            is_mine=option.is_mine,
            count=option.counted if shows else None,
            percent=share(option.counted, poll.counted_voters) if shows else None,
            leads=shows and most > 0 and option.counted == most,
        )
        for option in options
    )


def share(count: int, voters: int) -> int:
    """How many percent of the voters chose an option."""
    return (200 * count + voters) // (2 * voters) if voters else 0


def _readers(poll: Poll, around: int) -> int | None:
    """How many people may vote, where that is known to everybody who reads: in a conversation,
    or in one space only. `around` are the people of the one, or the spaces of the other.

    Who left has voted nevertheless, so it is never less than the votes.
    """
    if poll.message:
        return max(_people(poll.message.conversation, around), poll.voter_count)
    spaces = list(poll.post.spaces.all()) if around == 1 else []  # type: ignore[union-attr]
    if len(spaces) != 1:
        return None
    space = spaces[0]
    return max(space.reach(everyone), poll.voter_count)


def _people(conversation: Conversation, around: int) -> int:
    return conversation.space.member_count if conversation.space else around


def left(poll: Poll) -> str:
    """How long the poll is still open, as people say it."""
    if not poll.is_open or poll.ends_at is None:
        return ""
    rest = poll.ends_at - timezone.now()
    if (n := round(rest / DAY)) > 1:
        return ngettext("%(n)s day left", "%(n)s days left", n) % {"n": n}
    if (n := round(rest / HOUR)) > 1:
        return ngettext("%(n)s hour left", "%(n)s hours left", n) % {"n": n}
    n = max(1, round(rest / MINUTE))
    return ngettext("%(n)s minute left", "%(n)s minutes left", n) % {"n": n}
