"""One tap of a reader: confirming, and that a page was opened."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from announcements import actions
from announcements.forms import ConfirmationForm
from announcements.models import Announcement
from announcements.views.reading import reading_context, visible


@require_http_methods(["PUT"])
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and understood; answers with the thanks, or with the newer version to read."""
    readable = Announcement.objects.visible_to(request.user).select_related("current", "post")
    found = get_object_or_404(readable, pk=pk)
    form = ConfirmationForm(request.POST or None)
    sent = form.confirmed() if form.is_bound else {}
    actions.confirm(by=request.user, announcement=found, **sent)
    fresh = visible(request.user, pk)
    if not request.htmx:
        return HttpResponseRedirect(f"{fresh.get_absolute_url()}#confirm")
    return render(request, "announcements/_confirmed.html", reading_context(request, fresh))


@require_http_methods(["PUT"])
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the page was on the screen; its card in the feed becomes small."""
    readable = Announcement.objects.visible_to(request.user)
    actions.mark_opened(by=request.user, announcement=get_object_or_404(readable, pk=pk))
    return HttpResponse(status=204)
