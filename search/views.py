"""The search page, what is offered while somebody types, and what a file says."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.http.throttling import SEARCH, SUGGESTIONS, rate_limit
from kit.models import FileText
from search.engine import Query, Results, Suggestion, find, suggest
from search.file_texts import file_of, pages_of
from search.forms import ORDERS, TIMES, Question, SearchForm
from search.helping import helpers
from search.offering import FEWEST, offers
from search.presentation import choices, rows, tabs
from search.wording import worded

TOP, MOST_DIRECT = 3, 3


@require_safe
@rate_limit(SEARCH, "GET")
def search(request: HttpRequest) -> HttpResponse:
    """The box and what it found; a swap gets the results, "Show more" further ones alone."""
    form = SearchForm(request.GET, user=request.user)
    question = form.question()
    is_asked = len(question.query.text.strip()) >= FEWEST
    results = worded(request.user, find(request.user, question.query)) if is_asked else Results()
    context = {
        "question": question,
        "is_asked": is_asked,
        "results": results,
        "hits": rows(results, question.query.text),
        "more": _next(request, results.next_cursor),
        **(_beside(request, question, results) if not question.query.cursor else {}),
    }
    return render(request, _part(request, question), context)


def _part(request: HttpRequest, question: Question) -> str:
    if not request.htmx:
        return "search/search.html"
    return "search/_hits.html" if question.query.cursor else "search/_found.html"


def _next(request: HttpRequest, cursor: str | None) -> str:
    """The query of the next page: the same question, further on."""
    query = request.GET.copy()
    query["after"] = cursor or ""
    return f"?{query.urlencode()}" if cursor else ""


def _beside(request: HttpRequest, question: Question, results: Results) -> dict[str, Any]:
    """What stands around the first hits: the numbers, the filters, and where nothing was found,
    who may know about it."""
    text = question.query.text
    return {
        "total": results.counted,
        "tabs": tabs(request.GET, question, _of_every_kind(request, question, results)),
        "times": TIMES,
        "orders": ORDERS,
        "choices": choices(request.user, question, results),
        "direct": _direct(request, text, results) if results.hits else [],
        "helpers": [] if results.hits else helpers(request.user, results.tokens),
        "without_filters": f"?{_only_words(request)}" if question.narrowed else "",
    }


def _direct(request: HttpRequest, text: str, results: Results) -> list[Suggestion]:
    """People and spaces whose name begins like the words, unless they stand at the top anyway."""
    first = {hit.url for hit in results.hits[:TOP]}
    offered = suggest(request.user, text)
    wanted = [one for one in offered if one.kind in ("person", "space") and one.url not in first]
    return wanted[:MOST_DIRECT]


def _of_every_kind(request: HttpRequest, question: Question, results: Results) -> Results:
    """How many there are of each kind, also while one of them is looked at."""
    if not question.query.kinds:
        return results
    return find(request.user, replace(question.query, kinds=()), limit=1)


def _only_words(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in set(query) - {"q"}:
        del query[name]
    return query.urlencode()


@require_safe
@rate_limit(SUGGESTIONS, "GET")
def suggestions(request: HttpRequest) -> HttpResponse:
    """People, spaces and titles whose words begin with what is typed, as options of a list."""
    offered = offers(request.user, request.GET.get("q", ""))
    return render(request, "search/_suggestions.html", {"offered": offered})


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """What a file says, page by page, with what was looked for marked."""
    stored = file_of(request.user, key)
    if stored is None:
        raise Http404
    text = FileText.objects.filter(key=stored.key).first()
    asked = Query(request.GET.get("q", "")).checked()
    tokens = {token for word in asked.words for token in word.tokens}
    context = {"file": stored, "text": text, "pages": pages_of(text, tokens)}
    return render(request, "search/file.html", context)
