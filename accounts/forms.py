"""Forms about people."""

import zoneinfo
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.availability.urgent_calls import REASON_LENGTH
from accounts.directory import DirectorySearch
from accounts.models import ApiToken, User
from accounts.status import ICONS, SILENCING, SPANS, STATUS_LENGTH, StatusKind, holds_back
from kit import limits

LIFETIMES = [
    ("", _("Never")),
    ("30", _("In 30 days")),
    ("90", _("In 90 days")),
    ("365", _("In a year")),
]


OWN_TIME = "own"
ENDS = [
    ("hour", _("1 hour")),
    ("noon", _("Until noon")),
    ("day", _("Until the end of the day")),
    (OWN_TIME, _("Until another time")),
]
MOMENT = "%Y-%m-%dT%H:%M"  # as browsers write a date with its time


SAID = ("department", "place", "letter", "language", "skill")


class DirectoryForm(forms.Form):
    """What somebody looks for; whatever makes no sense is left out."""

    q = forms.CharField(required=False, max_length=limits.SEARCH_LENGTH)
    department = forms.CharField(required=False, max_length=100)
    place = forms.CharField(required=False, max_length=100)
    letter = forms.RegexField(r"^[a-z]$", required=False)
    language = forms.CharField(required=False, max_length=100)
    skill = forms.CharField(required=False, max_length=limits.SEARCH_LENGTH)
    now = forms.BooleanField(required=False)

    def question(self) -> DirectorySearch:
        """The same as a question to the directory."""
        self.is_valid()
        known = self.cleaned_data
        names = {"text": "q", **{name: name for name in SAID}}
        said = {name: known.get(field, "") for name, field in names.items()}
        return DirectorySearch(**said, reachable=known.get("now", False))


class ProfileForm(forms.ModelForm):
    """What people say about themselves."""

    class Meta:
        model = User
        fields = ["phone", "spoken", "skills", "about"]
        widgets = {
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
            "skills": forms.Textarea({"rows": 2}),
            "about": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "spoken": _("For example German, Turkish, English."),
            "skills": _(
                "Words colleagues may look for, with commas between them: refrigerants, Excel,"
                " travel expenses."
            ),
        }


class PortraitForm(forms.Form):
    """A picture of oneself. Its content is checked where it is stored."""

    file = forms.FileField(
        label=_("Picture"), widget=forms.FileInput({"accept": "image/*"}), allow_empty_file=True
    )


class AppearanceForm(forms.ModelForm):
    """How pages look and speak."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ["theme", "language", "time_zone", "has_keys"]
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].choices = User.Theme.choices  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Same as the browser")),
            ("de", "Deutsch"),
            ("en", "English"),
        ]
        self.fields["time_zone"].choices = [("", _("Same as the company")), *zones()]  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """UTC, and every time zone with a place in its name."""
    names = (name for name in sorted(zoneinfo.available_timezones()) if "/" in name)
    places = [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]
    return [("UTC", "UTC"), *places]


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What the key is for, so that you remember later."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ApiToken.Scope.READ],
    )
    days = forms.ChoiceField(label=_("Ends"), choices=LIFETIMES, required=False, initial="90")


class StatusForm(forms.Form):
    """What one is doing, and until when."""

    kind = forms.ChoiceField(
        label=_("What are you doing?"),
        choices=[choice for choice in StatusKind.choices if choice[0]],
        widget=forms.RadioSelect({"class": "sr-only"}),
    )
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=STATUS_LENGTH, strip=True
    )
    until = forms.ChoiceField(
        label=_("For how long?"),
        choices=ENDS,
        initial="hour",
        widget=forms.RadioSelect({"class": "sr-only"}),
    )
    own = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"}, format=MOMENT),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = timezone.now()
        gone = {name for name, end in SPANS.items() if end(now) <= now}
        # shown no more, but understood: the page may have been open since the morning
        self.fields["until"].widget.choices = [end for end in ENDS if end[0] not in gone]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With an end in place of how it was chosen."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("until")
        if chosen == OWN_TIME and not (cleaned.get("own") or "own" in self.errors):
            self.add_error("own", _("Choose a time in the future."))
        return cleaned

    @property
    def end(self) -> datetime:
        """When the status ends."""
        chosen = self.cleaned_data["until"]
        return self.cleaned_data["own"] if chosen == OWN_TIME else SPANS[chosen](timezone.now())

    @property
    def kinds(self) -> list[tuple[Any, str, bool]]:
        """Each kind to choose, with its icon, and whether it silences what rings."""
        kinds = [(choice, choice.data["value"]) for choice in self["kind"]]
        return [(choice, ICONS[kind], kind in SILENCING) for choice, kind in kinds]

    @property
    def silences(self) -> list[tuple[str, str]]:
        """What a silencing kind does until each of the ends to choose from."""
        now = timezone.now()
        ends = [(name, holds_back(end(now))) for name, end in SPANS.items()]
        own = _("Holds back notifications until then. Urgent ones come through.")
        return [*ends, (OWN_TIME, str(own))]


class UrgentForm(forms.Form):
    """Why something cannot wait for the end of quiet time."""

    reason = forms.CharField(
        label=_("Why can’t it wait?"), max_length=REASON_LENGTH, strip=True, required=True
    )
