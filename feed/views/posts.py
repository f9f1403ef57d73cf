"""One post: reading, changing, deleting, reacting, saving."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from feed import actions, kinds, policy
from feed.forms import CommentForm, EditForm
from feed.models import Reaction
from feed.views.cards import form_page, one_card, one_foot, readable_post, wanted_kind, way_back
from feed.views.comments import reactors, thread_page
from kit.http.dialogs import render_page_or_dialog
from kit.http.exceptions import as_form_error


@require_http_methods(["GET", "HEAD", "DELETE"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The post with its thread, or the way to its own page; DELETE takes it away."""
    if request.method == "DELETE":
        return _delete(request, pk)
    return thread_page(request, pk, CommentForm(user=request.user))


def _delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = readable_post(request.user, pk)
    actions.delete_post(by=request.user, post=found)
    return HttpResponse() if request.htmx else HttpResponseRedirect(reverse("feed"))


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One fresh card, for windows in which it changed."""
    found = one_card(request.user, pk)
    context = {"post": found, "unfolded": "whole" in request.GET}
    return render(request, kinds.card_of(found), context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of an own post and the descriptions of its photos."""
    found = readable_post(request.user, pk)
    if not policy.can_edit_post(request.user, found):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EditForm(*sent, thing=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            form.describe_photos(by=request.user)
            actions.edit_post(by=request.user, post=found, **form.change())
            return HttpResponseRedirect(found.get_absolute_url())
    return form_page(request, "feed/edit.html", {"post": found}, form)


@require_http_methods(["PUT", "DELETE"])
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT brings the pictures that an own post promised, by key; DELETE says that none follow."""
    found = readable_post(request.user, pk)
    if request.method == "PUT":
        actions.bring_photos(by=request.user, post=found, photos=request.POST.getlist("photo"))
    else:
        actions.take_back_promise(by=request.user, post=found)
    return JsonResponse({"post": found.pk})


@require_safe
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before deleting."""
    found = readable_post(request.user, pk)
    if not policy.can_delete_post(request.user, found):
        raise PermissionDenied
    return render_page_or_dialog(request, "feed/delete.html", {"post": found})


@require_http_methods(["PUT", "DELETE"])
def reaction(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT reacts with `kind`, DELETE takes it back; both answer with the fresh foot of the card."""
    found = readable_post(request.user, pk)
    if request.method == "PUT":
        actions.react_to_post(by=request.user, post=found, kind=wanted_kind(request))
    else:
        actions.take_back_reaction(by=request.user, post=found)
    return _foot(request, pk)


@require_http_methods(["PUT", "DELETE"])
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT keeps the post for later, DELETE forgets it; both answer with the fresh foot."""
    found = readable_post(request.user, pk)
    change = actions.save_post if request.method == "PUT" else actions.unsave_post
    change(by=request.user, post=found)
    return _foot(request, pk)


def _foot(request: HttpRequest, pk: int) -> HttpResponse:
    if request.htmx:
        return render(request, "feed/_foot.html", {"post": one_foot(request.user, pk)})
    return way_back(request, reverse("post", args=[pk]), f"#p-{pk}")


@require_safe
def reactions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reacted how, newest first."""
    found = readable_post(request.user, pk)
    given = Reaction.objects.filter(post=found).select_related("user")
    return reactors(request, given, {"post": found})
