"""Lists of posts: the feed, a space, a person, a topic, what I saved."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from feed import timeline
from feed.models import Post, Topic
from feed.views.cards import deck, dress
from kit.keyset import Page
from spaces import policy as space_policy
from spaces.models import Space

SHOWS = ("all", "groups")


def _show(request: HttpRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in SHOWS else "all"


def _list(request: HttpRequest, template: str, page: Page, **more: Any) -> HttpResponse:
    """The whole page, or its next cards for the button that loads more."""
    wanted = "feed/_cards.html" if request.htmx else template
    return render(request, wanted, deck(request, page, **more))


def _before(request: HttpRequest) -> str | None:
    return request.GET.get("before") or None


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What the spaces of this person say, newest first."""
    show = _show(request)
    page = timeline.feed(request.user, show=show, after=_before(request))
    return _list(request, "feed/feed.html", page, show=show)


@require_safe
def newer(request: HttpRequest) -> HttpResponse:
    """How many posts are newer than the page (`after`), or with `cards` the posts themselves."""
    show, after = _show(request), request.GET.get("after", "")
    ids = timeline.newer_than(request.user, after, show=show)
    if "cards" not in request.GET:
        return render(request, "feed/_pill.html", {"count": len(ids)})
    posts = list(
        Post.objects.visible_to(request.user)
        .as_cards(request.user)
        .filter(pk__in=ids)
        .newest_first()
    )
    timeline.name_reactors(posts)
    dress(request.user, posts)
    newest = timeline.cursor_of(posts[0]) if posts else after
    return render(request, "feed/_newer.html", {"posts": posts, "newest": newest})


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What this person keeps for later."""
    page = timeline.saved(request.user, after=_before(request))
    return _list(request, "feed/saved.html", page)


@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """Posts under a #topic. A topic without a readable post looks like one that never was used."""
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
    found = get_object_or_404(Space.objects.listed_to(request.user), slug=slug)
    readable = Space.objects.visible_to(request.user).filter(pk=found.pk).exists()
    page = Page([], None)
    if readable:
        page = timeline.of_space(request.user, found, after=_before(request))
    may_post = readable and space_policy.can_post_in(request.user, found)
    return _list(
        request, "feed/space.html", page, space=found, readable=readable, may_post=may_post
    )


@require_safe
def person_posts(request: HttpRequest, handle: str) -> HttpResponse:
    """What a person wrote where the viewer may read."""
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    page = timeline.of_person(request.user, person, after=_before(request))
    return _list(request, "feed/person.html", page, person=person)


View = Callable[..., HttpResponse]
