"""Lists of posts: the feed, a space, a person, a topic, what I saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from feed import kinds, timeline
from feed.models import Topic
from feed.views import today
from feed.views.cards import list_context, rendered
from kit.database.keyset import Page
from kit.limits import PAGE_SIZE
from kit.text.markdown import fold
from spaces.models import Space
from spaces.view_helpers import header_context, listed_space

NEW_FOR = timedelta(days=14)
NEWCOMERS = 3
NEWCOMERS_SECONDS = 300
SHOWS = ("all", "spaces")
NOTHING_YET = (datetime(1970, 1, 1, tzinfo=UTC), 1)  # before every post


def _show(request: HttpRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in SHOWS else "all"


def _list(request: HttpRequest, template: str, page: Page, **more: Any) -> HttpResponse:
    """The whole page, or its next cards for the button that loads more."""
    wanted = "feed/_cards.html" if request.htmx else template
    return render(request, wanted, list_context(request, page, **more))


def _before(request: HttpRequest) -> str | None:
    return request.GET.get("before") or None


def _newest(page: Page) -> str:
    """The cursor above which everything is new to who looks at this page now."""
    spots = [(post.published_at, post.pk) for post in page.items]
    return timeline.write_cursor(max(spots, default=NOTHING_YET))


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What the spaces of this person say, newest first."""
    show = _show(request)
    first = kinds.pinned_for(request.user) if show == "all" else []
    is_today = today.begins_with_today(request, show)
    size = today.CARDS if is_today else PAGE_SIZE
    page = timeline.feed(request.user, show=show, after=_before(request), size=size, first=first)
    marks = {"show": show, "is_all": show == "all", "is_own_spaces": show == "spaces"}
    if is_today:
        marks["above"] = sum(post.pk in first for post in page.items)
        marks["today"] = today.parts_for(request.user)
    else:
        marks["newcomers"] = newcomers(request.user)
    return _list(request, "feed/feed.html", page, newest=_newest(page), is_today=is_today, **marks)


def newcomers(user: User) -> list[User]:
    """Who joined the company lately, for the column beside the feed; asked every few minutes."""
    known = caches["process"]
    return known.get_or_set("newcomers", lambda: recent(user), NEWCOMERS_SECONDS) or []


def recent(user: User) -> list[User]:
    """The same, asked now: what the column shows of them and no more."""
    since = timezone.now() - NEW_FOR
    people = User.objects.visible_to(user).without_bots().filter(joined_at__gte=since)
    return list(people.order_by("-joined_at", "-pk").only(*User.FACE)[:NEWCOMERS])


@require_safe
def newer(request: HttpRequest) -> HttpResponse:
    """How many posts are newer than the page (`after`), or with `cards` the posts themselves."""
    after, slug = request.GET.get("after", ""), request.GET.get("space")
    place = get_object_or_404(Space.objects.visible_to(request.user), slug=slug) if slug else None
    ids = timeline.newer_than(request.user, after, show=_show(request), space=place)
    if "cards" not in request.GET:
        pill = {"posts": ids, "count": len(ids), "most": timeline.MOST_NEW}
        return render(request, "feed/_pill.html", pill)
    posts = timeline.cards(request.user, ids)
    newest = timeline.cursor_of(posts[0]) if posts else after
    first = [] if place or _show(request) != "all" else kinds.pinned_for(request.user)
    context = {"cards": rendered(request.user, posts, place), "newest": newest, "first": first}
    return render(request, "feed/_newer.html", context)


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What this person keeps for later."""
    page = timeline.saved(request.user, after=_before(request))
    return _list(request, "feed/saved.html", page)


@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """Posts under a #topic. A topic without a readable post looks like one that never was used."""
    name = fold(name)
    found = Topic.objects.filter(name=name).first() or Topic(name=name, label=name)
    page = (
        timeline.of_topic(request.user, found, after=_before(request))
        if found.pk
        else Page([], None)
    )
    return _list(request, "feed/topic.html", page, topic=name)


@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts of a space, or its outside for people who may know of it but not read it."""
    found = listed_space(request.user, slug)
    header = header_context(request.user, found)
    page = Page([], None)
    if header["can_read"]:
        page = timeline.of_space(request.user, found, after=_before(request))
    return _list(request, "feed/space.html", page, newest=_newest(page), **header)


@require_safe
def person_posts(request: HttpRequest, handle: str) -> HttpResponse:
    """What a person wrote where the viewer may read."""
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    page = timeline.of_person(request.user, person, after=_before(request))
    return _list(request, "feed/person.html", page, person=person)
