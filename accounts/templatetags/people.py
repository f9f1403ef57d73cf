"""How people and bots are told apart beside their names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.availability import texts
from accounts.models import User
from accounts.status import ICONS, QUICK_CHOICES, ROAD_CHOICES, StatusKind
from kit.templatetags.ui import chip

register = template.Library()


@register.simple_tag
def bot_mark(person: User | None) -> SafeString:
    """The word "Bot" as a label, beside the name of a program; nothing beside a person's."""
    return chip(_("Bot")) if person and person.is_bot else mark_safe("")


@register.inclusion_tag("accounts/_quick_status.html", takes_context=True)
def quick_status(context: Any, choices: Mapping[StatusKind, str] = QUICK_CHOICES) -> dict[str, Any]:
    """Said with one tap, each for its span of time; tapping it again takes it back."""
    user = context["request"].user
    return {
        "kinds": [(kind, kind.label, ICONS[kind], span) for kind, span in choices.items()],
        "said": user.status if user.has_status else "",
        "until": user.status_until,
        "is_start": choices is ROAD_CHOICES,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def back_words(back: datetime | None) -> str:
    """When somebody can be reached again, as in "Available from 06:30"."""
    return texts.back_words(back, timezone.now())
