"""Comments below a post. Each is looked up through its post, so a wrong pair is a 404."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from feed import actions, kinds, policy, timeline
from feed.forms import CommentForm, EditForm
from feed.models import Comment, CommentReaction, Post
from feed.views.cards import (
    author_key,
    form_page,
    one_card,
    reactions_to,
    readable_post,
    wanted_kind,
    way_back,
    way_of_photos,
)
from kit.database import keyset
from kit.database.prepared import bring, one_or_404, prepared
from kit.design import fragment_cache
from kit.http.dialogs import render_page_or_dialog
from kit.http.exceptions import as_form_error, refusal_of
from kit.http.responses import wants_json
from kit.text.humanize import relative_time
from reactions.models import EMOJI
from reactions.reactors import with_reactors

REACTORS = 50


def annotate_comments(user: User, rows: list[Comment]) -> list[Comment]:
    """Tell each row what this viewer may do with it."""
    for row in rows:
        row.viewer_id = user.pk
        row.may_edit = policy.can_edit_comment(user, row)
        row.may_delete = policy.can_delete_comment(user, row)
    return rows


def rendered_comments(user: User, post: Post, rows: list[Comment]) -> list[str]:
    """The HTML of each row; rows that look alike for two viewers are drawn once."""

    def draw(row: Comment) -> str:
        return render_to_string("feed/_comment.html", {"comment": row, "post": post})

    return fragment_cache.drawn("comment", annotate_comments(user, rows), cache_key, draw)


def cache_key(row: Any) -> object:
    """Everything that a row of the thread shows, for this viewer, at this minute."""
    return look_of(row), row.post.get_absolute_url(), relative_time(row.created_at)


def look_of(row: Any) -> object:
    """Everything that a row shows to this viewer, but for how long ago that was."""
    return (
        (row.pk, row.version, row.deleted_at, row.may_edit, row.may_delete),
        (author_key(row.author), reactions_to(row)),
        [(photo.key, photo.description) for photo in row.photos.all()],
        row.promised_photos,
    )


def found_comment(user: User, pk: int, comment_pk: int) -> Comment:
    """A comment under exactly this post, or 404."""
    return one_or_404(_comment(user, pk, comment_pk))


@prepared
def _comment(user: User, pk: int, comment_pk: int) -> QuerySet[Comment]:
    rows = Comment.objects.visible_to(user).select_related("post")
    return rows.filter(pk=comment_pk, post=pk)


def living_comment(user: User, pk: int, comment_pk: int) -> Comment:
    """A comment that still has its text, or 404."""
    return one_or_404([one for one in _comment(user, pk, comment_pk) if one.deleted_at is None])


def one_row(user: User, pk: int, comment_pk: int) -> Comment:
    """A comment with everything its row shows."""
    row = one_or_404(_rows(user, pk, comment_pk))
    return annotate_comments(user, with_reactors([row]))[0]


@prepared
def _rows(user: User, pk: int, comment_pk: int) -> QuerySet[Comment]:
    rows = Comment.objects.visible_to(user).as_rows(user).select_related("post")
    return rows.filter(pk=comment_pk, post=pk)


def written_row(user: User, comment: Any, *, has_files: bool) -> Comment:
    """The row of a comment that `user` has written just now, without asking for what is known:
    nobody has reacted yet."""
    comment.my_reaction, comment.reactors = None, []
    bring([comment], "photos", list(comment.photos.all()) if has_files else [], of="comment_id")
    return annotate_comments(user, [comment])[0]


def _row(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    row = one_row(request.user, pk, comment_pk)
    return render(request, "feed/_comment.html", {"comment": row, "post": row.post})


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: a page of the thread for a swap. POST: one more comment."""
    if request.method == "POST":
        return _write(request, pk)
    post = readable_post(request.user, pk)
    if not request.htmx:
        return HttpResponseRedirect(post.get_absolute_url())
    thread = timeline.thread(request.user, post, before=request.GET.get("before") or None)
    rows = rendered_comments(request.user, post, thread.items)
    return render(request, "feed/_thread.html", {"post": post, "thread": thread, "rows": rows})


def _write(request: HttpRequest, pk: int) -> HttpResponse:
    post = readable_post(request.user, pk)
    form = CommentForm(request.POST, request.FILES, user=request.user, post=post)
    if wants_json(request):
        return _sent(request, post, form)
    if form.is_valid():
        with as_form_error(form):
            return HttpResponseRedirect(form.publish().get_absolute_url())
    return thread_page(request, pk, form)


def _sent(request: HttpRequest, post: Post, form: CommentForm) -> HttpResponse:
    """The answer for the outbox of a device: how the comment looks."""
    if not form.is_valid():
        raise refusal_of(form)
    comment = form.publish()
    if comment.repeated:
        row = one_row(request.user, post.pk, comment.pk)
    else:
        row = written_row(request.user, comment, has_files=form.has_files)
    return _drawn(request, post, row, status=201)


def _drawn(request: HttpRequest, post: Post, row: Comment, *, status: int) -> HttpResponse:
    html = render_to_string("feed/_comment.html", {"comment": row, "post": post}, request)
    return JsonResponse({"html": html, **way_of_photos(row)}, status=status)


def thread_page(request: HttpRequest, pk: int, form: CommentForm) -> HttpResponse:
    """The page of a post; after a refused comment with its text still in place.

    A post whose kind has a page of its own leads there.
    """
    card = one_card(request.user, pk)
    if not form.is_bound and (address := kinds.address_of(card)):
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}".rstrip("?"))
    return thread_of(request, card, form, "feed/post.html", card_template=kinds.card_of(card))


def thread_of(
    request: HttpRequest, card: Post, form: CommentForm, template: str, **more: Any
) -> HttpResponse:
    """A page with the thread of `card`, for every kind of post."""
    thread = timeline.thread(request.user, card, before=request.GET.get("before") or None)
    context = thread_context(request.user, card, thread, **more)
    context["replying_to"] = _replying_to(request, card)
    return form_page(request, template, context, form)


def thread_context(user: User, card: Post, thread: keyset.Page, **more: Any) -> dict[str, Any]:
    """What a page with a thread shows beside its form."""
    rows = rendered_comments(user, card, thread.items)
    return {"post": card, "thread": thread, "rows": rows, **more}


def _replying_to(request: HttpRequest, post: Post) -> Comment | None:
    """The comment a reply is meant for, in a page without script (`?reply_to=81`)."""
    wanted = request.POST.get("parent") or request.GET.get("reply_to") or ""
    if not wanted.isdecimal():
        return None
    rows = Comment.objects.visible_to(request.user).living().select_related("author")
    return rows.filter(post=post, pk=int(wanted[:18])).first()


@require_http_methods(["GET", "HEAD", "DELETE"])
def comment(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """GET: one fresh row. DELETE: take the comment away."""
    if request.method == "DELETE":
        return _delete(request, pk, comment_pk)
    row = one_row(request.user, pk, comment_pk)
    if not request.htmx:
        return HttpResponseRedirect(row.get_absolute_url())
    return render(request, "feed/_comment.html", {"comment": row, "post": row.post})


def _delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    found = found_comment(request.user, pk, comment_pk)
    actions.delete_comment(by=request.user, comment=found)
    if request.htmx:
        return _row(request, pk, comment_pk)
    return HttpResponseRedirect(reverse("post", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """The text of an own comment."""
    found = living_comment(request.user, pk, comment_pk)
    if not policy.can_edit_comment(request.user, found):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EditForm(*sent, thing=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            actions.edit_comment(by=request.user, comment=found, **form.change())
            return HttpResponseRedirect(found.get_absolute_url())
    return form_page(request, "feed/edit.html", {"comment": found, "post": found.post}, form)


@require_http_methods(["PUT", "DELETE"])
def photos(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """PUT brings the pictures that an own comment promised, by key; DELETE says that none follow;
    both answer with the fresh row."""
    found, keys = living_comment(request.user, pk, comment_pk), request.POST.getlist("photo")
    if request.method == "PUT":
        actions.bring_comment_photos(by=request.user, comment=found, photos=keys)
    else:
        actions.take_back_comment_promise(by=request.user, comment=found)
    return _drawn(request, found.post, one_row(request.user, pk, comment_pk), status=200)


@require_safe
def delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Ask before deleting."""
    found = living_comment(request.user, pk, comment_pk)
    if not policy.can_delete_comment(request.user, found):
        raise PermissionDenied
    return render_page_or_dialog(
        request, "feed/delete.html", {"comment": found, "post": found.post}
    )


@require_http_methods(["PUT", "DELETE"])
def reaction(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """PUT reacts with `kind`, DELETE takes it back; both answer with the fresh row."""
    found = living_comment(request.user, pk, comment_pk)
    if request.method == "PUT":
        actions.react_to_comment(by=request.user, comment=found, kind=wanted_kind(request))
    else:
        actions.take_back_comment_reaction(by=request.user, comment=found)
    if request.htmx:
        return _row(request, pk, comment_pk)
    return way_back(request, reverse("post", args=[pk]), f"#c-{comment_pk}")


@require_safe
def reactions(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Who reacted how, newest first."""
    found = living_comment(request.user, pk, comment_pk)
    given = CommentReaction.objects.filter(comment=found).select_related("user")
    return reactors(request, given, {"post": found.post, "comment": found})


def reactors(request: HttpRequest, given: QuerySet[Any], context: dict[str, Any]) -> HttpResponse:
    """A page of the people who reacted, each with the sign they chose."""
    after = request.GET.get("before") or None
    listed = keyset.page(given, order=("-pk",), after=after, size=REACTORS)
    for one in listed.items:
        one.emoji = EMOJI[one.kind]
    return render_page_or_dialog(
        request, "feed/reactions.html", {**context, "page": listed, "here": request.path}
    )
