"""The rules of the code that a machine can check. Every checker is shown something bad first."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from kit.jobs import outbox
from tests import guards, once
from tests.guards import APPS, ROOT

GUARDED_APPS = (
    "accounts",
    "spaces",
    "feed",
    "chat",
    "polls",
    "announcements",
    "surveys",
    "notifications",
)

# Queries in surfaces that do not name `visible_to` themselves, and why nothing leaks there.
ALLOWED_QUERIES = {
    ("feed/api/posts.py", "Posts.list"): "a topic is a word; its posts come from visible_to",
    ("feed/views/lists.py", "topic"): "a topic is a word; its posts come from visible_to",
    ("feed/timeline.py", "of_topic"): "only marks of posts from visible_to (Exists)",
    ("accounts/directory.py", "_with_ids"): "names beside things that came from visible_to",
    ("feed/api/posts.py", "Posts.reactions"): "children of a post that came from visible_to",
    ("feed/views/posts.py", "reactions"): "children of a post that came from visible_to",
    ("feed/views/comments.py", "reactions"): "children of a comment that came from visible_to",
    ("chat/navigation.py", "with_position"): "positions of the person of the outer row, as a count",
    (
        "chat/navigation.py",
        "never_opened",
    ): "memberships of the person of the outer row, as a count",
    ("chat/api/messages.py", "Messages.reactions"): "children of a message from visible_to",
    ("chat/api/people.py", "Participants._roles"): "roles in a space from visible_to",
    ("chat/views/messages.py", "reactions"): "children of a message that came from visible_to",
    (
        "spaces/view_helpers.py",
        "_known_people",
    ): "members, for those who may see them (can_see_members)",
    ("announcements/api/serializers.py", "NewAnnouncement"): "categories are known to everybody",
    ("announcements/forms.py", "AnnouncementForm"): "categories are known to everybody",
    ("announcements/views/reading.py", "announcements"): "categories are known to everybody",
    ("announcements/views/editorial.py", "preview"): "pictures of an announcement from listed_to",
    ("announcements/views/editorial.py", "picture"): "pictures of an announcement from listed_to",
    ("feed/live.py", "spaces_of"): "ids of channels; hearing them asks visible_to",
    ("chat/live.py", "how_far"): "numbers of channels that sockets were let into by visible_to",
}
# Text that is marked safe outside of kit.text.rendering, and who made it safe.
ALLOWED_MARKS = {
    "kit/text/rendering.py": "the one place that turns text into HTML",
    "search/engine/excerpts.py": "marks around escaped pieces of a text without markup",
    "kit/templatetags/ui.py": "a column that only kit.text.rendering writes",
    "feed/templatetags/feed.py": "what a template drew, with an escaped address put in",
}
ALLOWED_SCRIPTS = {
    "static/parts/image-viewer.js": "icons from constants of the same file",
}
BANNED_NAMES = {"utils", "helpers", "manager", "data", "info", "misc", "common"}


def guarded_models():
    return {
        model.__name__ for app in GUARDED_APPS for model in apps.get_app_config(app).get_models()
    }


def templates():
    found = [*ROOT.glob("templates/**/*.html")]
    for app in APPS:
        found += (ROOT / app).glob("templates/**/*.html")
    return sorted(path for path in found if "mail" not in path.relative_to(ROOT).parts)


def scripts():
    found = [*ROOT.glob("static/*/*.js")]
    for app in APPS:
        found += (ROOT / app).glob("static/**/*.js")
    return sorted(found)


def report(findings):
    return "\n".join(map(str, findings))


# --- A1: every query of a surface starts at the user ---------------------------------------------
BAD_QUERIES = {
    "all": "Post.objects.all()",
    "filter": "Post.objects.filter(pk=1).first()",
    "get": "models.Post.objects.get(pk=1)",
    "default manager": "Post._default_manager.filter(pk=1)",
    "bare manager": "rows = Post.objects",
    "manager handed on": "show(Post.objects)",
    "shortcut": "get_object_or_404(Post, pk=1)",
    "list shortcut": "get_list_or_404(Post)",
    "alias": "from feed.models import Post as P\nP.objects.all()",
    "renamed": "Row = Post\nRow.objects.all()",
    "user model": "get_user_model().objects.filter(pk=1)",
    "renamed user model": "Person = get_user_model()\nPerson.objects.all()",
    "scope of another query": "Post.objects.filter(pk__in=Post.objects.visible_to(user))",
    "somebody else's": "Post.objects.filter(author=person)",
    "generic view": "from django.views.generic import ListView",
    "in a lambda": "rows = lambda: Post.objects.all()",
    "in a comprehension": "[p for p in Post.objects.all()]",
}
GOOD_QUERIES = {
    "visible": "Post.objects.visible_to(request.user).filter(pk=1)",
    "visible later": "Post.objects.newest_first().visible_to(user)",
    "listed": "get_object_or_404(Post.objects.listed_to(user), pk=1)",
    "own": "Post.objects.filter(author=request.user)",
    "own row": "get_object_or_404(Post, user=request.user, pk=1)",
    "none": "Post.objects.none()",
    "directory": "get_user_model().objects.active()",
    "correlated": "Exists(Post.objects.filter(shared=OuterRef('pk')))",
    "another model": "Weather.objects.all()",
    "through the parent": "post.comments.all()",
}


@pytest.mark.parametrize("source", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_A1_the_check_sees_a_query_that_does_not_start_at_the_user(source):
    assert guards.unguarded(source, {"Post"})


@pytest.mark.parametrize("source", GOOD_QUERIES.values(), ids=GOOD_QUERIES)
def test_A1_the_check_lets_pass_what_starts_at_the_user(source):
    assert not guards.unguarded(source, {"Post"}), guards.unguarded(source, {"Post"})


def test_A1_the_check_names_file_line_and_function():
    source = "class View:\n    def get(self):\n        return Post.objects.all()\n"
    finding = guards.unguarded(source, {"Post"}, "feed/views.py")[0]
    assert (finding.path, finding.line, finding.where) == ("feed/views.py", 3, "View.get")


def findings_in_surfaces():
    names = guarded_models()
    return [
        finding
        for path in guards.surfaces()
        for finding in guards.unguarded(path.read_text(), names, guards.short(path))
    ]


def test_A1_every_query_of_a_surface_starts_at_the_user():
    leaks = [f for f in findings_in_surfaces() if (f.path, f.where) not in ALLOWED_QUERIES]
    assert not leaks, report(leaks)


def test_A1_every_exception_is_still_needed():
    used = {(finding.path, finding.where) for finding in findings_in_surfaces()}
    assert set(ALLOWED_QUERIES) <= used, set(ALLOWED_QUERIES) - used


def test_A1_all_models_of_the_business_are_guarded():
    assert {"Space", "Membership", "Post", "Comment", "Photo", "User"} <= guarded_models()


def test_A1_every_view_lives_in_a_file_that_is_checked():
    from tests.routes import ours

    checked = {guards.short(path) for path in guards.surfaces()}
    checked |= {"accounts/auth_views.py"}  # allauth's views; they know nobody but the asker
    admin = {"admin.py", "administration.py"}  # for administrators; shows no private content
    for route in ours():
        if Path(route.file).name not in admin:
            assert route.file in checked, f"{route.name} lives in {route.file}"


# --- C4: no door for foreign script --------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    [
        "{{ post.body|safe }}",
        "{{ post.body | safeseq }}",
        "{% autoescape off %}",
        '<p style="color: red">',
        "<p onclick='go()'>",
        '<a href="javascript:alert(1)">',
        "<script>alert(1)</script>",
        '<script type="module">import x</script>',
        "<style>p {}</style>",
        '<button hx-on:click="go()">',
    ],
)
def test_C4_the_check_sees_what_is_unsafe_in_a_template(line):
    assert guards.unsafe_lines(line, guards.UNSAFE_IN_TEMPLATES)


@pytest.mark.parametrize(
    "line",
    [
        "{{ post.body }}",
        '<script type="module" src="/x.js"></script>',
        '<input name="style">',
        '<time datetime="x" title="y">',
        '{# a comment about style="…" #}',
        "<p>One on=two</p>",
    ],
)
def test_C4_the_check_lets_pass_what_is_safe_in_a_template(line):
    assert not guards.unsafe_lines(line, guards.UNSAFE_IN_TEMPLATES)


def test_C4_templates_mark_nothing_safe_and_hold_no_script_or_style():
    found = [
        finding
        for path in templates()
        for finding in guards.unsafe_lines(
            path.read_text(), guards.UNSAFE_IN_TEMPLATES, guards.short(path)
        )
    ]
    assert templates()
    assert not found, report(found)


@pytest.mark.parametrize(
    "line",
    [
        "this.innerHTML = `<b>${name}</b>`;",
        "row.outerHTML = '<b>' + name;",
        'list.insertAdjacentHTML("beforeend", `<li>${name}`);',
        "document.write(name)",
        "eval(name)",
    ],
)
def test_C4_the_check_sees_scripts_that_build_html(line):
    assert guards.unsafe_lines(line, guards.UNSAFE_IN_SCRIPTS)


def test_C4_scripts_build_no_html_from_text():
    found = [
        finding
        for path in scripts()
        for finding in guards.unsafe_lines(
            path.read_text(), guards.UNSAFE_IN_SCRIPTS, guards.short(path)
        )
        if guards.short(path) not in ALLOWED_SCRIPTS
    ]
    assert scripts()
    assert not found, report(found)


def test_C4_the_check_sees_text_that_is_marked_safe():
    assert guards.unsafe_marks("mark_safe(post.body)")
    assert guards.unsafe_marks("format_html(post.body)")
    assert guards.unsafe_marks("body = '<b>'\nbody = post.body\nmark_safe(body)")
    assert guards.unsafe_marks("SafeString(thing.render())")
    assert not guards.unsafe_marks("mark_safe('<br>')")
    assert not guards.unsafe_marks("SafeString(get_template('a.html').render({}))")
    assert not guards.unsafe_marks("pair = '<b>{}</b>'\nformat_html(pair, post.body)")


def test_C4_text_becomes_html_in_one_place():
    found = [
        finding
        for path in guards.sources(*APPS)
        for finding in guards.unsafe_marks(path.read_text(), guards.short(path))
        if finding.path not in ALLOWED_MARKS
    ]
    assert not found, report(found)


# --- layout --------------------------------------------------------------------------------------
CROWDED = {
    "item": '<li><a href="/">Feed</a></li>',
    "two blocks": "<div></div><div></div>",
    "conditional": "{% if icon %}<span>{{ icon }}</span> <b>{{ name }}</b>{% endif %}",
    "control": '<label>{{ label }} <input name="q"></label>',
}
READABLE = {
    "one": '<p class="{% if is_big %}big{% endif %}">{{ text }}</p>',
    "sentence": '<p>Ask <b>{{ name }}</b> or <a href="/">somebody else</a>.</p>',
    "small print": "<h1>{{ title }}{% if sub %}<small>{{ sub }}</small>{% endif %}</h1>",
    "glued": "<b>{{ count }}</b><small>/{{ all }}</small>",
    "end": "</div></div>",
    "tags": '{% icon "x" %}<span>{{ text }}</span>',
}


@pytest.mark.parametrize("line", CROWDED.values(), ids=CROWDED)
def test_the_check_sees_several_elements_on_a_line(line):
    assert guards.crowded_lines(line)


@pytest.mark.parametrize("line", READABLE.values(), ids=READABLE)
def test_the_check_lets_pass_one_element_and_those_of_a_sentence(line):
    assert not guards.crowded_lines(line)


def test_the_check_sees_conditions_that_hold_logic():
    assert guards.long_conditions("{% if a and b or c %}")
    assert guards.long_conditions("<p{% if a or b or c or d %} hidden{% endif %}>")
    assert not guards.long_conditions("{% if a and b and not c %}{% if d or e %}")


def own(*patterns):
    """The product's files that match, below each of its folders."""
    folders = [ROOT, *(ROOT / app for app in APPS)]
    return sorted({path for folder in folders for one in patterns for path in folder.glob(one)})


@pytest.mark.parametrize("check", [guards.long_lines, guards.crowded_lines, guards.long_conditions])
def test_a_template_can_be_read(check):
    pages = own("templates/**/*.html")
    found = [one for page in pages for one in check(page.read_text(), guards.short(page))]
    assert len(pages) > 200
    assert not found, report(found)


def test_style_sheets_and_scripts_can_be_read():
    files = own("static/**/*.css", "static/**/*.js", "webpush/*.js", "templates/**/*.css")
    found = [
        one for file in files for one in guards.long_lines(file.read_text(), guards.short(file))
    ]
    long = [file for file in files if file.suffix == ".js" and _lines(file) > guards.LONGEST_SCRIPT]
    assert {file.suffix for file in files} == {".css", ".js"}
    assert not found, report(found)
    assert not long, long


def _lines(file):
    return len(file.read_text().splitlines())


# --- size and names ------------------------------------------------------------------------------
def test_the_check_counts_lines_without_docstrings_and_comments():
    source = 'def f():\n    """Why.\n\n    More.\n    """\n    # why\n\n    return 1\n'
    assert list(guards.function_lengths(source).values()) == [2]


def test_no_function_is_longer_than_60_lines():
    found = {
        f"{guards.short(path)} {name}": length
        for path in guards.sources(*APPS)
        for name, length in guards.function_lengths(path.read_text()).items()
        if length > 60
    }
    assert not found, found


def test_no_file_is_longer_than_400_lines():
    long = [
        path
        for path in guards.sources(*APPS, "tests")
        if len(path.read_text().splitlines()) > (400 if "tests" not in path.parts else 700)
    ]
    assert not long, long


def test_names_say_what_is_inside():
    modules = {path.stem for path in guards.sources(*APPS)} | {
        folder.name for app in APPS for folder in (ROOT / app).rglob("*") if folder.is_dir()
    }
    assert not modules & BANNED_NAMES


# --- habits --------------------------------------------------------------------------------------
@pytest.mark.parametrize("app", APPS)
def test_nobody_prints(app):
    found = [
        finding
        for path in guards.sources(app)
        for finding in guards.calls_of(path.read_text(), {"print"}, guards.short(path))
    ]
    assert not found, report(found)


def test_no_rule_hides_in_a_model_signal():
    found = [
        guards.short(path)
        for path in guards.sources(*APPS)
        if "models.signals" in path.read_text() or "import receiver" in path.read_text()
    ]
    assert not found


def test_lists_know_no_page_numbers():
    names = {"Paginator", "PageNumberPagination", "LimitOffsetPagination"}
    found = [
        finding
        for path in guards.sources(*APPS)
        for finding in guards.calls_of(path.read_text(), names, guards.short(path))
    ]
    assert not found, report(found)


def test_only_settings_and_kit_ask_which_profile_runs():
    asking = [
        guards.short(path)
        for path in guards.sources(*GUARDED_APPS)
        if "settings.EMBEDDED" in path.read_text() or "connection.vendor" in path.read_text()
    ]
    assert not asking


def test_every_event_has_a_listener():
    ours = {n: one for n, one in outbox.events().items() if not one.__module__.startswith("tests.")}
    assert ours and [name for name, event in ours.items() if not event.handlers] == []


LEAVES = ("polls", "announcements", "surveys", "notifications", "search")


@pytest.mark.parametrize("app", ["accounts", "spaces", "feed", "chat", *LEAVES, "kit"])
def test_every_app_speaks_german(app):
    assert (ROOT / app / "locale" / "de" / "LC_MESSAGES" / "django.po").exists()


def test_every_app_has_its_tests():
    for app in ("accounts", "spaces", "feed", "chat", *LEAVES, "kit", "intranet"):
        assert list((ROOT / "tests" / app).glob("test_*.py")), app


def test_an_app_imports_only_from_lower_lines():
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert lint, "import-linter is not installed"
    ended = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout


def imported_apps(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_engine_of_notifications_knows_no_app_that_tells_of_something():
    content = {"spaces", "feed", "chat", "polls", "announcements", "surveys"}
    for path in guards.sources("notifications"):
        assert not content & set(imported_apps(path)), guards.short(path)
        assert "is_installed" not in path.read_text(), guards.short(path)


def test_what_is_not_repeated_on_sqlite_is_there():
    named = [pattern for pattern in once.ONCE if "*" not in pattern]
    assert [path for path in named if not (once.TESTS / path).exists()] == []
