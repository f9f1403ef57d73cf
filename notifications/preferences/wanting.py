"""Who wants to be told what, and where: a thousand people in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Q

from notifications.kinds import Kind
from notifications.preferences.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.preferences.presets import PRESETS, Preset, channels
from notifications.preferences.topics import TOPIC_OF, Channel, Topic

Level = PlaceLevel.Level
FOR_ME = {Topic.MENTIONS, Topic.REPLIES}
# the place where it happens has no say in these
ANYWHERE = {Topic.MUST_READS, Topic.INVITATIONS, Topic.MODERATION, Topic.COLLEAGUES}
# what is added where a person wants everything from a place
LOUDER = {
    Topic.SPACE_POSTS: {Channel.BELL},
    Topic.CHATS: {Channel.BELL, Channel.PUSH},
    Topic.DIRECT: {Channel.BELL, Channel.PUSH},
}
# the digest finds these without having been told of each
COUNTED = {Topic.SPACE_POSTS, Topic.CHATS, Topic.DIRECT}
LOUDEST_FIRST: list[str] = list(Level)


def wanted(
    kind: str, places: Collection[str], user_ids: Collection[int], thread: str = ""
) -> dict[int, set[Channel]]:
    """The channels on which each of these people wants to hear of a `kind` of thing.

    `places` are the spaces or the conversation where it happened; of several the one counts from
    which the person wants to hear most. Of a `thread` ("post:7") that the person has muted only
    mentions are left. What the company has fixed wins over everything else.
    """
    topic = TOPIC_OF[Kind(kind)]
    rules = company_rules().get(topic, {})
    presets = presets_of(user_ids)
    chosen = _choices(topic, user_ids)
    levels = {} if topic in ANYWHERE else _levels(places, user_ids)
    muted = set() if topic in ANYWHERE | {Topic.MENTIONS} else _muted(thread, user_ids)
    found = {}
    for pk in user_ids:
        own = channels(
            topic, preset=presets.get(pk, Preset.NORMAL), choices=chosen.get(pk, {}), rules=rules
        )
        own = set() if pk in muted else _at(topic, levels.get(pk), own)
        found[pk] = _fixed(own, rules)
    return found


def may_want(kind: str, places: Collection[str]) -> Q:
    """Which people could want a row for this: everybody, or the few who asked for more.

    Of a message in a space of ten thousand only those are looked at who want every message.
    """
    topic = TOPIC_OF[Kind(kind)]
    loud = {way for way, (on, _locked) in company_rules().get(topic, {}).items() if on}
    if topic not in COUNTED or (loud | PRESETS[Preset.NORMAL][topic]) - {Channel.DIGEST}:
        return Q()
    more = Choice.objects.filter(topic=topic, on=True).exclude(channel=Channel.DIGEST)
    presets = Preferences.objects.exclude(preset=Preset.NORMAL)
    levels = PlaceLevel.objects.filter(place__in=places, level=Level.ALL)
    asked = Q(pk__in=more.values("user")) | Q(pk__in=presets.values("user"))
    return asked | Q(pk__in=levels.values("user"))


def worth_a_row(kind: str, ways: dict[int, set[Channel]]) -> dict[int, set[Channel]]:
    """The part of `ways` that has to be written down for each person."""
    silent = {Channel.DIGEST} if TOPIC_OF[Kind(kind)] in COUNTED else set()
    return {pk: way for pk, way in ways.items() if way - silent}


def company_rules() -> dict[str, dict[str, tuple[bool, bool]]]:
    """What the company says: topic to channel to (default, locked)."""
    found: dict[str, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    for rule in CompanyRule.objects.all():
        found[rule.topic][rule.channel] = (rule.default, rule.locked)
    return found


def presets_of(user_ids: Collection[int]) -> dict[int, Preset]:
    """The presets of those who have chosen one."""
    rows = Preferences.objects.filter(user__in=user_ids).values_list("user", "preset")
    return {pk: Preset(preset) for pk, preset in rows}


def _choices(topic: Topic, user_ids: Collection[int]) -> dict[int, dict[str, bool]]:
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = Choice.objects.filter(user__in=user_ids, topic=topic)
    for pk, channel, on in rows.values_list("user", "channel", "on"):
        found[pk][channel] = on
    return found


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


def _at(topic: Topic, level: str | None, own: set[Channel]) -> set[Channel]:
    """What is left of, or comes to, `own` where the person has this level."""
    if level == Level.NONE:
        return set()
    if level == Level.MENTIONS and topic not in FOR_ME:
        return own & {Channel.DIGEST}
    if level == Level.ALL:
        return own | LOUDER.get(topic, set())
    return own


def _fixed(own: set[Channel], rules: Mapping[str, tuple[bool, bool]]) -> set[Channel]:
    """`own`, corrected by what the company has fixed."""
    fixed = {Channel(name): on for name, (on, locked) in rules.items() if locked}
    return {one for one in Channel if fixed.get(one, one in own)}
