"""What people fill in about a space. Limits and meaning are checked by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import HUE_STEP, User
from spaces import policy
from spaces.icons import MARKS
from spaces.models import Space, SpaceKind


class SpaceForm(forms.Form):
    """Name, description, access and look."""

    name = forms.CharField(label=_("Name"), max_length=100)
    description = forms.CharField(
        label=_("What is it about?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    access = forms.ChoiceField(
        label=_("Who may read?"), choices=Space.Access.choices, widget=forms.RadioSelect
    )
    icon = forms.ChoiceField(
        label=_("Icon"), choices=[(mark, mark) for mark in MARKS], widget=forms.RadioSelect
    )
    hue = forms.TypedChoiceField(
        label=_("Colour"),
        coerce=int,
        choices=[(hue, f"{hue}°") for hue in range(0, 360, HUE_STEP)],
        widget=forms.RadioSelect,
    )


class NewSpaceForm(SpaceForm):
    """The same for a space that does not exist yet; administrators also say what it stands for."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Space.FOUNDED)
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Space.objects.none(), required=False
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if policy.is_administrator(by):
            above = Space.objects.listed_to(by).living().filter(kind=SpaceKind.DEPARTMENT)
            self.fields["parent"].queryset = above.by_name()  # type: ignore[attr-defined]
        else:
            del self.fields["kind"], self.fields["parent"]
