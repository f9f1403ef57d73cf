"""One post: reading, changing, deleting, reacting, saving."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from feed import actions, policy, timeline
from feed.forms import CommentForm, EditForm
from feed.models import Post, Reaction, ReactionKind
from feed.views.cards import answer, one_card, way_back
from feed.views.comments import dress_comments
from kit.errors import Problem, shown_in
from kit.keyset import page as keyset_page

REACTORS = 50


@require_http_methods(["GET", "HEAD", "DELETE"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The post with its thread; DELETE takes it away."""
    if request.method == "DELETE":
        return _delete(request, pk)
    card = one_card(request.user, pk)
    thread = timeline.thread(request.user, card, before=request.GET.get("before") or None)
    dress_comments(request.user, card, thread.items)
    context = {
        "post": card,
        "thread": thread,
        "form": CommentForm(),
        "newest": timeline.newest_comment(thread),
    }
    return render(request, "feed/post.html", context)


def _delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    actions.delete_post(by=request.user, post=found)
    if request.htmx:
        return HttpResponse(status=200)
    return HttpResponseRedirect(reverse("feed"))


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One fresh card, for windows in which it changed."""
    return render(request, "feed/_post.html", {"post": one_card(request.user, pk)})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of an own post and the descriptions of its photos."""
    found = get_object_or_404(
        Post.objects.visible_to(request.user).prefetch_related("photos"), pk=pk
    )
    if not policy.can_edit_post(request.user, found):
        raise PermissionDenied
    form = EditForm(request.POST or None, thing=found)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            actions.edit_post(by=request.user, post=found, **form.change())
            form.describe_photos(by=request.user)
            return HttpResponseRedirect(found.get_absolute_url())
    return render(
        request, "feed/edit.html", {"post": found, "form": form}, status=form_status(form)
    )


@require_safe
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before deleting."""
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    if not policy.can_delete_post(request.user, found):
        raise PermissionDenied
    return render(request, "feed/delete.html", {"post": found})


@require_http_methods(["PUT", "DELETE"])
def reaction(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT reacts with `kind`, DELETE takes it back; both answer with the fresh foot of the card."""
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    if request.method == "PUT":
        actions.react_to_post(by=request.user, post=found, kind=wanted_kind(request))
    else:
        actions.take_back_reaction(by=request.user, post=found)
    return _foot(request, pk)


def wanted_kind(request: HttpRequest) -> str:
    """The reaction asked for; a plain tap is a Like."""
    return request.GET.get("kind") or request.POST.get("kind") or ReactionKind.LIKE


@require_http_methods(["PUT", "DELETE"])
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT keeps the post for later, DELETE forgets it."""
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    change = actions.save_post if request.method == "PUT" else actions.unsave_post
    change(by=request.user, post=found)
    return _foot(request, pk)


def _foot(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.htmx:
        return way_back(request, reverse("post", args=[pk]), f"#p-{pk}")
    return answer(request, "feed/_foot.html", {"post": one_card(request.user, pk)}, back="")


@require_safe
def reactions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reacted how, newest first; without script also the place to choose a reaction."""
    found = one_card(request.user, pk)
    given = Reaction.objects.filter(post=found).select_related("user")
    page = keyset_page(
        given, order=("-pk",), after=request.GET.get("before") or None, size=REACTORS
    )
    context = {"post": found, "thing": found, "page": page, "here": request.path}
    return render(request, "feed/reactions.html", context)
