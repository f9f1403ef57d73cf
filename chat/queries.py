"""Reading conversations: lists, windows of a conversation, what changed after a cursor.

Messages are numbered without gaps, so a window is a range of numbers: one walk along an index, as
quick at number 100,000 as at number 1, and no counting.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import directory
from accounts.availability.quiet_time import quiet_until
from accounts.models import User
from chat.limits import CATCH_UP, GROUP_PEOPLE
from chat.models import ChatFile, Conversation, Draft, Message, MessageKind, Participant, Planned
from chat.navigation import unread
from kit import limits
from kit.database import keyset
from kit.database.nested import Nested, rows_of
from kit.database.prepared import bring, hand_over, one_or_404, prepared
from kit.discovery import modules

BEFORE, AFTER = 24, 50  # messages around the unread line: about one screen above, several below
PINNED = 50
GROUPING_GAP = timedelta(minutes=5)  # messages of one person that close belong together
MOVED = ("-last_activity_at", "-id")
FACES = 4
BUSY = 3


# --- lists ---------------------------------------------------------------------------------------
def conversations(
    user: User, *, put_away: bool = False, after: str | None = None, size: int = limits.PAGE_SIZE
) -> keyset.Page:
    """Conversations of `user`, last written in first, ready to be shown; pinned ones apart."""
    if put_away or after or size != limits.PAGE_SIZE:
        mine = _mine(user)
        mine = (mine.put_away() if put_away else mine.kept()).filter(my_pinned_at=None)
        page = keyset.page(mine, order=MOVED, after=after, size=size)
    else:  # what nearly everybody asks
        page = keyset.page_of_rows(_last_moved(user), order=MOVED, size=size)
    completed(user, page.items)
    return page


def unread_of(user: User) -> QuerySet[Conversation]:
    """Unmuted ones with something new, last written in first, for `completed`."""
    return _mine(user).kept().unmuted().filter(unread__gt=0).order_by(*MOVED)


def pinned(user: User) -> list[Conversation]:
    """The conversations that `user` keeps at the top, last pinned first."""
    return completed(user, _pinned(user))


def _mine(user: User) -> Any:
    mine: Any = Conversation.objects.visible_to(user).begun().with_participation_of(user)
    rows = mine.select_related("space", "last_message__author", "last_message__about")
    files = ChatFile.objects.filter(message=OuterRef("last_message"))
    return rows.annotate(draft=_draft_of(user), last_files=Nested(files, *ChatFile.DRAWN))


def _draft_of(user: User) -> Any:
    """The text that `user` began in a conversation and did not send."""
    drafts = Draft.objects.filter(conversation=OuterRef("pk"), author=user)
    return Coalesce(Subquery(drafts.values("body")[:1]), Value(""), output_field=TextField())


@prepared
def _last_moved(user: User) -> QuerySet[Conversation]:
    # ids are sorted alone: the database would bring messages and people along for hundreds
    kept = _mine(user).kept().filter(my_pinned_at=None).order_by(*MOVED)
    first = kept.values("pk")[: limits.PAGE_SIZE + 1]
    return _mine(user).filter(pk__in=first).order_by(*MOVED)


@prepared
def _pinned(user: User) -> QuerySet[Conversation]:
    kept = _mine(user).filter(my_pinned_at__isnull=False)
    return kept.order_by("-my_pinned_at", "-pk")[:PINNED]


def completed(user: User, listed: list[Any]) -> list[Conversation]:
    """Rows of `_mine` with all that a list shows of them, also the files last written."""
    written = [one for one in listed if one.last_message]
    files = [rows_of(ChatFile, one.last_files) for one in written]
    hand_over([one.last_message for one in written], "files", files)
    return annotate(user, listed)


def annotate(user: User, listed: list[Any]) -> list[Conversation]:
    """Tell each conversation who reads it, and who the other one of two is."""
    partners = {pk for one in listed for pk in one.partner_ids if pk != user.pk}
    people = directory.by_ids(partners)
    for one in listed:
        one.partner = next((people[pk] for pk in one.partner_ids if pk in people), None)
        one.viewer_id = user.pk
    return listed


def unread_count(user: User) -> int:
    """How many conversations hold something new for `user`; muted ones do not count."""
    return next(iter(_unread(user)), 0)


@prepared
def _unread(user: User) -> QuerySet[Any]:
    return User.objects.filter(pk=user.pk).values_list(unread(), flat=True)


# --- one conversation -------------------------------------------------------------------------
def positions(user: User, pk: int) -> Conversation:
    """The conversation with the positions of `user`, or 404 like one that never was."""
    return one_or_404(_one_of_mine(user, pk))


@prepared
def _one_of_mine(user: User, pk: int) -> QuerySet[Conversation]:
    return _own(user).filter(pk=pk)


def _own(user: User) -> Any:
    mine = Conversation.objects.visible_to(user).with_participation_of(user).as_moderated_by(user)
    return mine.select_related("space")


def opened_conversation(user: User, pk: int) -> Conversation:
    """The conversation with everything its frame shows, or 404 like one that never was."""
    conversation: Any = one_or_404(_opened_conversation(user, pk))
    conversation.viewer_id = user.pk
    return _peopled(user, conversation)


@prepared
def _opened_conversation(user: User, pk: int) -> QuerySet[Conversation]:
    return opened(user).filter(pk=pk)


def opened(user: User) -> Any:
    """Own conversations with the rights, the draft and the plans that their frames show."""
    planned = Planned.objects.filter(conversation=OuterRef("pk"), author=user)
    count = planned.order_by().values("conversation").annotate(n=Count("pk")).values("n")
    return _own(user).annotate(
        draft=_draft_of(user),
        planned_count=Coalesce(Subquery(count, output_field=IntegerField()), 0),
    )


def _peopled(user: User, conversation: Any) -> Conversation:
    """Bring along who is here: all people of a pair or group, a few faces of a space."""
    if conversation.space_id:
        people = _some_members(conversation.space_id)
    else:
        people = _taking_part(conversation.pk)
    others = [person for person in people if person.pk != user.pk]
    conversation.partner = others[0] if conversation.partner_ids and others else None
    conversation.faces = others[:FACES]
    conversation.back = back_of(conversation.partner)
    conversation.busy = [person for person in others if person.is_busy][:BUSY]
    conversation.people_count = (
        conversation.space.member_count if conversation.space else len(people)
    )
    return conversation


def back_of(partner: User | None) -> datetime | None:
    """When the other one of two people can be reached again; None for now, and for bots."""
    is_person = partner and partner.is_active and not partner.is_bot
    return quiet_until(partner, timezone.now()) if partner and is_person else None


def people_of(conversation: Conversation) -> QuerySet[User]:
    """Everybody who takes part, also people of a pair who have left the company, by name."""
    if conversation.space_id:
        return _members(conversation.space_id)
    return _participants(conversation.pk)


@prepared
def _some_members(space_id: int) -> QuerySet[User]:
    return _members(space_id)[: FACES + BUSY]


@prepared
def _taking_part(pk: int) -> QuerySet[User]:
    return _participants(pk)[:GROUP_PEOPLE]


def _members(space_id: int) -> QuerySet[User]:
    return User.objects.active().filter(memberships__space=space_id).by_name()


def _participants(pk: int) -> QuerySet[User]:
    rows = {"chat_participations__conversation": pk, "chat_participations__left_at": None}
    return User.objects.filter(**rows).by_name()


def changes(user: User, conversation: Conversation, after: int) -> list[Message]:
    """What happened after the change number `after`, oldest first: new, edited and deleted
    messages, reactions. Ask again with the last number until nothing comes."""
    return _changes(user, conversation.pk, after)


@prepared
def _changes(user: User, pk: int, after: int) -> QuerySet[Message]:
    rows = Message.objects.visible_to(user).filter(conversation=pk, change__gt=after)
    return rows.as_rows(user).order_by("change")[:CATCH_UP]


def seq_of_day(user: User, conversation: Conversation, day: date) -> int:
    """The number of the first message on `day` (in the person's zone) or after it."""
    midnight = timezone.make_aware(datetime.combine(day, time()))
    rows = Message.objects.visible_to(user).filter(
        conversation=conversation.pk, created_at__gte=midnight
    )
    first = rows.order_by("created_at", "seq").values_list("seq", flat=True).first()
    return first or conversation.last_seq


def one_message(user: User, pk: int, seq: int) -> Message:
    """A message of exactly this conversation with everything its row shows, or 404."""
    return one_or_404(_message(user, pk, seq))


def as_written(conversation: Any, message: Any) -> Message:
    """A message that was written just now and answers none, with everything its row shows, without
    asking for what is known; `conversation` came `with_participation_of` its author."""
    message.my_reaction, message.my_from_seq = None, conversation.my_from_seq or 0
    message.thread_unread = 0
    bring([message], "files", [], of="message_id")
    return message


@prepared
def _message(user: User, pk: int, seq: int) -> QuerySet[Message]:
    rows = Message.objects.visible_to(user).as_rows(user).select_related("conversation__space")
    return rows.filter(conversation=pk, seq=seq)


def thread(user: User, root: Message) -> list[Message]:
    """The replies in the thread of `root`, the latest 200 in order."""
    rows = Message.objects.visible_to(user).filter(root=root, conversation=root.conversation_id)
    return list(rows.as_rows(user).order_by("-seq")[:CATCH_UP])[::-1]


def found_in(conversation: Conversation, user: User, text: str) -> list[int]:
    """The messages of a conversation that the search finds for `text`, if there is a search."""
    found = (one.messages_of(user, conversation.pk, text) for one in modules("searching"))
    return list(chain.from_iterable(found))


def files(user: User, conversation: Conversation, *, after: str | None = None) -> keyset.Page:
    """The files of a conversation, newest first."""
    rows = ChatFile.objects.visible_to(user).filter(conversation=conversation.pk)
    rows = rows.exclude(message=None).select_related("message__author")
    return keyset.page(rows, order=("-id",), after=after, size=30)


def participants(user: User, conversation: Conversation) -> list[Participant]:
    """Who takes part in a group, who looks after it first."""
    rows = Participant.objects.visible_to(user).present().filter(conversation=conversation.pk)
    people = rows.filter(user__is_active=True).select_related("user")
    return list(people.order_by(F("role").asc(), "user__sort_name", "pk"))


# --- how messages look to a person ---------------------------------------------------------------
def group_messages(user: User | AnonymousUser, messages: Iterable[Message]) -> list[Message]:
    """Tell each message whose it is, which day begins with it, and whether it goes on the breath
    of the one before."""
    arranged: list[Any] = list(messages)
    before: Any = None
    for message in arranged:
        message.is_mine = message.author_id == user.pk
        message.day = timezone.localtime(message.created_at).date()
        message.begins_day = before is None or before.day != message.day
        message.continues = not message.begins_day and _goes_on(before, message)
        before = message
    return arranged


def _goes_on(before: Message, message: Message) -> bool:
    same_kind = before.kind == message.kind == MessageKind.TEXT
    same_person = before.author_id == message.author_id
    return same_kind and same_person and message.created_at - before.created_at <= GROUPING_GAP
