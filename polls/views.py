"""Polls on pages: the card's part, voting, more options, ending, who voted for what."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from feed.views.cards import way_back
from kit.database import keyset
from kit.http.dialogs import render_page_or_dialog
from kit.http.throttling import EXPORT, WRITE, rate_limit
from kit.text.csv_export import csv_answer
from polls import actions, policy, results, today
from polls.models import Poll

VOTES = 50
CHUNK = 1000


@require_safe
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """The poll as this person sees it now, for a swap."""
    shown = results.of_poll(request.user, pk)
    if not request.htmx:
        return HttpResponseRedirect(shown.address)
    return render(request, "polls/_poll.html", {"poll": shown})


@require_http_methods(["POST", "DELETE"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """POST makes the sent options the own vote: a plain button has room for its option only,
    and an address with the option in it would end up in logs. DELETE withdraws the vote."""
    if request.method == "DELETE":
        actions.withdraw_vote(by=request.user, poll_id=pk)
    else:
        sent = request.POST.getlist(f"option-{pk}")
        chosen = [int(one[:18]) if one.isdecimal() else 0 for one in sent]
        actions.vote(by=request.user, poll_id=pk, option_ids=chosen)
    return _fresh(request, pk)


@require_POST
@rate_limit(WRITE)
def options(request: HttpRequest, pk: int) -> HttpResponse:
    """One more option, where voters may add some."""
    text = request.POST.get(f"text-{pk}", "")
    actions.add_option(by=request.user, poll_id=pk, text=text)
    return _fresh(request, pk)


def _fresh(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.htmx:
        found = get_object_or_404(Poll.objects.visible_to(request.user).with_container(), pk=pk)
        return way_back(request, found.container.get_absolute_url(), f"#poll-{pk}")
    if "start" in request.GET:
        polls = Poll.objects.visible_to(request.user).filter(pk=pk).select_related("post")
        votes = today.with_questions(request.user, polls)
        return render(request, "polls/_today.html", {"found": votes})
    shown = results.of_poll(request.user, pk)
    return render(request, "polls/_poll.html", {"poll": shown, "fresh": True})


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """What whoever asked may still do: end the poll, take options away, see who voted."""
    shown = results.of_poll(request.user, pk)
    if not shown.can_manage:
        raise PermissionDenied
    return render_page_or_dialog(
        request, "polls/manage.html", {"poll": shown, "address": shown.address}
    )


@require_http_methods(["DELETE"])
def option(request: HttpRequest, pk: int, option_pk: int) -> HttpResponse:
    """Take an option away that nobody has chosen."""
    actions.remove_option(by=request.user, poll_id=pk, option_id=option_pk)
    return HttpResponseRedirect(reverse("poll-manage", args=[pk]))


@require_http_methods(["PUT"])
def closed(request: HttpRequest, pk: int) -> HttpResponse:
    """End the poll now. There is no way back, so there is no DELETE."""
    found = _found(request, pk)
    actions.close_poll(by=request.user, poll=found)
    return HttpResponseRedirect(found.container.get_absolute_url())


@require_safe
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who voted for what, newest first, where that was announced."""
    found = _announced(request, pk)
    if "before" not in request.GET:
        audit.note(by=request.user, action="polls.open_names", about=found)
    rows = found.votes().select_related("user", "option")
    after = request.GET.get("before") or None
    listed = keyset.page(rows, order=("-pk",), after=after, size=VOTES)
    return render_page_or_dialog(request, "polls/votes.html", {"poll": found, "page": listed})


@require_safe
@rate_limit(EXPORT, "GET")
def votes_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a table."""
    found = _announced(request, pk)
    audit.note(by=request.user, action="polls.export_names", about=found)
    return csv_answer(f"poll-{pk}.csv", _table(found))


def _table(found: Poll) -> Iterator[tuple[str, ...]]:
    yield _("Person"), _("Handle"), _("Option")
    rows = found.votes().select_related("user", "option").order_by("pk")
    for one in rows.iterator(chunk_size=CHUNK):
        yield one.user.name, one.user.handle, one.option.text


def _found(request: HttpRequest, pk: int) -> Poll:
    return get_object_or_404(Poll.objects.visible_to(request.user).with_container(), pk=pk)


def _announced(request: HttpRequest, pk: int) -> Poll:
    found = _found(request, pk)
    if not policy.can_list_votes(request.user, found):
        raise PermissionDenied
    return found
