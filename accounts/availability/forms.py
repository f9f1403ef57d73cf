"""Forms about when it may ring."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from accounts.availability.models import ShiftKind
from accounts.availability.plan import Hours
from accounts.availability.presentation import QuietHours
from accounts.availability.queries import WEEKDAYS, Week

MOMENT = "%Y-%m-%dT%H:%M"  # as browsers write a date with its time
A_DAY = 2  # times of one day that the page has room for


def time_field(label: Any, **options: Any) -> forms.TimeField:
    """A time of day, in the control that browsers have for it."""
    widget = forms.TimeInput({"type": "time", "class": "input"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


class QuietForm(forms.Form):
    """A quiet time that is the same on all working days."""

    is_on = forms.BooleanField(label=_("Quiet time"), required=False)
    quiet_from = time_field(_("From"))
    quiet_until = time_field(_("To"))
    days = forms.TypedMultipleChoiceField(
        label=_("I work on these days"),
        choices=[(day, WEEKDAYS_ABBR[day]) for day in WEEKDAYS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "sr-only"}),
    )

    @classmethod
    def of(cls, shown: QuietHours) -> "QuietForm":
        """The form with what holds now."""
        hours = shown.hours or (None, None)
        begin = {"is_on": shown.is_on, "quiet_from": hours[1], "quiet_until": hours[0]}
        return cls(initial={**begin, "days": shown.days})

    @property
    def hours(self) -> Hours:
        """The hours in which it may ring."""
        return self.cleaned_data["quiet_until"], self.cleaned_data["quiet_from"]


class SwitchForm(forms.Form):
    """The switch alone, where days differ."""

    is_on = forms.BooleanField(label=_("Quiet time"), required=False)


class WeekForm(forms.Form):
    """Each day by itself, with up to two times; a time has both its ends or none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, _day, words in self._names():
            self.fields[name] = time_field(words, required=False)

    @staticmethod
    def initial_of(week: Week) -> dict[str, time]:
        """What the fields begin with."""
        return {
            f"{end}_{day}_{n}": at
            for day in WEEKDAYS
            for n, hours in enumerate(week[day][:A_DAY])
            for end, at in zip(("start", "end"), hours, strict=True)
        }

    def _names(self) -> Iterator[tuple[str, int, Any]]:
        for day in WEEKDAYS:
            for n in range(A_DAY):
                yield f"start_{day}_{n}", day, _("From")
                yield f"end_{day}_{n}", day, _("To")

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Each day with the pairs of fields of its times."""
        for day in WEEKDAYS:
            pairs = [(self[f"start_{day}_{n}"], self[f"end_{day}_{n}"]) for n in range(A_DAY)]
            yield DAY_NAMES[day], *pairs

    def clean(self) -> dict[str, Any]:
        """Name the missing end of a time."""
        cleaned = super().clean() or {}
        for day in WEEKDAYS:
            for n in range(A_DAY):
                start, end = cleaned.get(f"start_{day}_{n}"), cleaned.get(f"end_{day}_{n}")
                if (start is None) != (end is None):
                    missing = "start" if start is None else "end"
                    self.add_error(f"{missing}_{day}_{n}", _("Enter both a start and an end."))
        return cleaned

    @property
    def hours(self) -> list[tuple[int, time, time]]:
        """Weekday, start and end of each time."""
        cleaned = self.cleaned_data
        return [
            (day, cleaned[f"start_{day}_{n}"], cleaned[f"end_{day}_{n}"])
            for day in WEEKDAYS
            for n in range(A_DAY)
            if cleaned[f"start_{day}_{n}"] is not None
        ]


class ShiftForm(forms.Form):
    """A shift or on-call duty."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=ShiftKind.choices,
        initial=ShiftKind.SHIFT,
        widget=forms.RadioSelect({"class": "sr-only"}),
    )
    start = forms.DateTimeField(
        label=_("From"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )
    end = forms.DateTimeField(
        label=_("To"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )


class AbsenceForm(forms.Form):
    """Days off."""

    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
