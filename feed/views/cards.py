"""What every list of posts needs: cards with cached bodies, and responses for pages and swaps."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from accounts.models import User
from feed import embedding, kinds, policy, timeline
from feed.forms import form_status
from feed.models import Comment, Post
from kit.database.keyset import Page
from kit.database.prepared import one_or_404, prepared
from kit.design import fragment_cache
from kit.http.dialogs import render_page_or_dialog
from kit.http.throttling import WRITE
from kit.text.humanize import relative_time
from reactions.models import ReactionKind
from reactions.reactors import with_reactors
from spaces.models import Space

AT_ONCE = 2  # cards whose photos are fetched with the page; all others when they come near


def list_context(request: HttpRequest, listed: Page, **more: Any) -> dict[str, Any]:
    """The context of a page that lists cards; the first `above` of them stand apart."""
    place = more.get("space")
    shown = rendered(request.user, listed.items, place)
    above = more.pop("above", 0)
    context = {"page": listed, "cards": shown[above:], "first_cards": shown[:above]}
    return {**context, "here": request.path, **more}


def one_card(user: User, pk: int) -> Post:
    """The post as a card, or 404 like a post that never was."""
    post = one_or_404(timeline.cards(user, [pk]))
    embedding.attach([post], user)
    return annotate(user, post)


def one_foot(user: User, pk: int) -> Post:
    """The post with no more than its counters and the marks of this person."""
    post = one_or_404(timeline.feet(user, [pk]))
    post.viewer_id = user.pk
    return with_reactors([post])[0]


def readable_post(user: User, pk: int) -> Post:
    """The post alone, or 404 like a post that never was."""
    return one_or_404(_readable(user, pk))


@prepared
def _readable(user: User, pk: int) -> QuerySet[Post]:
    return Post.objects.visible_to(user).filter(pk=pk)


def annotate(user: User, post: Post) -> Post:
    """Tell a card what this viewer may do with it."""
    post.viewer_id = user.pk
    post.may_edit = policy.can_edit_post(user, post)
    post.may_delete = policy.can_delete_post(user, post)
    return post


def rendered(user: User, posts: Sequence[Post], place: Space | None = None) -> list[str]:
    """The HTML of each card. Cards that look alike for two viewers are drawn once."""
    embedding.attach(posts, user)
    looks = [
        (post, place, number < AT_ONCE)
        for number, post in enumerate(annotate(user, p) for p in posts)
    ]
    return fragment_cache.drawn("card", looks, lambda one: cache_key(*one), lambda one: draw(*one))


def draw(post: Post, place: Space | None, at_once: bool) -> SafeString:
    """One card; the template knows neither the viewer nor the request."""
    context = {"post": post, "place": place, "at_once": at_once}
    return render_to_string(kinds.card_of(post), context)


def cache_key(post: Post, place: Space | None, at_once: bool) -> object:
    """Everything that a card shows, for this viewer, at this minute.

    What the viewer may see or has marked is part of it, so a card never carries the marks of
    somebody else; most people have not reacted and share one drawing.
    """
    moments = [relative_time(one.published_at) for one in (post, post.shared) if one]
    return look_of(post), place and place.pk, at_once, moments


def look_of(post: Post) -> object:
    """Everything that a card shows to this viewer, but for how long ago that was."""
    seen = [
        (post.pk, post.version, post.may_edit, post.may_delete, post.is_saved),
        (author_key(post.author), reactions_to(post)),
        (post.comment_count, post.share_count, post.comments_open),
        [(space.pk, space.slug, space.name, space.access) for space in post.spaces.all()],
        [(photo.key, photo.description) for photo in post.photos.all()],
        post.promised_photos,
        embedding.cache_key(post),
    ]
    if post.shared_id and (source := post.shared):
        seen.append((source.pk, source.version, author_key(source.author)))
    return seen


def reactions_to(thing: Any) -> tuple[object, ...]:
    """What is shown of them: how many, the own one, and who else reacted last."""
    others = [author_key(person) for person in thing.reactors if person.pk != thing.viewer_id]
    return thing.my_reaction, thing.reaction_kinds, others


def author_key(person: User) -> tuple[object, ...]:
    """What a card shows of a person."""
    return person.pk, person.name, person.handle, person.job_title, person.portrait_key


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm
) -> HttpResponse:
    """A page with a form; one that was refused says so in its status, too."""
    status = form_status(form)
    response = render_page_or_dialog(request, template, {**context, "form": form}, status=status)
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


def way_of_photos(thing: Post | Comment) -> dict[str, str]:
    """For the outbox of a device: where pictures follow on `thing`, and the form (with the name of
    its draft) in which they are put beside the text again if they cannot be taken."""
    name = thing._meta.model_name
    address = [thing.pk] if isinstance(thing, Post) else [thing.post_id, thing.pk]
    return {
        "photos_to": reverse(f"{name}-photos", args=address),
        "edit_at": reverse(f"{name}-edit", args=address),
        "draft": f"edit-{name}-{thing.pk}",
    }
