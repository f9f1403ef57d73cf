"""What the templates of the area News say about days."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

register = template.Library()
NBSP = "\N{NO-BREAK SPACE}"


@register.simple_tag
def day(moment: date) -> str:
    """A day as people say it: "Fri 27 Nov", with the year when it is another one."""
    if moment.year == timezone.localdate().year:
        # Translators: Django date format of a day within this year, as in "Fri 27 Nov"
        words = date_format(moment, pgettext("date format", "D j M"))
    else:
        # Translators: Django date format of a day of another year, as in "3 Nov 2025"
        words = date_format(moment, pgettext("date format", "j M Y"))
    return words.replace(" ", NBSP)
