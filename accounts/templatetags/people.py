"""How people and bots are told apart beside their names."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import User
from kit.templatetags.ui import chip

register = template.Library()


@register.simple_tag
def bot_mark(person: User | None) -> SafeString:
    """The word "Bot" as a label, beside the name of a program; nothing beside a person's."""
    return chip(_("Bot")) if person and person.is_bot else mark_safe("")
