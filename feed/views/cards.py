"""What every list of posts needs: cards with cached bodies, and answers for pages and swaps."""

import zlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from accounts.models import User
from feed import policy, timeline
from feed.models import Post
from kit.keyset import Page

BODY_SECONDS = 24 * 60 * 60


def deck(request: HttpRequest, page: Page, **more: Any) -> dict[str, Any]:
    """The context of a page that lists cards."""
    dress(request.user, page.items)
    return {"page": page, "posts": page.items, "here": request.path, **more}


def one_card(user: User, pk: int) -> Post:
    """The post as a card, or 404 like a post that never was."""
    post = get_object_or_404(Post.objects.visible_to(user).as_cards(user), pk=pk)
    timeline.name_reactors([post])
    dress(user, [post])
    return post


def dress(user: User, posts: Sequence[Post]) -> None:
    """Give cards what templates ask for: the cached body, and what this viewer may do."""
    keys = {post.pk: body_key(post) for post in posts}
    bodies = cache.get_many(keys.values())
    fresh = {keys[post.pk]: card_body(post) for post in posts if keys[post.pk] not in bodies}
    if fresh:
        cache.set_many(fresh, BODY_SECONDS)
    for post in posts:
        post.card_body = bodies.get(keys[post.pk]) or fresh[keys[post.pk]]
        post.may_edit = policy.can_edit_post(user, post)
        post.may_delete = policy.can_delete_post(user, post)


def body_key(post: Post) -> str:
    """Changes with everything the cached body shows; the same for every viewer."""
    pictures = [f"{photo.key}{photo.description}" for photo in post.photos.all()]
    face = zlib.crc32("|".join([post.author.name, *pictures]).encode())
    return f"card:{post.pk}:{post.version}:{get_language()}:{face:x}"


def card_body(post: Post) -> str:
    """Text and photos of a card: what everybody sees alike."""
    photos = list(post.photos.all())
    return render_to_string("feed/_card_body.html", {"post": post, "photos": photos})


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, back: str
) -> HttpResponse:
    """The fresh fragment for a swap, or the way back for a plain form."""
    if request.htmx:
        return render(request, template, context)
    return way_back(request, back)


def way_back(request: HttpRequest, fallback: str, anchor: str = "") -> HttpResponse:
    """Redirect to the page the form stood on, if it is ours."""
    origin = request.POST.get("next") or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    target = origin.partition("#")[0] if ours and origin else fallback
    return HttpResponseRedirect(f"{target}{anchor}")
