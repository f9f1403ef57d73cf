"""Beginning conversations, and who takes part in groups."""

import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat import live, policy
from chat.actions.sequence import append, lock
from chat.limits import GROUP_PEOPLE
from chat.models import Conversation, ConversationKind, MessageKind, Participant
from kit.database.idempotency import create_once
from kit.http.exceptions import Problem
from kit.live.hints import access_changed
from kit.text.rendering import clean
from spaces.models import Space
from spaces.policy import is_audience, is_member

Role, Note = Participant.Role, MessageKind


@transaction.atomic
def open_direct(*, by: User, person: User) -> Conversation:
    """The one conversation of `by` and `person`, begun by whoever comes first."""
    if by.pk == person.pk:
        raise Problem("yourself", _("Choose somebody else to write to."), field="person")
    low, high = sorted((by.pk, person.pk))
    pair = f"{low}:{high}"
    if not policy.may_begin(by) and not Conversation.objects.filter(pair=pair).exists():
        raise PermissionDenied
    conversation, created = Conversation.objects.get_or_create(
        pair=pair, defaults={"kind": ConversationKind.DIRECT, "author": by}
    )
    if created:
        _seat(conversation, [by, person], role=Role.MEMBER)
    return conversation


@transaction.atomic
def open_space_conversation(*, by: User, space: Space) -> Conversation:
    """The one conversation of the members of `space`, begun by whoever comes first."""
    if is_audience(space) or not is_member(by, space):
        raise PermissionDenied
    conversation, created = Conversation.objects.get_or_create(
        space=space, defaults={"kind": ConversationKind.SPACE, "author": by}
    )
    if created:
        access_changed(space.memberships.values_list("user", flat=True))
    return conversation


@transaction.atomic
def start_group(
    *,
    by: User,
    name: str,
    people: Collection[User],
    history: str = Conversation.History.START,
    client_id: uuid.UUID | str | None = None,
) -> Conversation:
    """Found a group of `by` and `people`; `by` looks after it.

    The same `client_id` again returns the first group. Raises Problem for a missing name and for
    more than 200 people.
    """
    if not policy.may_begin(by):
        raise PermissionDenied
    name = _name(name)
    everybody = {by.pk: by, **{person.pk: person for person in people if person.is_active}}
    _refuse_crowd(len(everybody))
    if history not in Conversation.History.values:
        raise Problem("invalid_choice", _("There is no such choice."), field="history")
    content = {"name": name, "people": sorted(everybody), "history": history}

    def make(**identity: object) -> Conversation:
        group = Conversation.objects.create(
            kind=ConversationKind.GROUP,
            author=by,
            name=name,
            history=history,
            hue=_hue(name),
            **identity,
        )
        _seat(group, [by], role=Role.MANAGER)
        _seat(group, [person for person in everybody.values() if person != by], role=Role.MEMBER)
        append(group, author=by, kind=Note.CREATED)
        return group

    group, _created = create_once(
        Conversation, author=by, client_id=client_id, content=content, make=make
    )
    return group


@transaction.atomic
def rename_conversation(*, by: User, conversation: Conversation, name: str) -> None:
    """Give a group another name; a note in the conversation says so."""
    group = _managed(by, conversation)
    name = _name(name)
    if name == group.name:
        return
    group.name = name
    group.save(update_fields=["name"])
    append(group, author=by, kind=Note.RENAMED, body=name)


@transaction.atomic
def add_participants(*, by: User, conversation: Conversation, people: Collection[User]) -> None:
    """Let `people` take part. Who takes part already stays as they are.

    What they may read of the past is what the founder of the group chose.
    """
    group = _managed(by, conversation)
    known = set(group.participants_now().values_list("user", flat=True))
    new = {person for person in people if person.pk not in known and person.is_active}
    _refuse_crowd(len(known) + len(new))
    hidden = group.last_seq if group.history == Conversation.History.JOINING else 0
    for person in sorted(new, key=lambda each: each.pk):
        _readmit(group, person, hidden)
        append(group, author=by, kind=Note.ADDED, about=person)
    access_changed(person.pk for person in new)


@transaction.atomic
def leave_conversation(*, by: User, conversation: Conversation) -> None:
    """Take part no more. The longest known participant looks after a group without manager."""
    if not policy.can_leave(conversation):
        raise Problem("stays", _("Only groups can be left."), status=409)
    group = lock(conversation)
    if _unseat(group, by):
        append(group, author=by, kind=Note.LEFT)
        _keep_a_manager(group)


@transaction.atomic
def remove_participant(*, by: User, conversation: Conversation, user: User) -> None:
    """End somebody's part in a group; reading stops at once. Removing oneself is leaving."""
    if by.pk == user.pk:
        return leave_conversation(by=by, conversation=conversation)
    group = _managed(by, conversation)
    if _unseat(group, user):
        append(group, author=by, kind=Note.REMOVED, about=user)


@transaction.atomic
def change_participant_role(*, by: User, conversation: Conversation, user: User, role: str) -> None:
    """Let another participant look after the group too, or no more."""
    group = _managed(by, conversation)
    if role not in Role.values or (user.is_bot and role == Role.MANAGER):
        raise Problem("invalid_choice", _("There is no such role."), field="role")
    if not group.participants_now().filter(user=user).update(role=role):
        raise Http404
    _keep_a_manager(group)


def _managed(by: User, conversation: Conversation) -> Conversation:
    group = lock(conversation)
    if not policy.can_manage(by, group):
        raise PermissionDenied
    return group


def _name(name: str) -> str:
    name = " ".join(clean(name).split())
    if not name:
        raise Problem("empty", _("Give the group a name."), field="name")
    limit = Conversation._meta.get_field("name").max_length or 0
    if len(name) > limit:
        detail = _("This name is too long; at most %(limit)d characters fit.") % {"limit": limit}
        raise Problem("too_long", detail, field="name", limit=limit)
    return name


def _hue(name: str) -> int:
    return sum(name.encode()) % 24 * 15


def _refuse_crowd(count: int) -> None:
    if count > GROUP_PEOPLE:
        detail = _("A group has at most %(limit)d people.") % {"limit": GROUP_PEOPLE}
        raise Problem("too_many_people", detail, field="people", limit=GROUP_PEOPLE)


def _seat(conversation: Conversation, people: Collection[User], *, role: str) -> None:
    Participant.objects.bulk_create(
        Participant(conversation=conversation, user=person, role=role) for person in people
    )
    access_changed(person.pk for person in people)
    for person in people:
        live.hint_person(person.pk, conversation.pk)


def _readmit(group: Conversation, person: User, hidden: int) -> None:
    """A row for who comes or comes back; the past is read, so that it does not wait as news."""
    start = {"from_seq": hidden, "read_seq": group.last_seq, "left_at": None, "role": Role.MEMBER}
    Participant.objects.update_or_create(
        conversation=group, user=person, defaults={**start, "joined_at": timezone.now()}
    )
    live.hint_person(person.pk, group.pk)


def _unseat(group: Conversation, user: User) -> bool:
    rows = group.participants_now().filter(user=user)
    gone = rows.update(left_at=timezone.now(), pinned_at=None, muted_until=None)
    if gone:
        access_changed([user.pk])
        live.hint_person(user.pk, group.pk)
    return bool(gone)


def _keep_a_manager(group: Conversation) -> None:
    rows = group.participants_now().filter(user__is_active=True, user__is_bot=False)
    if not rows.filter(role=Role.MANAGER).exists():
        oldest = rows.order_by("joined_at", "pk").values("pk")[:1]
        Participant.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(
            role=Role.MANAGER
        )
