"""What every list of posts needs: cards with cached bodies, and answers for pages and swaps."""

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.cache import cache
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from accounts.models import User
from feed import policy, timeline
from feed.forms import form_status
from feed.models import Post, ReactionKind
from kit import text
from kit.keyset import Page
from kit.rates import WRITE

BODY_SECONDS = 24 * 60 * 60
QUOTE_LENGTH = 200
LINE_LENGTH = 52  # letters in a line of a phone, for the guess whether a text fills the card
CLAMPED_LINES = 8


def deck(request: HttpRequest, page: Page, **more: Any) -> dict[str, Any]:
    """The context of a page that lists cards."""
    dress(request.user, page.items)
    return {"page": page, "posts": page.items, "here": request.path, **more}


def one_card(user: User, pk: int) -> Post:
    """The post as a card, or 404 like a post that never was."""
    post = get_object_or_404(Post.objects.visible_to(user).as_cards(user), pk=pk)
    timeline.with_reactors([post])
    dress(user, [post])
    return post


def dress(user: User, posts: Sequence[Post]) -> None:
    """Give cards what templates ask for: cached bodies and quotes, what this viewer may do."""
    quoted = [post.shared for post in posts if post.shared_id and post.shared]
    makers = {body_key(post): partial(card_body, post) for post in posts}
    makers |= {quote_key(post): partial(text.excerpt, post.body, QUOTE_LENGTH) for post in quoted}
    made = cached(makers)
    for post in quoted:
        post.quoted = made[quote_key(post)]
    for post in posts:
        post.card_body = made[body_key(post)]
        post.viewer_id = user.pk
        post.may_edit = policy.can_edit_post(user, post)
        post.may_delete = policy.can_delete_post(user, post)


def cached(makers: dict[str, Callable[[], str]]) -> dict[str, str]:
    """The text of every key, in one question to the cache; what is missing is made and kept."""
    known = cache.get_many(makers)
    fresh = {key: make() for key, make in makers.items() if key not in known}
    if fresh:
        cache.set_many(fresh, BODY_SECONDS)
    return known | fresh


def body_key(post: Post) -> str:
    """Changes with everything the cached body shows; the same for every viewer."""
    shown = "".join(f"{photo.key}{photo.description}" for photo in post.photos.all())
    return f"card:{post.pk}:{post.version}:{get_language()}:{zlib.crc32(shown.encode()):x}"


def quote_key(post: Post) -> str:
    """Changes with the text of a shared post."""
    return f"quote:{post.pk}:{post.version}"


def card_body(post: Post) -> str:
    """Text and photos of a card: what everybody sees alike."""
    lines = post.body.count("\n") + len(post.body) // LINE_LENGTH
    context = {"post": post, "photos": list(post.photos.all()), "is_long": lines > CLAMPED_LINES}
    return render_to_string("feed/_card_body.html", context)


def page(request: HttpRequest, template: str, context: dict[str, Any], **more: Any) -> HttpResponse:
    """A small page that scripts may also open as a dialog: the same template in another frame."""
    frame = "feed/_sheet.html" if request.htmx else "base.html"
    return render(request, template, {**context, "frame": frame}, **more)


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm
) -> HttpResponse:
    """A page with a form; one that was refused says so in its status, too."""
    status = form_status(form)
    response = page(request, template, {**context, "form": form}, status=status)
    if status == 429:
        response["Retry-After"] = str(WRITE.seconds)
    return response


def wanted_kind(request: HttpRequest) -> str:
    """The reaction asked for; a plain tap is a Like."""
    return request.GET.get("kind") or request.POST.get("kind") or ReactionKind.LIKE


def way_back(request: HttpRequest, fallback: str, anchor: str = "") -> HttpResponse:
    """Redirect to the page the form stood on, if it is ours."""
    origin = request.POST.get("next") or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    target = origin.partition("#")[0] if ours and origin else fallback
    return HttpResponseRedirect(f"{target}{anchor}")
