"""One tap of a reader: confirming, and that a page was opened."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from announcements import actions, policy
from announcements.forms import ConfirmationForm
from announcements.models import Announcement
from kit.database.prepared import one_or_404, prepared


@require_http_methods(["PUT"])
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and understood; answers with the thanks, or with the newer version to read."""
    found = one_or_404(_marked(request.user, pk))
    form = ConfirmationForm(request.POST or None)
    sent = form.confirmed() if form.is_bound else {}
    actions.confirm_announcement(by=request.user, announcement=found, **sent)
    fresh = one_or_404(_marked(request.user, pk))
    if not request.htmx:
        return HttpResponseRedirect(f"{fresh.get_absolute_url()}#confirm")
    report_names = fresh.report_names and policy.may_show_names()
    context = {"announcement": fresh, "report_names": report_names}
    return render(request, "announcements/_confirmed.html", context)


@prepared
def _marked(user: User, pk: int) -> QuerySet[Announcement]:
    """The announcement with what this person has done with it, without its texts."""
    rows = Announcement.objects.visible_to(user).as_seen_by(user)
    return rows.prefetch_related(None).filter(pk=pk)


@require_http_methods(["PUT"])
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the page was on the screen; its card in the feed becomes small."""
    readable = Announcement.objects.visible_to(request.user)
    actions.mark_opened(by=request.user, announcement=get_object_or_404(readable, pk=pk))
    return HttpResponse(status=204)
