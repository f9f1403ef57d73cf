"""Hearing nothing more of a post."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.settings_registry import wants_part
from feed.models import Post
from kit.http.dialogs import render_page_or_dialog
from notifications.preferences import actions
from notifications.preferences.models import PlaceLevel


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, PUT mutes the post for this person, DELETE lets it be heard again."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    name = f"post:{post.pk}"
    if request.method == "PUT":
        actions.set_place_level(by=request.user, place=name, level=PlaceLevel.Level.NONE)
    elif request.method == "DELETE":
        actions.drop_place_level(by=request.user, place=name)
    else:
        is_muted = PlaceLevel.objects.visible_to(request.user).filter(place=name).exists()
        return render_page_or_dialog(
            request, "feed/mute.html", {"post": post, "is_muted": is_muted}
        )
    return HttpResponse() if wants_part(request) else HttpResponseRedirect(post.get_absolute_url())
