"""The components of the design system as template tags (docs/design.md shows them in use)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from kit.design.icons import ICONS
from kit.templatetags.formatting import counted
from kit.text.rendering import headings_from

register = template.Library()

HUE_STEP = 15


# --- small things ----------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, silent for screen readers: put a word beside it.

    Sizes: s 15px, m 22px, l 24px, otherwise 20px. An unknown name becomes a star, because
    spaces choose their icon from a list that may shrink.
    """
    return _icon(name if name in _KNOWN else "star", size)


_KNOWN = frozenset(ICONS)


@lru_cache(maxsize=1024)
def _icon(name: str, size: str) -> SafeString:
    kind = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        kind,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def hue(degrees: int | None) -> str:
    """The class of the colour step nearest to `degrees`."""
    return f"h-{round((degrees or 0) / HUE_STEP) * HUE_STEP % 360}"


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Picture or initials of a person; silent, the name stands beside it. Sizes: xs s m l xl."""
    kind = f"av {hue(person.hue)}" + (f" av--{size}" if size else "")
    inside: str = person.initials
    if getattr(person, "portrait_key", ""):
        address = person.portrait_address(240 if size in {"l", "xl"} else 96)
        inside = format_html('<img src="{}" alt="" width="96" height="96" loading="lazy">', address)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, inside)


@register.simple_tag
def spacemark(space: Any, size: str = "") -> SafeString:
    """The rounded square of a space."""
    kind = f"av av--space {hue(space.hue)}" + (f" av--{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, icon(space.icon))


@register.simple_tag
def badge(count: int, words: str = "", kind: str = "") -> SafeString:
    """A count in a dot; nothing for zero. `words` say aloud what is counted ("3 unread")."""
    if not count:
        return mark_safe("")
    style = f"badge badge--{kind}" if kind else "badge"
    shown = counted(count)
    return format_html(
        '<span class="{}"><span aria-hidden="true">{}</span><span class="sr-only">{}</span></span>',
        style, shown, words or shown,
    )  # fmt: skip


@register.simple_tag
def place_badge(entry: Any) -> SafeString:
    """How much waits in a place of the navigation, in a dot that a script may bring up to date.

    It stands behind the name of the place: "Chat, 3 new".
    """
    if not entry.place.count:
        return mark_safe("")
    count = entry.count
    words = ngettext(", %(count)s new", ", %(count)s new", count) % {"count": counted(count)}
    dot = badge(count, words, entry.place.loud)
    return format_html('<span class="place-badge" data-badge="{}">{}</span>', entry.place.app, dot)


@register.simple_block_tag
def chip(content: str, kind: str = "", mark: str = "") -> SafeString:
    """A small label. Kinds: must, good, brand, alert."""
    style = f"chip chip--{kind}" if kind else "chip"
    return format_html('<span class="{}">{}{}</span>', style, icon(mark) if mark else "", content)


@register.simple_tag
def stored_html(thing: Any, first_heading: int = 0) -> SafeString:
    """The HTML that `text.rendering` made when the text was stored; nothing else writes the column.

    `first_heading` is the level of its headings, where the heading above it is one higher.
    """
    if first_heading:
        return headings_from(thing.body_html, first_heading)
    return mark_safe(thing.body_html)  # noqa: S308


# --- buttons ---------------------------------------------------------------------------------
@register.simple_tag
def button(
    words: str, kind: str = "", mark: str = "", href: str = "", **attributes: Any
) -> SafeString:
    """A button, or a link that looks like one when `href` is given.

    Kinds (several may be joined by a space): primary, soft, must, quiet, danger, delete, big,
    block. Further arguments become attributes: `type`, `name`, `value`, `form`, `hx_put` …
    """
    style = " ".join(["btn", *(f"btn--{part}" for part in kind.split())])
    if href:
        attributes["href"] = href
    else:
        attributes.setdefault("type", "submit")
    return format_html(
        '<{0} class="{1}"{2}>{3}{4}</{0}>',
        "a" if href else "button",
        style,
        _attributes(attributes),
        icon(mark) if mark else "",
        words,
    )


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    pairs = [
        (name.replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None and value is not False
    ]
    return format_html_join("", ' {}="{}"', pairs)


# --- blocks ----------------------------------------------------------------------------------
def _component(name: str, /, **context: Any) -> SafeString:
    return SafeString(get_template(f"components/{name}.html").render(context))


@register.simple_block_tag
def card(content: str, title: str = "", mark: str = "") -> SafeString:
    """A padded card with an optional heading."""
    return _component("card", content=content, title=title, mark=mark)


@register.simple_block_tag(takes_context=True)
def pagehead(
    context: Any,
    content: str,
    title: str,
    back: str = "",
    sub: str = "",
    kind: str = "",
    up: str = "",
) -> SafeString:
    """The heading of a page: top bar on phones, plain row on desks; content are its actions.

    Its arrow leads to `back`; what stands in the rail has one on phones only, and says `up`.
    Kinds: big (large on desks), bar (on phones only, for pages with an h1 of their own).
    """
    said = {"content": content, "title": title, "back": back, "sub": sub, "kind": kind, "up": up}
    return _component("pagehead", shell=context.get("shell"), **said)


@register.simple_block_tag
def dialog(content: str, name: str, title: str, kind: str = "") -> SafeString:
    """A native dialog, bottom sheet on phones; opened by `<button commandfor=name>`."""
    return _component("dialog", content=content, name=name, title=title, kind=kind)


@register.simple_block_tag
def menu(content: str, label: str, mark: str = "ellipsis", kind: str = "iconbtn") -> SafeString:
    """A menu button with links and small forms; opens without script too."""
    return _component("menu", content=content, label=label, mark=mark, kind=kind)


@register.simple_block_tag
def empty(content: str, title: str, mark: str = "inbox") -> SafeString:
    """An empty state: icon, one line, one action."""
    return _component("empty", content=content, title=title, mark=mark)


@register.simple_block_tag
def banner(
    content: str, kind: str = "info", mark: str = "info", role: str = "status"
) -> SafeString:
    """A line across the page. Kinds: info, good, error, off."""
    return _component("banner", content=content, kind=kind, mark=mark, role=role)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """A row of links between views of one thing."""
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, content)


@register.simple_tag
def tab(words: str, href: str, current: bool = False, count: int = 0) -> SafeString:
    """One link of `tabs`."""
    return format_html(
        '<a class="tab" href="{}"{}>{}{}</a>',
        href,
        mark_safe(' aria-current="page"') if current else "",
        words,
        badge(count, kind="calm"),
    )


@register.inclusion_tag("components/skeleton.html")
def skeleton() -> dict[str, Any]:
    """The outline of a card that is on its way."""
    return {}
