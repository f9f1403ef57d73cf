"""Reporting a post."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from feed.actions.reports import Reason, report_post
from feed.limits import REPORT_POST
from feed.models import Post
from feed.views.cards import form_page
from kit.http.throttling import consume


class ReportForm(forms.Form):
    """Why somebody should look at it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then tell the administrators."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    if post.author_id == request.user.pk:
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if form.is_valid():
        consume(request.user, REPORT_POST)
        report_post(by=request.user, post=post, reason=form.cleaned_data["reason"])
        if request.htmx:
            return HttpResponse()
        messages.success(request, _("Thank you. The administrators will look at it."))
        return HttpResponseRedirect(post.get_absolute_url())
    return form_page(request, "feed/report.html", {"post": post}, form)
