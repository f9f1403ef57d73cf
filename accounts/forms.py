"""Forms about people."""

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.directory import Question
from accounts.models import ApiToken, User
from kit import limits

LIFETIMES = [
    ("", _("Never")),
    ("30", _("In 30 days")),
    ("90", _("In 90 days")),
    ("365", _("In a year")),
]


class DirectoryForm(forms.Form):
    """What somebody looks for; whatever makes no sense is left out."""

    q = forms.CharField(required=False, max_length=limits.SEARCH_LENGTH)
    department = forms.CharField(required=False, max_length=100)
    place = forms.CharField(required=False, max_length=100)
    letter = forms.RegexField(r"^[a-z]$", required=False)

    def question(self) -> Question:
        """The same as a question to the directory."""
        self.is_valid()
        known = self.cleaned_data
        names = {"text": "q", "department": "department", "place": "place", "letter": "letter"}
        return Question(**{name: known.get(field, "") for name, field in names.items()})


class ProfileForm(forms.ModelForm):
    """What people say about themselves."""

    class Meta:
        model = User
        fields = ["phone", "spoken", "about"]
        widgets = {
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
            "about": forms.Textarea({"rows": 4}),
        }
        help_texts = {"spoken": _("For example German, Turkish, English.")}


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
        fields = ["theme", "language", "time_zone"]
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].choices = User.Theme.choices  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Like the browser")),
            ("de", "Deutsch"),
            ("en", "English"),
        ]
        self.fields["time_zone"].choices = [("", _("Like the company")), *zones()]  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """UTC, and every time zone with a place in its name."""
    names = (name for name in sorted(zoneinfo.available_timezones()) if "/" in name)
    places = [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]
    return [("UTC", "UTC"), *places]


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What the key is for, so that you know later.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ApiToken.Scope.READ],
    )
    days = forms.ChoiceField(label=_("Ends"), choices=LIFETIMES, required=False, initial="90")
