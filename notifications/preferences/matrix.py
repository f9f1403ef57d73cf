"""The table of a person's choices, as pages and programs show it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value

from accounts.models import User
from notifications.preferences.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.preferences.presets import Preset, is_fixed, is_on
from notifications.preferences.topics import NotificationChannel, NotificationTopic

Cell = tuple[NotificationTopic, NotificationChannel]


@dataclass(frozen=True)
class MatrixCell:
    """One cell: what holds now, and whether the person may choose."""

    topic: NotificationTopic
    channel: NotificationChannel
    on: bool
    fixed: bool

    @property
    def name(self) -> str:
        """What a form calls it."""
        return name_of(self.topic, self.channel)


@dataclass(frozen=True)
class PreferenceMatrix:
    """Everything a person may choose. `preset` is what it began from, `apart` the number of places
    that have a level of their own."""

    preset: Preset
    cells: list[MatrixCell]
    apart: int

    @property
    def rows(self) -> list[tuple[NotificationTopic, list[MatrixCell]]]:
        """The cells by topic."""
        return [
            (topic, [one for one in self.cells if one.topic == topic])
            for topic in NotificationTopic
        ]


def name_of(topic: str, channel: str) -> str:
    """What a form calls a cell."""
    return f"{topic}-{channel}"


def matrix_of(user: User) -> PreferenceMatrix:
    """The table of `user`, in one query."""
    stored = _stored(user)
    rules = {(one.topic, one.channel): (one.on, one.locked) for one in stored["rule"]}
    chosen = {(one.topic, one.channel): one.on for one in stored["choice"]}
    preset = Preset(stored["preset"][0].channel) if stored["preset"] else Preset.NORMAL
    cells = []
    for topic in NotificationTopic:
        for channel in NotificationChannel:
            rule, choice = rules.get((topic, channel)), chosen.get((topic, channel))
            on = is_on(topic, channel, preset=preset, choice=choice, rule=rule)
            cells.append(MatrixCell(topic, channel, on, is_fixed(topic, channel, rule)))
    return PreferenceMatrix(preset, cells, apart=len(stored["place"]))


class Stored(NamedTuple):
    """A row of any of the four tables, as one union reads them."""

    what: str
    topic: str
    channel: str
    on: bool
    locked: bool


def _stored(user: User) -> dict[str, list[Stored]]:
    """What the company said and the person chose, by what it is."""
    no, empty = Value(False), Value("")
    rules = _as("rule", CompanyRule.objects.all(), F("topic"), F("channel"), F("default"))
    rules = rules.annotate(row_locked=F("locked"))
    own = [
        _as("choice", Choice.objects.visible_to(user), F("topic"), F("channel"), F("on")),
        _as("preset", Preferences.objects.visible_to(user), empty, F("preset"), no),
        _as("place", PlaceLevel.objects.visible_to(user), F("place"), F("level"), no),
    ]
    columns = [f"row_{name}" for name in Stored._fields]
    others = [rows.annotate(row_locked=no).values_list(*columns) for rows in own]
    found: dict[str, list[Stored]] = defaultdict(list)
    for row in rules.values_list(*columns).union(*others, all=True):
        found[row[0]].append(Stored(*row))
    return found


def _as(what: str, rows: QuerySet[Any], topic: Any, channel: Any, on: Any) -> QuerySet[Any]:
    return rows.annotate(row_what=Value(what), row_topic=topic, row_channel=channel, row_on=on)
