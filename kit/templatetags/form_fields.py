"""Form fields as template tags: label, control, hint and error."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, control, hint and error of a form field; what was typed stays."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CHOICES):
        kind = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "switch"
    elif isinstance(widget, forms.PasswordInput):
        kind = "password"
    return {
        "field": bound,
        "kind": kind,
        "hint": hint or bound.help_text,
        "control": _control(bound, kind, hint, attributes),
    }


def _control(bound: BoundField, kind: str, hint: str, attributes: dict[str, Any]) -> SafeString:
    described = [f"{bound.auto_id}_error"] if bound.errors else []
    described += [f"{bound.auto_id}_hint"] if hint or bound.help_text else []
    extra = {name.replace("_", "-"): value for name, value in attributes.items()}
    extra |= {"class": {"switch": "switch", "password": "", "choices": ""}.get(kind, "input")}
    extra |= {"aria-describedby": " ".join(described)} if described else {}
    extra |= {"aria-invalid": "true"} if bound.errors else {}
    extra |= {"role": "switch"} if kind == "switch" else {}
    return bound.as_widget(attrs=extra)
