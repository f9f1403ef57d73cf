"""How a change answers: a fresh button for a swap, a redirect for a plain form."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from spaces.models import Space


def sent(request: HttpRequest) -> QueryDict | None:
    """The fields of a form that was sent, also of an empty one; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def back(request: HttpRequest, slug: str) -> HttpResponse:
    """To where the form stood, as long as that is ours and still there; else to the space."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    known = Space.objects.listed_to(request.user).filter(slug=slug).exists()
    return redirect("space", slug) if known else redirect("spaces")


def membership_response(request: HttpRequest, slug: str) -> HttpResponse:
    """The button that says how the person stands to the space, after it has changed."""
    listed = Space.objects.listed_to(request.user).with_membership_of(request.user)
    space = listed.filter(slug=slug).first()
    if not request.htmx:
        return back(request, slug)
    return render(request, "spaces/_membership.html", {"space": space})
