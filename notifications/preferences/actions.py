"""Changes of what people want to be told, and of what the company says about it."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import may_manage_people
from notifications.preferences.matrix import Cell
from notifications.preferences.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.preferences.presets import Preset, is_fixed, is_on
from notifications.preferences.resolve import company_rules
from notifications.preferences.topics import NotificationChannel, NotificationTopic


@transaction.atomic
def choose_preset(*, by: User, preset: str) -> None:
    """Begin anew from a preset; single choices of before are forgotten."""
    _begin(by, preset)


@transaction.atomic
def choose(*, by: User, topic: str, channel: str, on: bool) -> None:
    """Switch one cell on or off. Choosing twice is choosing once."""
    topic, channel = NotificationTopic(topic), NotificationChannel(channel)
    if is_fixed(topic, channel, company_rules().get(topic, {}).get(channel)):
        raise PermissionDenied
    _hold(by)
    Choice.objects.update_or_create(user=by, topic=topic, channel=channel, defaults={"on": on})


@transaction.atomic
def choose_all(*, by: User, preset: str, cells: Mapping[Cell, bool]) -> None:
    """Let the whole table be as it stands in `cells`, stored as what differs from `preset`."""
    _begin(by, preset)
    rules = company_rules()
    differing = []
    for (topic, channel), on in cells.items():
        rule = rules.get(topic, {}).get(channel)
        usual = is_on(topic, channel, preset=Preset(preset), choice=None, rule=rule)
        if on != usual and not is_fixed(topic, channel, rule):
            differing.append(Choice(user=by, topic=topic, channel=channel, on=on))
    Choice.objects.bulk_create(differing)


def _begin(by: User, preset: str) -> None:
    _hold(by)
    Preferences.objects.update_or_create(user=by, defaults={"preset": Preset(preset)})
    Choice.objects.filter(user=by).delete()


def _hold(by: User) -> None:
    """One change of a person after the other: two devices leave the state of the later one."""
    User.objects.select_for_update().get(pk=by.pk)


@transaction.atomic
def set_place_level(*, by: User, place: str, level: str) -> None:
    """Hear more or less from one place than from others. The caller has looked the place up."""
    level = PlaceLevel.Level(level)
    PlaceLevel.objects.update_or_create(user=by, place=place, defaults={"level": level})


@transaction.atomic
def drop_place_level(*, by: User, place: str) -> None:
    """Hear as much from the place as from others. Dropping twice is dropping once."""
    PlaceLevel.objects.filter(user=by, place=place).delete()


@transaction.atomic
def set_company_rule(*, by: User, topic: str, channel: str, default: bool, locked: bool) -> None:
    """Suggest to everybody, or fix, whether this is on."""
    _require_administrator(by)
    said = {"default": default, "locked": locked}
    rule, _made = CompanyRule.objects.update_or_create(
        topic=NotificationTopic(topic), channel=NotificationChannel(channel), defaults=said
    )
    audit.note(by=by, action="notifications.set_company_rule", about=rule)


@transaction.atomic
def drop_company_rule(*, by: User, rule: CompanyRule) -> None:
    """Leave it to the presets and to people."""
    _require_administrator(by)
    audit.note(by=by, action="notifications.drop_company_rule", about=rule)
    CompanyRule.objects.filter(pk=rule.pk).delete()


def _require_administrator(by: User) -> None:
    if not may_manage_people(by):
        raise PermissionDenied
