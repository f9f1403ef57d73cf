"""One word for each thing, one thing for each word: in names of the code and in addresses."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.guards import ROOT, short, sources

FOLDERS = (
    "accounts",
    "announcements",
    "bench",
    "chat",
    "demo",
    "feed",
    "intranet",
    "kit",
    "notifications",
    "polls",
    "reactions",
    "spaces",
    "surveys",
)
# Words that named a thing beside its own word, and the word to use.
RETIRED = {
    "deed": "action",
    "groupmark": "spacemark",
    "holder": "container",
    "lasts": "duration",
    "news": "announcement",
    "octets": "base64url",
    "parcel": "batch",
    "room": "conversation",
    "rooms": "conversations",
    "summaries": "digests",
    "summary": "digest",
    "talk": "conversation",
    "talks": "conversations",
    "tell": "notify, or what it does",
    "urn": "ballot_box",
    "ways": "channels",
}
IN_ADDRESSES = RETIRED | {"g": "s", "group": "space", "groups": "spaces"}
ALLOWED = {
    ("notifications/webpush/messages.py", "summary"): "one push message for all that waited",
    ("intranet/settings.py", "news"): "a setting that operators have written down",
}
# Names that each stood for several classes or functions: at most one may be called so.
ONCE_ONLY = {
    "Answer", "Asked", "Away", "Busy", "Channel", "Figures", "Kind", "Line", "Message", "Outcome",
    "Part", "Place", "Plan", "Question", "Section", "Sessions", "Shown", "Target", "Told", "Topic",
    "Window", "Written", "end", "look", "settle", "settled", "tell", "told",
}  # fmt: skip


def parts(name: str) -> list[str]:
    """The words a name is made of: `make_talk`, `MakeTalk` and `make-talk` are two."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_").split("_")


def names_of(source: str) -> Iterator[str]:
    """Every name that the code gives: functions, classes, arguments, variables, fields."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr


def retired(source: str, path: str = "") -> list[tuple[str, str]]:
    """Names with a retired word, and the word to use."""
    words = {one: RETIRED[one] for one in RETIRED if (path, one) not in ALLOWED}
    found = dict.fromkeys(
        (name, words[w]) for name in names_of(source) for w in parts(name) if w in words
    )
    return list(found)


def definitions(source: str) -> Iterator[str]:
    """The classes and functions of a module that others can import."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            yield from (one.name for one in node.body if isinstance(one, ast.ClassDef))


def modules() -> list[Path]:
    """The code of the product; migrations keep the words of their time."""
    return [path for path in sources(*FOLDERS) if "migrations" not in path.parts]


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Route and name of every page; REST keeps its paths, the administration is Django's."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one.name or ""
        elif not route.startswith(("admin/", "api/")):
            yield from addresses(one, route)


def test_no_name_has_a_retired_word() -> None:
    assert retired("def make_talk(room):\n    self.holder = 1") == [
        ("make_talk", "conversation"), ("room", "conversation"), ("holder", "container"),
    ]  # fmt: skip
    assert retired("class Newsroom:\n    roomy = 1") == []
    found = {short(path): retired(path.read_text(), short(path)) for path in modules()}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_file_is_named_by_a_retired_word() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = [path for path in files if not {"migrations", "__pycache__"} & {*path.parts}]
    assert [short(path) for path in kept if {*parts(path.stem)} & {*RETIRED}] == []


@pytest.mark.usefixtures("client")
def test_no_address_has_a_retired_word() -> None:
    found = list(addresses())
    assert ("announcements/", "announcements") in found
    wrong = [
        (route, name)
        for route, name in found
        if {*parts(name), *re.split(r"[/<>:]", route)} & {*IN_ADDRESSES}
    ]
    assert wrong == []


def test_one_word_names_one_class_or_function() -> None:
    named = defaultdict(list)
    for path in modules():
        for name in definitions(path.read_text()):
            named[name].append(short(path))
    assert {name: named[name] for name in ONCE_ONLY if len(named[name]) > 1} == {}


def test_what_is_allowed_is_needed() -> None:
    for path, word in ALLOWED:
        assert word in {
            part for name in names_of((ROOT / path).read_text()) for part in parts(name)
        }
