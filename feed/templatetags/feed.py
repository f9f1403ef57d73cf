"""What the templates of the feed say about posts: who reacted, how much is said, who sees it."""

import colorsys
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feed.models import Comment, Photo, Post
from kit.templatetags.ui import hue
from kit.text import rendering
from reactions.models import ReactionKind
from spaces.models import Space, is_open_to_all

register = template.Library()

QUOTE_LENGTH = 200
LINE_LENGTH = 52  # letters in a line of a phone
CLAMPED_LINES = 8
LAZY = mark_safe(' loading="lazy"')
URGENT = mark_safe(' fetchpriority="high"')
ADDRESS, NAME = "{address}", "{name}"  # stand in what is drawn for many things
SHOWN_SIZE = 960  # for browsers that cannot choose


@register.simple_tag
def is_long(post: Post) -> bool:
    """Whether the text probably fills more than the eight lines a card shows."""
    return post.body.count("\n") + len(post.body) // LINE_LENGTH > CLAMPED_LINES


@register.simple_tag
def quoted(post: Post) -> str:
    """The beginning of a shared post, on one line."""
    return rendering.excerpt(post.body, QUOTE_LENGTH)


@register.simple_tag
def react_button(thing: Any, address: str, look: str) -> str:
    """The button that gives a Like or takes the own reaction back, and the way to the six."""
    name = f"like-{'c' if isinstance(thing, Comment) else 'p'}{thing.pk}"
    drawn = _react_button(get_language(), look, thing.my_reaction or "")
    filled = drawn.replace(ADDRESS, escape(address.rstrip("/"))).replace(NAME, name)
    return mark_safe(filled)  # noqa: S308


@lru_cache(maxsize=64)
def _react_button(language: str, look: str, own: str) -> str:
    """The same for anything with this own reaction; a page has many."""
    mine = ReactionKind(own) if own else None
    context = {
        "address": ADDRESS,
        "look": look,
        "mine": mine,
        "face": mine.emoji if look == "act" and mine and mine is not ReactionKind.LIKE else "",
        "name": NAME,
        "words": (mine or ReactionKind.LIKE).label,
    }
    return get_template("feed/_react.html").render(context)


@register.simple_tag
def opened_by_cards() -> SafeString:
    """The menu and the reactions that cards copy when somebody opens them."""
    return _opened_by_cards(get_language())


@lru_cache(maxsize=8)
def _opened_by_cards(language: str) -> SafeString:
    context = {"post": Post(pk=0), "for_all": True, "kinds": ReactionKind}
    return mark_safe(get_template("feed/_once.html").render(context))  # noqa: S308


@register.simple_tag
def reaction_kinds() -> type[ReactionKind]:
    """The six to choose from."""
    return ReactionKind


@register.simple_tag
def reacted(thing: Post | Comment) -> str:
    """The people who reacted, as in "You, Anna and 34 others"."""
    names, others = _reactors(thing)
    if not others:
        return _("%(first)s and %(second)s") % names if len(names) > 1 else names["first"]
    if len(names) > 1:
        many = ngettext(
            "%(first)s, %(second)s and %(n)s other",
            "%(first)s, %(second)s and %(n)s others",
            others,
        )
    else:
        many = ngettext("%(first)s and %(n)s other", "%(first)s and %(n)s others", others)
    return many % {**names, "n": others}


def _reactors(thing: Any) -> tuple[dict[str, str], int]:
    """First names of at most two people, the viewer before all, and how many more there are."""
    people = [person for person in thing.reactors if person.pk != thing.viewer_id]
    names = ([_("You")] if thing.my_reaction else []) + [person.first_name for person in people]
    shown = dict(zip(("first", "second"), names or ["?"], strict=False))
    return shown, max(0, thing.reaction_count - len(shown))


@register.simple_tag
def reacted_label(thing: Post | Comment) -> str:
    """The same for screen readers, with the kinds and their numbers."""
    kinds = ", ".join(f"{kind.label} {count}" for kind, count in thing.reaction_kinds)
    return _("Reactions: %(kinds)s") % {"kinds": kinds}


@register.simple_tag
def counters_line(post: Post) -> str:
    """ "8 comments · shared 3 times"; parts that are zero are left out."""
    parts = []
    if n := post.comment_count:
        parts.append(ngettext("%(n)s comment", "%(n)s comments", n) % {"n": n})
    if n := post.share_count:
        parts.append(ngettext("shared %(n)s time", "shared %(n)s times", n) % {"n": n})
    return " · ".join(parts)


@register.simple_tag
def audience_mark(post: Post) -> SafeString:
    """A small sign for how far the post reaches, with words for pointer and ears."""
    is_open = is_open_to_all(post.spaces.all())
    words = (
        _("Everyone in the company can read this") if is_open else _("Only members can read this")
    )
    kind = "reach" if is_open else "reach reach--closed"
    return format_html('<span class="{}" role="img" title="{}"></span>', kind, words)


@register.simple_tag
def space_reach(space: Space, everyone: int) -> str:
    """ "58 people · closed space": who would read a post there."""
    n = space.reach(lambda: everyone)
    kinds = {"open": _("open space"), "closed": _("closed space"), "secret": _("secret space")}
    people = ngettext("%(n)s person", "%(n)s people", n) % {"n": n}
    return f"{people} · {kinds[space.access]}"


@register.simple_tag
def shade(photo: Photo) -> str:
    """The class that paints the place of a picture in its main colour until it has arrived."""
    if not photo.colour:
        return hue(0)
    red, green, blue = (int(photo.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return hue(round(colorsys.rgb_to_hls(red, green, blue)[0] * 360))


@register.simple_tag
def photo_img(
    photo: Photo, among: int = 1, at_once: bool = False, leads: bool = False
) -> SafeString:
    """The picture in the sizes that exist, with its place reserved; fetched when it comes near.

    `at_once` is for what stands in the first view, where the one that `leads` goes before all else.
    """
    wide, narrow = ("40rem", "100vw") if among == 1 else ("20rem", "50vw")
    return format_html(
        '<img src="{}" srcset="{}" sizes="(min-width: 48rem) {}, {}" width="{}" height="{}"'
        ' alt="{}"{} decoding="async">',
        photo.address(SHOWN_SIZE),
        photo.srcset,
        wide,
        narrow,
        photo.width,
        photo.height,
        photo.description,
        (URGENT if leads else "") if at_once else LAZY,
    )
