"""Three sets of choices to begin with, and the one rule by which a choice is made.

Of what a cell of the table could say, the first that says something counts: what is never off,
what the company fixed, the own choice, what the company suggests, the preset.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.preferences.topics import NotificationChannel, NotificationTopic


class Preset(models.TextChoices):
    """How much a person wants to hear. `normal` is what the company suggests."""

    CALM = "calm", _("Calm")
    NORMAL = "normal", _("Normal")
    EVERYTHING = "everything", _("Everything")


BELL, PUSH, MAIL, DIGEST = NotificationChannel
EVERY = {BELL, PUSH, DIGEST}
PRESETS: dict[Preset, dict[NotificationTopic, set[NotificationChannel]]] = {
    Preset.CALM: {
        NotificationTopic.DIRECT: {PUSH, DIGEST},
        NotificationTopic.MENTIONS: {BELL, DIGEST},
        NotificationTopic.REPLIES: {BELL, DIGEST},
        NotificationTopic.MUST_READS: {BELL, DIGEST},
        NotificationTopic.ANNOUNCEMENTS: {DIGEST},
        NotificationTopic.CHATS: {DIGEST},
        NotificationTopic.POLLS: {DIGEST},
        NotificationTopic.INVITATIONS: {BELL, DIGEST},
        NotificationTopic.SPACE_POSTS: {DIGEST},
        NotificationTopic.MODERATION: {BELL},
    },
    Preset.NORMAL: {
        NotificationTopic.DIRECT: {PUSH, DIGEST},
        NotificationTopic.MENTIONS: {BELL, PUSH, DIGEST},
        NotificationTopic.REPLIES: {BELL, DIGEST},
        NotificationTopic.MUST_READS: {BELL, PUSH, DIGEST},
        NotificationTopic.ANNOUNCEMENTS: {BELL, DIGEST},
        NotificationTopic.CHATS: {DIGEST},
        NotificationTopic.POLLS: {BELL, DIGEST},
        NotificationTopic.INVITATIONS: {BELL, DIGEST},
        NotificationTopic.SPACE_POSTS: {DIGEST},
        NotificationTopic.REACTIONS: {BELL},
        NotificationTopic.SHARES: {BELL},
        NotificationTopic.COLLEAGUES: {DIGEST},
        NotificationTopic.MODERATION: {BELL, DIGEST},
    },
    Preset.EVERYTHING: dict.fromkeys(NotificationTopic, EVERY)
    | dict.fromkeys(
        (NotificationTopic.DIRECT, NotificationTopic.MENTIONS, NotificationTopic.MUST_READS),
        EVERY | {MAIL},
    ),
}
NEVER_OFF = {(NotificationTopic.MUST_READS, BELL)}


def is_fixed(
    topic: NotificationTopic, channel: NotificationChannel, rule: tuple[bool, bool] | None
) -> bool:
    """Whether nobody may choose here; `rule` is what the company says: (default, locked)."""
    return (topic, channel) in NEVER_OFF or (rule is not None and rule[1])


def is_on(
    topic: NotificationTopic,
    channel: NotificationChannel,
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
    topic: NotificationTopic,
    *,
    preset: Preset,
    choices: Mapping[str, bool],
    rules: Mapping[str, tuple[bool, bool]],
) -> set[NotificationChannel]:
    """One row of the table: where a person hears of `topic`."""
    return {
        one
        for one in NotificationChannel
        if is_on(topic, one, preset=preset, choice=choices.get(one), rule=rules.get(one))
    }
