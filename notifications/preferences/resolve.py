"""Who wants to be told what, and where: a thousand people in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from kit.database.prepared import prepared
from notifications.kinds import NotificationKind
from notifications.preferences.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.preferences.presets import PRESETS, Preset, channels
from notifications.preferences.topics import NotificationChannel, NotificationTopic

Level = PlaceLevel.Level
FOR_ME = {NotificationTopic.MENTIONS, NotificationTopic.REPLIES}
# the place where it happens has no say in these
ANYWHERE = {
    NotificationTopic.MUST_READS,
    NotificationTopic.INVITATIONS,
    NotificationTopic.MODERATION,
    NotificationTopic.COLLEAGUES,
}
# what is added where a person wants everything from a place
LOUDER = {
    NotificationTopic.SPACE_POSTS: {NotificationChannel.BELL},
    NotificationTopic.CHATS: {NotificationChannel.BELL, NotificationChannel.PUSH},
    NotificationTopic.DIRECT: {NotificationChannel.BELL, NotificationChannel.PUSH},
}
LOUDEST_FIRST: list[str] = list(Level)


def channels_for(
    kind: NotificationKind, places: Collection[str], user_ids: Collection[int], thread: str = ""
) -> dict[int, set[NotificationChannel]]:
    """The channels on which each of these people wants to hear of a `kind` of thing.

    `places` are the spaces or the conversation where it happened; of several the one counts from
    which the person wants to hear most. Of a `thread` ("post:7") that the person has muted only
    mentions are left. What the company has fixed wins over everything else.
    """
    topic = kind.topic
    rules = company_rules().get(topic, {})
    presets = presets_of(user_ids)
    chosen = _choices([topic], user_ids)[topic]
    levels = {} if topic in ANYWHERE else _levels(places, user_ids)
    muted = set() if topic in ANYWHERE | {NotificationTopic.MENTIONS} else _muted(thread, user_ids)
    found = {}
    for pk in user_ids:
        own = channels(
            topic, preset=presets.get(pk, Preset.NORMAL), choices=chosen.get(pk, {}), rules=rules
        )
        own = set() if pk in muted else _at(topic, levels.get(pk), own)
        found[pk] = _fixed(own, rules)
    return found


def subscribers(
    channel: NotificationChannel, kinds: Collection[NotificationKind], user_ids: Collection[int]
) -> dict[NotificationKind, set[int]]:
    """Who of these people wants to hear on `channel` of each of these kinds, wherever it happens.

    Three statements for all kinds together.
    """
    topics = {kind: kind.topic for kind in kinds}
    rules, presets = company_rules(), presets_of(user_ids)
    chosen = _choices(set(topics.values()), user_ids)
    found: dict[NotificationKind, set[int]] = {kind: set() for kind in kinds}
    for kind, topic in topics.items():
        fixed = rules.get(topic, {})
        for pk in user_ids:
            preset, choices = presets.get(pk, Preset.NORMAL), chosen[topic].get(pk, {})
            own = channels(topic, preset=preset, choices=choices, rules=fixed)
            if channel in _fixed(own, fixed):
                found[kind].add(pk)
    return found


def candidates(kind: NotificationKind, places: Collection[str]) -> Q:
    """Which people could want a row for this: everybody, or the few who asked for more.

    Of a message in a space of ten thousand only those are looked at who want every message.
    """
    topic = kind.topic
    loud = {channel for channel, (on, _locked) in company_rules().get(topic, {}).items() if on}
    if not kind.is_counted or (loud | PRESETS[Preset.NORMAL][topic]) - {NotificationChannel.DIGEST}:
        return Q()
    more = Choice.objects.filter(topic=topic, on=True).exclude(channel=NotificationChannel.DIGEST)
    presets = Preferences.objects.exclude(preset=Preset.NORMAL)
    levels = PlaceLevel.objects.filter(place__in=places, level=Level.ALL)
    asked = Q(pk__in=more.values("user")) | Q(pk__in=presets.values("user"))
    return asked | Q(pk__in=levels.values("user"))


def needing_a_row(
    kind: NotificationKind, channels: dict[int, set[NotificationChannel]]
) -> dict[int, set[NotificationChannel]]:
    """The part of `channels` that has to be written down for each person."""
    silent = {NotificationChannel.DIGEST} if kind.is_counted else set()
    return {pk: own for pk, own in channels.items() if own - silent}


def company_rules() -> dict[str, dict[str, tuple[bool, bool]]]:
    """What the company says: topic to channel to (default, locked)."""
    found: dict[str, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    for topic, channel, default, locked in _company_rules():
        found[topic][channel] = (default, locked)
    return found


@prepared
def _company_rules() -> QuerySet[Any]:
    return CompanyRule.objects.values_list("topic", "channel", "default", "locked")


def presets_of(user_ids: Collection[int]) -> dict[int, Preset]:
    """The presets of those who have chosen one."""
    return {pk: Preset(preset) for pk, preset in _presets(list(user_ids))}


@prepared
def _presets(user_ids: Sequence[int]) -> QuerySet[Any]:
    return Preferences.objects.filter(user__in=user_ids).values_list("user", "preset")


def _choices(
    topics: Collection[NotificationTopic], user_ids: Collection[int]
) -> dict[str, dict[int, dict[str, bool]]]:
    """What these people have chosen: topic to person to channel."""
    found: dict[str, dict[int, dict[str, bool]]] = {topic: {} for topic in topics}
    for topic, pk, channel, on in _chosen([str(topic) for topic in topics], list(user_ids)):
        found[topic].setdefault(pk, {})[channel] = on
    return found


@prepared
def _chosen(topics: Sequence[str], user_ids: Sequence[int]) -> QuerySet[Any]:
    rows = Choice.objects.filter(user__in=user_ids, topic__in=topics)
    return rows.values_list("topic", "user", "channel", "on")


def _levels(places: Collection[str], user_ids: Collection[int]) -> dict[int, str]:
    """The loudest level each person has for one of `places`."""
    if not places:
        return {}
    found: dict[int, str] = {}
    rows = PlaceLevel.objects.filter(user__in=user_ids, place__in=places)
    for pk, level in rows.values_list("user", "level"):
        found[pk] = min(level, found.get(pk, level), key=LOUDEST_FIRST.index)
    return found


def _muted(thread: str, user_ids: Collection[int]) -> set[int]:
    """Who wants to hear no more of a post."""
    if not thread.startswith("post:"):
        return set()
    rows = PlaceLevel.objects.filter(user__in=user_ids, place=thread, level=Level.NONE)
    return set(rows.values_list("user", flat=True))


def _at(
    topic: NotificationTopic, level: str | None, own: set[NotificationChannel]
) -> set[NotificationChannel]:
    """What is left of, or comes to, `own` where the person has this level."""
    if level == Level.NONE:
        return set()
    if level == Level.MENTIONS and topic not in FOR_ME:
        return own & {NotificationChannel.DIGEST}
    if level == Level.ALL:
        return own | LOUDER.get(topic, set())
    return own


def _fixed(
    own: set[NotificationChannel], rules: Mapping[str, tuple[bool, bool]]
) -> set[NotificationChannel]:
    """`own`, corrected by what the company has fixed."""
    fixed = {NotificationChannel(name): on for name, (on, locked) in rules.items() if locked}
    return {one for one in NotificationChannel if fixed.get(one, one in own)}
