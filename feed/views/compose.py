"""Writing a post: the form, its audience, people to mention."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.availability.texts import say_when_back
from accounts.models import User
from accounts.rich_text import read_text
from feed.forms import ComposeForm
from feed.limits import POST_LENGTH, PREVIEW_TEXT
from feed.models import Post
from feed.views.cards import form_page, way_of_photos
from kit.http.exceptions import as_form_error, refusal_of
from kit.http.responses import wants_json
from kit.http.throttling import SEARCH, rate_limit
from kit.limits import SEARCH_LENGTH
from spaces.models import Space, readers_of

MENTIONS_SHOWN = 8
SHARED_LENGTH = 1_000  # fits into an address; files and long words wait in the phone


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """A page on phones, a dialog on desks: the same form, here as page or as fragment."""
    source = _source(request)
    form = ComposeForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        user=request.user,
        source=source,
        initial={"space": request.GET.getlist("space"), "body": request.GET.get("body", "")},
    )
    if request.method == "POST" and wants_json(request):
        return _sent(request, form)
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            form.publish()
            return HttpResponseRedirect(_back(request))
    return form_page(request, "feed/compose.html", _context(form, source), form)


@csrf_exempt
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """What a phone shares while its worker is gone, which else keeps it (`feed/worker.js`).

    Changes nothing, so it needs no token, and phones send none: words go on into the composer.
    """
    words = [request.POST.get(name, "").strip() for name in ("title", "text", "url")]
    body = "\n".join(dict.fromkeys(filter(None, words)))[:SHARED_LENGTH]
    return redirect(f"{reverse('compose')}?{urlencode({'body': body})}")


def _source(request: HttpRequest) -> Post | None:
    """The post to share, or 404 when this person may not read it."""
    wanted = request.POST.get("share") or request.GET.get("share")
    if not wanted:
        return None
    pk = int(wanted[:18]) if wanted.isdecimal() else 0
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    readable = Post.objects.visible_to(request.user).select_related("author")
    return get_object_or_404(readable, pk=post.shared_id or post.pk)


def _back(request: HttpRequest) -> str:
    """Where the new post can be seen: the list it was written from."""
    place = request.POST.getlist("space")
    return reverse("space", args=place) if len(place) == 1 and request.POST.get("in") else "/"


def _sent(request: HttpRequest, form: ComposeForm) -> HttpResponse:
    """The answer for the outbox of a device: what was made, and where it can be seen."""
    if not form.is_valid():
        raise refusal_of(form)
    post = form.publish()
    told = {"post": post.pk, "back": _back(request), **way_of_photos(post)}
    return JsonResponse(told, status=201)


def _context(form: ComposeForm, source: Post | None) -> dict[str, Any]:
    spaces = list(form.targets)
    for space in spaces:
        space.is_chosen = space.slug in form.chosen
    chosen = [space for space in spaces if space.is_chosen]
    return {
        "source": source,
        "spaces": spaces,
        "chosen": chosen,
        "reach": readers_of(chosen).without_bots().count(),
        "everyone": User.objects.active().without_bots().count(),
        "limit": POST_LENGTH,
        "place": chosen[0] if len(chosen) == 1 else None,
    }


def _chosen(request: HttpRequest) -> QuerySet[Space]:
    slugs = request.GET.getlist("space")
    return Space.objects.visible_to(request.user).filter(slug__in=slugs)


@require_safe
def audience(request: HttpRequest) -> HttpResponse:
    """How many people would see a post in these spaces, said in the composer before the tap."""
    chosen = list(_chosen(request))
    reach = readers_of(chosen).without_bots().count()
    return render(request, "feed/_reach.html", {"reach": reach, "chosen": chosen})


@require_POST
@rate_limit(PREVIEW_TEXT, "POST")
def preview(request: HttpRequest) -> HttpResponse:
    """A text as its readers will see it; nothing is stored."""
    typed = request.POST.get("body", "")
    return HttpResponse(read_text(request.user, typed, limit=POST_LENGTH, may_be_empty=True).html)


@require_safe
@rate_limit(SEARCH, "GET")
def mentions(request: HttpRequest) -> HttpResponse:
    """People whose name begins like `q` and who may read what is being written."""
    wanted = " ".join(request.GET.get("q", "")[:SEARCH_LENGTH].split())
    people = _readers(request).exclude(pk=request.user.pk)
    for word in wanted.split():
        people = people.filter(
            Q(first_name__istartswith=word)
            | Q(last_name__istartswith=word)
            | Q(handle__istartswith=word)
        )
    found = people.by_name()[:MENTIONS_SHOWN] if wanted else []
    return render(request, "accounts/_options.html", {"people": say_when_back(found)})


def _readers(request: HttpRequest) -> QuerySet[User]:
    """Readers of the post (`post`) or the chosen spaces (`space`); without either, everybody."""
    everybody = User.objects.visible_to(request.user)
    pk = request.GET.get("post", "")
    if pk.isdecimal():
        post = get_object_or_404(Post.objects.visible_to(request.user), pk=int(pk[:18]))
        return everybody.filter(pk__in=post.readers().values("pk"))
    if "space" in request.GET:
        return everybody.filter(pk__in=readers_of(_chosen(request)).values("pk"))
    return everybody
