"""Three sets of choices to begin with, and the one rule by which a choice is made.

Of what a cell of the table could say, the first that says something counts: what is never off,
what the company fixed, the own choice, what the company suggests, the preset.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.preferences.topics import Channel, Topic


class Preset(models.TextChoices):
    """How much a person wants to hear. `normal` is what the company suggests."""

    CALM = "calm", _("Calm")
    NORMAL = "normal", _("Normal")
    EVERYTHING = "everything", _("Everything")


BELL, PUSH, MAIL, DIGEST = Channel
EVERY = {BELL, PUSH, DIGEST}
PRESETS: dict[Preset, dict[Topic, set[Channel]]] = {
    Preset.CALM: {
        Topic.DIRECT: {PUSH, DIGEST},
        Topic.MENTIONS: {BELL, DIGEST},
        Topic.REPLIES: {BELL, DIGEST},
        Topic.MUST_READS: {BELL, DIGEST},
        Topic.ANNOUNCEMENTS: {DIGEST},
        Topic.CHATS: {DIGEST},
        Topic.POLLS: {DIGEST},
        Topic.INVITATIONS: {BELL, DIGEST},
        Topic.SPACE_POSTS: {DIGEST},
        Topic.MODERATION: {BELL},
    },
    Preset.NORMAL: {
        Topic.DIRECT: {PUSH, DIGEST},
        Topic.MENTIONS: {BELL, PUSH, DIGEST},
        Topic.REPLIES: {BELL, DIGEST},
        Topic.MUST_READS: {BELL, PUSH, DIGEST},
        Topic.ANNOUNCEMENTS: {BELL, DIGEST},
        Topic.CHATS: {DIGEST},
        Topic.POLLS: {BELL, DIGEST},
        Topic.INVITATIONS: {BELL, DIGEST},
        Topic.SPACE_POSTS: {DIGEST},
        Topic.REACTIONS: {BELL},
        Topic.SHARES: {BELL},
        Topic.COLLEAGUES: {DIGEST},
        Topic.MODERATION: {BELL, DIGEST},
    },
    Preset.EVERYTHING: dict.fromkeys(Topic, EVERY)
    | dict.fromkeys((Topic.DIRECT, Topic.MENTIONS, Topic.MUST_READS), EVERY | {MAIL}),
}
NEVER_OFF = {(Topic.MUST_READS, BELL)}


def is_fixed(topic: Topic, channel: Channel, rule: tuple[bool, bool] | None) -> bool:
    """Whether nobody may choose here; `rule` is what the company says: (default, locked)."""
    return (topic, channel) in NEVER_OFF or (rule is not None and rule[1])


def is_on(
    topic: Topic,
    channel: Channel,
    *,
    preset: Preset,
    choice: bool | None,
    rule: tuple[bool, bool] | None,
) -> bool:
    """What holds in one cell for a person with this preset and choice."""
    if (topic, channel) in NEVER_OFF:
        return True
    if rule and rule[1]:
        return rule[0]
    if choice is not None:
        return choice
    if rule and preset == Preset.NORMAL:
        return rule[0]
    return channel in PRESETS[preset].get(topic, ())


def channels(
    topic: Topic,
    *,
    preset: Preset,
    choices: Mapping[str, bool],
    rules: Mapping[str, tuple[bool, bool]],
) -> set[Channel]:
    """One row of the table: where a person hears of `topic`."""
    return {
        one
        for one in Channel
        if is_on(topic, one, preset=preset, choice=choices.get(one), rule=rules.get(one))
    }
