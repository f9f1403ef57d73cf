"""Numbers, times and sizes as people say them."""

from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html

from kit.database.expressions import MOST
from kit.limits import KIB, MIB
from kit.text import humanize
from kit.text.percents import percent_words

register = template.Library()


@register.simple_tag
def ago(moment: datetime | None) -> str:
    """A point in time as people say it, with the full date as title; refreshed by a script."""
    if moment is None:
        return ""
    words, short = humanize.relative_time(moment)
    if short:
        pair = '<span class="ago-long">{}</span><span class="ago-short">{}</span>'
        words = format_html(pair, words, short)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        humanize.in_full(moment),
        words,
    )


@register.simple_tag
def greeting() -> str:
    """Good morning, day or evening, by the clock of the page."""
    return humanize.greeting()


@register.simple_tag
def number(value: float) -> str:
    """1,250 or 1.250, by language."""
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def percent(share: int) -> str:
    """52% or 52 %, by language."""
    return percent_words(share)


@register.filter
def counted(count: int) -> str:
    """A number in a dot: what is more than two digits is not counted further."""
    return str(count) if count < MOST else f"{MOST - 1}+"


@register.filter
def file_kind(file: Any) -> str:
    """The ending of a file in capitals, as it stands on its mark."""
    ending = file.name.rpartition(".")[2]
    return ending.upper() if 0 < len(ending) <= 4 and ending != file.name else "…"


@register.filter
def weight(size: int) -> str:
    """A number of bytes as people say it."""
    if size < MIB:
        return f"{max(1, round(size / KIB))} KB"
    return f"{size / MIB:.1f} MB"
