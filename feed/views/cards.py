"""What every list of posts needs: cards with cached bodies, and answers for pages and swaps."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from accounts.models import User
from feed import kinds, policy, timeline
from feed.forms import form_status
from feed.models import Post
from kit.keyset import Page
from kit.moments import spoken
from kit.rates import WRITE
from kit.reactions import ReactionKind
from kit.sheets import page
from spaces.models import Space

CARD_SECONDS = 24 * 60 * 60
AT_ONCE = 2  # cards whose photos are fetched with the page; all others when they come near


def deck(request: HttpRequest, listed: Page, **more: Any) -> dict[str, Any]:
    """The context of a page that lists cards."""
    place = more.get("space")
    shown = drawn(request.user, listed.items, place)
    return {"page": listed, "cards": shown, "here": request.path, **more}


def one_card(user: User, pk: int) -> Post:
    """The post as a card, or 404 like a post that never was."""
    post = get_object_or_404(Post.objects.visible_to(user).as_cards(user), pk=pk)
    timeline.with_reactors([post])
    kinds.attach([post], user)
    return dress(user, post)


def one_foot(user: User, pk: int) -> Post:
    """The post with no more than its counters and the marks of this person."""
    cards = Post.objects.visible_to(user).as_cards(user)
    post = get_object_or_404(cards.prefetch_related(None), pk=pk)
    post.viewer_id = user.pk
    return timeline.with_reactors([post])[0]


def dress(user: User, post: Post) -> Post:
    """Tell a card what this viewer may do with it."""
    post.viewer_id = user.pk
    post.may_edit = policy.can_edit_post(user, post)
    post.may_delete = policy.can_delete_post(user, post)
    return post


def drawn(user: User, posts: Sequence[Post], place: Space | None = None) -> list[str]:
    """The HTML of each card. Cards that look alike for two viewers are drawn once."""
    kinds.attach(posts, user)
    looks = [
        (post, place, number < AT_ONCE) for number, post in enumerate(dress(user, p) for p in posts)
    ]
    keys = [f"card:{look(*one)}" for one in looks]
    known = cache.get_many(keys)
    fresh = {key: draw(*one) for key, one in zip(keys, looks, strict=True) if key not in known}
    if fresh:
        cache.set_many(fresh, CARD_SECONDS)
    return [known.get(key) or fresh[key] for key in keys]


def draw(post: Post, place: Space | None, at_once: bool) -> SafeString:
    """One card; the template knows neither the viewer nor the request."""
    context = {"post": post, "place": place, "at_once": at_once}
    return render_to_string(kinds.card_of(post), context)


def look(post: Post, place: Space | None, at_once: bool) -> str:
    """A digest of everything that a card shows, for this viewer, at this minute.

    What the viewer may see or has marked is part of it, so a card never carries the marks of
    somebody else; most people have not reacted and share one drawing.
    """
    seen = [
        (post.pk, post.version, place and place.pk, at_once),
        (get_language(), get_current_timezone_name(), spoken(post.published_at)),
        (post.may_edit, post.may_delete, post.my_reaction, post.is_saved),
        (face(post.author), [face(person) for person in post.reactors], post.reaction_kinds),
        (post.comment_count, post.share_count, post.comments_open),
        [(space.pk, space.slug, space.name, space.access) for space in post.spaces.all()],
        [(photo.key, photo.description) for photo in post.photos.all()],
        kinds.look(post),
    ]
    if post.shared_id and post.shared:
        source = post.shared
        seen.append((source.pk, source.version, face(source.author), spoken(source.published_at)))
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def face(person: User) -> tuple[object, ...]:
    """What a card shows of a person."""
    return person.pk, person.name, person.handle, person.job_title, person.portrait_key


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
