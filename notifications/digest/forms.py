"""The form of a plan."""

from django import forms

from notifications.digest.models import DigestPlan


class DigestForm(forms.ModelForm):
    """How often and when."""

    class Meta:
        model = DigestPlan
        fields = ["rhythm", "hour", "weekday"]
        widgets = {
            "rhythm": forms.Select({"class": "input"}),
            "hour": forms.TimeInput({"type": "time", "class": "input"}, format="%H:%M"),
            "weekday": forms.Select({"class": "input"}),
        }
