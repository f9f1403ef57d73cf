"""Reads our own source and says where it breaks a rule that reviews would miss."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "intranet",
    "search",
    "demo",
    "notifications",
    "announcements",
    "polls",
    "surveys",
    "feed",
    "chat",
    "spaces",
    "accounts",
    "reactions",
    "kit",
)
MANAGERS = {"objects", "_default_manager", "_base_manager"}
# A chain of calls with one of these starts at the user.
SCOPES = {"visible_to", "listed_to", "of_member"}
# Rows that belong to the person who asks: `Model.objects.filter(user=request.user)`.
OWNER_FIELDS = {"user", "author", "uploader", "by", "pk"}
ASKERS = {"user", "by", "request.user", "self.user", "self.request.user"}
SURFACES = (
    "views.py", "views/*.py", "api.py", "api/*.py", "serializers.py", "live.py", "forms.py",
    "pages.py", "navigation.py", "context_processors.py", "view_helpers.py", "tree.py",
    "timeline.py", "directory.py", "feeds.py", "tasks.py", "middleware.py",
    "http/middleware.py", "sections.py", "templatetags/*.py", "http/health.py",
    "keys.py", "design_system.py", "auth_views.py", "previews.py", "links.py", "live/hints.py",
    "*/views.py", "*/api.py", "engine/*.py", "helping.py", "offering.py", "organisation.py",
    "wording.py",
    "device.py", "device/*.py", "today.py",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A line that breaks a rule."""

    path: str
    line: int
    rule: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} (in {self.where or 'the file'})"


def sources(*folders: str) -> list[Path]:
    """Our own Python files, without migrations."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def surfaces() -> list[Path]:
    """Every file through which something reaches a reader."""
    found = {path for app in APPS for form in SURFACES for path in (ROOT / app).glob(form)}
    return sorted(found)


def short(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))


# --- the reading rule ----------------------------------------------------------------------------
def unguarded(source: str, guarded: Iterable[str], path: str = "") -> list[Finding]:
    """Queries on guarded models in `source` that do not start at the user."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    names = set(guarded) | _aliases(tree, set(guarded))
    return [
        Finding(path, node.lineno, rule, _function_around(node, parents))
        for node in ast.walk(tree)
        if (rule := _broken_rule(node, names, parents))
    ]


def _aliases(tree: ast.AST, guarded: set[str]) -> set[str]:
    """`from feed.models import Post as P`, `Row = Post`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {name.asname for name in node.names if name.name in guarded and name.asname}
        if isinstance(node, ast.Assign) and _dotted(node.value) in {*guarded, "get_user_model()"}:
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _broken_rule(node: ast.AST, names: set[str], parents: dict[ast.AST, ast.AST]) -> str:
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        model = _dotted(node.value)
        known = model.rpartition(".")[2] in names or model == "get_user_model()"
        if known and not _starts_at_the_user(node, parents):
            return f"{model}.{node.attr} without visible_to"
    if isinstance(node, ast.Call) and _dotted(node.func).startswith("get_") and node.args:
        wanted = _dotted(node.args[0]).rpartition(".")[2]
        shortcut = _dotted(node.func) in ("get_object_or_404", "get_list_or_404")
        if shortcut and wanted in names and not _asks_for_own(node):
            return f"{_dotted(node.func)}({wanted}) without visible_to"
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.views.generic"):
        return "generic views choose their rows themselves"
    return ""


def _starts_at_the_user(manager: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the chain of calls on the manager narrows it to what a person may know."""
    first, *_rest = calls = list(_chain(manager, parents)) or [None]
    if first is None:
        return False
    if {call.func.attr for call in calls} & SCOPES:  # type: ignore[union-attr]
        return True
    return _is_harmless(first) or any(_asks_for_own(c) or _is_about_rows(c) for c in calls)


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.Call]:
    """The calls `.a(…).b(…)` that hang on `node`."""
    while isinstance(attribute := parents.get(node), ast.Attribute):
        call = parents.get(attribute)
        if not isinstance(call, ast.Call) or call.func is not attribute:
            return
        yield call
        node = call


def _is_harmless(call: ast.Call) -> bool:
    """`none()` reads nothing; `active()` is the directory, which every active person sees."""
    return call.func.attr in ("none", "active")  # type: ignore[attr-defined]


def _asks_for_own(call: ast.Call) -> bool:
    return any(
        keyword.arg in OWNER_FIELDS and _dotted(keyword.value).removesuffix(".pk") in ASKERS
        for keyword in call.keywords
    )


def _is_about_rows(call: ast.Call) -> bool:
    """`filter(post=OuterRef("pk"))`: a part of another query, about the rows that one reads."""
    values = [keyword.value for keyword in call.keywords]
    return any(isinstance(v, ast.Call) and _dotted(v.func) == "OuterRef" for v in values)


def _function_around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    around = []
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            around.insert(0, node.name)
    return ".".join(around)


def _dotted(node: ast.AST) -> str:
    """`a.b.c`, `f()`; empty for anything more complicated."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        return f"{_dotted(node.func)}()"
    return ""


# --- HTML ----------------------------------------------------------------------------------------
UNSAFE_IN_TEMPLATES = {
    r"\|\s*safe(seq)?\b": "marks text safe",
    r"\{%\s*autoescape\s+off": "switches escaping off",
    r"\sstyle\s*=": "inline style",
    r"\son[a-z]+\s*=\s*[\"']": "inline handler",
    r"javascript:": "script in an address",
    r"<script(?![^>]*\ssrc=)[^>]*>": "inline script",
    r"<style\b": "inline style sheet",
    r"hx-on": "inline handler",
}
UNSAFE_IN_SCRIPTS = {
    r"\.(inner|outer)HTML\s*\+?=(?!=)(\s*[`\"']|.*\$\{|.*\s\+\s)": "builds HTML from text",
    r"insertAdjacentHTML\([^,]+,\s*[`\"']|createContextualFragment": "builds HTML from text",
    r"document\.write": "builds HTML from text",
    r"\beval\(|new Function\(": "runs text as script",
}


def unsafe_lines(text: str, rules: dict[str, str], path: str = "") -> list[Finding]:
    """Lines of a template or script that open a door for foreign script."""
    text = re.sub(r"\{#.*?#\}", "", text)
    return [
        Finding(path, number, rule)
        for number, line in enumerate(text.splitlines(), 1)
        for pattern, rule in rules.items()
        if re.search(pattern, line)
    ]


def unsafe_marks(source: str, path: str = "") -> list[Finding]:
    """Calls that mark something safe which is not a text written here."""
    tree = ast.parse(source)
    return [
        Finding(path, node.lineno, f"{_dotted(node.func)} of what is not a constant")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _dotted(node.func).rpartition(".")[2] in ("mark_safe", "SafeString", "format_html")
        and not (node.args and _is_constant(node.args[0], tree))
    ]


def _is_constant(node: ast.AST, tree: ast.AST) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_constant(node.body, tree) and _is_constant(node.orelse, tree)
    if isinstance(node, ast.Name):
        given = [
            assign.value
            for assign in ast.walk(tree)
            if isinstance(assign, ast.Assign) and node.id in map(_dotted, assign.targets)
        ]
        return bool(given) and all(isinstance(value, ast.Constant) for value in given)
    return isinstance(node, ast.Constant) or _is_rendered(node)


def _is_rendered(node: ast.AST) -> bool:
    """`get_template(…).render(…)`: templates escape what they show."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    template = node.func.value
    made_here = isinstance(template, ast.Call) and _dotted(template.func) == "get_template"
    return node.func.attr == "render" and made_here


def calls_of(source: str, names: set[str], path: str = "") -> list[Finding]:
    """Calls of functions nobody should call here, by their last name."""
    return [
        Finding(path, node.lineno, f"calls {_dotted(node.func)}")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _dotted(node.func).rpartition(".")[2] in names
    ]


# --- layout of templates, style sheets and scripts -----------------------------------------------
LONGEST_LINE = 120
LONGEST_SCRIPT = 300
LONGEST_CONDITION = 3  # terms joined by `and` or `or`
SENTENCE = {
    "a",
    "b",
    "bdi",
    "br",
    "code",
    "em",
    "i",
    "kbd",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
COMMENT = re.compile(r"\{#.*?#\}")
SILENT_TAG = re.compile(
    r"\{% (?:block|endblock|if|elif|else|endif|for|empty|endfor|with|endwith|once|endonce|load)\b"
    r".*?%\}"
)
SPEAKING_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
START_TAG = re.compile(r"""<([a-z][\w-]*)(?:[^>"']|"[^"]*"|'[^']*')*(?:>|$)""")
CONDITION = re.compile(r"\{% (?:if|elif) (.*?) %\}")


def long_lines(text: str, path: str = "") -> list[Finding]:
    """Lines that nobody reads without scrolling."""
    return [
        Finding(path, number, f"{len(line)} characters")
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]


def crowded_lines(text: str, path: str = "") -> list[Finding]:
    """Lines of a template on which several elements begin.

    Inside of a sentence further ones may, and where one follows another without a space.
    """
    return [
        Finding(path, number, "several elements")
        for number, line in enumerate(text.splitlines(), 1)
        if _is_crowded(line)
    ]


def _is_crowded(line: str) -> bool:
    shown = SPEAKING_TAG.sub("T", SILENT_TAG.sub("", COMMENT.sub("", line)))
    _first, *others = list(START_TAG.finditer(shown)) or [None]
    return any(tag is not None and not _is_in_a_sentence(tag, shown) for tag in others)


def _is_in_a_sentence(tag: re.Match[str], line: str) -> bool:
    before, name = line[: tag.start()], tag[1]
    behind = line[tag.end() :].partition(f"</{name}>")[2].lstrip()
    follows = re.search(rf"</(?:{'|'.join(SENTENCE)})>$", before)
    words = (before.strip() and before.rstrip()[-1] != ">") or (behind and behind[0] != "<")
    return name in SENTENCE and bool(words or follows)


def long_conditions(text: str, path: str = "") -> list[Finding]:
    """Conditions that a view or a property should answer."""
    return [
        Finding(path, number, condition)
        for number, line in enumerate(text.splitlines(), 1)
        for condition in CONDITION.findall(line)
        if len(re.split(r" (?:and|or) ", condition)) > LONGEST_CONDITION
        or (" and " in condition and " or " in condition)
    ]


# --- size ----------------------------------------------------------------------------------------
def function_lengths(source: str) -> dict[str, int]:
    """Lines of every function from `def` to its end, without docstring, comments, empty lines."""
    lines, lengths = source.splitlines(), {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            inside = set(range(node.lineno, last + 1)) - _docstring(node)
            lengths[f"{node.name}:{node.lineno}"] = sum(_is_code(lines[n - 1]) for n in inside)
    return lengths


def _docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[int]:
    first = node.body[0]
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return set()
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")
