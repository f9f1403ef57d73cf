"""The table of a person's choices, as pages and programs show it."""

from dataclasses import dataclass

from accounts.models import User
from notifications.preferences.models import Choice
from notifications.preferences.presets import Preset, is_fixed, is_on
from notifications.preferences.topics import Channel, Topic
from notifications.preferences.wanting import company_rules, presets_of

Cell = tuple[Topic, Channel]


@dataclass(frozen=True)
class Shown:
    """One cell: what holds now, and whether the person may choose."""

    topic: Topic
    channel: Channel
    on: bool
    fixed: bool

    @property
    def name(self) -> str:
        """What a form calls it."""
        return name_of(self.topic, self.channel)


@dataclass(frozen=True)
class Table:
    """Everything a person may choose. `preset` is what it began from; `is_own` says that single
    choices were made since."""

    preset: Preset
    is_own: bool
    cells: list[Shown]

    @property
    def rows(self) -> list[tuple[Topic, list[Shown]]]:
        """The cells by topic."""
        return [(topic, [one for one in self.cells if one.topic == topic]) for topic in Topic]


def name_of(topic: str, channel: str) -> str:
    """What a form calls a cell."""
    return f"{topic}-{channel}"


def table_of(user: User) -> Table:
    """The table of `user`; three queries."""
    rules, preset = company_rules(), presets_of([user.pk]).get(user.pk, Preset.NORMAL)
    chosen = {(one.topic, one.channel): one.on for one in Choice.objects.visible_to(user)}
    cells = []
    for topic in Topic:
        for channel in Channel:
            rule = rules.get(topic, {}).get(channel)
            choice = chosen.get((topic, channel))
            on = is_on(topic, channel, preset=preset, choice=choice, rule=rule)
            cells.append(Shown(topic, channel, on, is_fixed(topic, channel, rule)))
    return Table(preset, bool(chosen), cells)
