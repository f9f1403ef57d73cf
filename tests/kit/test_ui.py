"""The components: what they write, what they never write."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from kit.templatetags import form_fields, formatting, ui
from kit.text import humanize

NBSP = "\N{NO-BREAK SPACE}"
ROOT = Path(settings.BASE_DIR)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)  # 10:41 in Berlin, a Monday


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def person(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"initials": "DY", "hue": 45, "portrait_key": "", **fields})


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"), timezone.override(BERLIN):
        yield


# --- small things ----------------------------------------------------------------------------
def test_an_icon_is_silent_and_comes_from_the_sprite() -> None:
    html = render('{% icon "house" %}')
    assert 'aria-hidden="true"' in html
    assert "icons.svg#house" in html


def test_an_icon_that_left_the_list_becomes_a_star() -> None:
    assert "#star" in render("{% icon name %}", name="fax-machine")


def test_an_icon_name_cannot_break_out() -> None:
    assert "<script" not in render("{% icon name %}", name='x"/><script>')


def test_sizes_of_icons_are_classes() -> None:
    assert 'class="icon icon--l"' in render('{% icon "house" "l" %}')


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        (0, "h-0"),
        (45, "h-45"),
        (40, "h-45"),
        (7, "h-0"),
        (359, "h-0"),
        (345, "h-345"),
        (None, "h-0"),
    ],
)
def test_every_hue_falls_on_a_step_that_has_a_class(degrees: int | None, expected: str) -> None:
    assert ui.hue(degrees) == expected


def test_an_avatar_shows_initials_or_the_picture() -> None:
    assert ">DY<" in render("{% avatar p %}", p=person())
    pictured = person(portrait_key="abc", portrait_address=lambda size: f"/files/abc/{size}")
    with_picture = render('{% avatar p "s" %}', p=pictured)
    assert 'alt=""' in with_picture
    assert "abc" in with_picture
    assert "av--s" in with_picture
    assert 'width="' in with_picture
    assert 'height="' in with_picture


def test_initials_are_escaped() -> None:
    assert "<b>" not in render("{% avatar p %}", p=person(initials="<b>"))


def test_a_space_is_a_square_with_its_icon() -> None:
    html = render("{% spacemark s %}", s=SimpleNamespace(hue=165, icon="wrench"))
    assert "av--space" in html
    assert "h-165" in html
    assert "#wrench" in html


def test_a_badge_of_zero_is_nothing() -> None:
    assert render("{% badge 0 %}") == ""


def test_a_badge_says_aloud_what_it_counts() -> None:
    html = render('{% badge 3 "3 unread" %}')
    assert '<span class="sr-only">3 unread</span>' in html
    assert "99+" in render("{% badge 100 %}")


def test_numbers_follow_the_language() -> None:
    assert render("{% number 1250 %}") == "1,250"
    with translation.override("de"):
        assert render("{% number 1250 %}") == "1.250"
        assert render("{{ 52|percent }}") == "52\u00a0%"
    assert render("{{ 52|percent }}") == "52%"


# --- time ------------------------------------------------------------------------------------
GERMAN = {
    timedelta(seconds=20): "gerade eben",
    timedelta(minutes=12): "vor 12 Min.",
    timedelta(minutes=72): "heute, 09:29",
    timedelta(hours=19, minutes=21): "gestern, 15:20",
    timedelta(days=2, hours=23, minutes=36): "Fr., 20. Nov., 11:05",
    timedelta(days=385): "3. Nov. 2025",
}
ENGLISH = {
    timedelta(seconds=20): "just now",
    timedelta(minutes=12): "12 min ago",
    timedelta(minutes=72): "today, 09:29",
    timedelta(hours=19, minutes=21): "yesterday, 15:20",
    timedelta(days=2, hours=23, minutes=36): "Fri 20 Nov, 11:05",
    timedelta(days=385): "3 Nov 2025",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_times_are_said_as_people_say_them(language: str) -> None:
    expected = GERMAN if language == "de" else ENGLISH
    with translation.override(language):
        said = {age: humanize.relative_time(NOW - age, NOW)[0] for age in expected}
    assert said == {age: words.replace(" ", NBSP) for age, words in expected.items()}


def test_phones_get_a_shorter_form_within_the_hour() -> None:
    with translation.override("de"):
        assert humanize.relative_time(NOW - timedelta(minutes=12), NOW)[1] == f"12{NBSP}Min."
    assert humanize.relative_time(NOW - timedelta(hours=5), NOW)[1] == ""


def test_midnight_of_the_reader_decides_about_yesterday() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert humanize.relative_time(late, NOW)[0].startswith("today")
    with timezone.override(UTC):
        assert humanize.relative_time(late, NOW)[0].startswith("yesterday")


def test_a_moment_of_the_future_is_said_by_the_calendar() -> None:
    assert humanize.relative_time(NOW + timedelta(hours=2), NOW)[0] == f"today,{NBSP}12:41"


def test_the_full_date_is_the_title() -> None:
    html = render("{% ago moment %}", moment=NOW)
    assert 'title="Monday 23 November 2026, 10:41"' in html
    assert 'datetime="2026-11-23T09:41:00Z"' in html
    with translation.override("de"):
        assert "Montag, 23. November 2026, 10:41 Uhr" in render("{% ago moment %}", moment=NOW)


def test_no_moment_is_no_element() -> None:
    assert render("{% ago moment %}", moment=None) == ""


@pytest.mark.parametrize(
    ("hour", "words"), [(5, "Good morning."), (12, "Hello."), (18, "Good evening.")]
)
def test_greetings_follow_the_clock(hour: int, words: str) -> None:
    assert humanize.greeting(datetime(2026, 1, 5, hour, tzinfo=BERLIN)) == words


# --- buttons and blocks ----------------------------------------------------------------------
def test_a_button_submits_unless_it_is_told_otherwise() -> None:
    assert 'type="submit"' in render('{% button "Post" "primary" %}')
    assert 'type="button"' in render('{% button "Post" type="button" %}')


def test_a_button_with_an_address_is_a_link() -> None:
    html = render('{% button "Feed" "soft big" href="/" %}')
    assert html.startswith("<a ")
    assert 'href="/"' in html
    assert "type=" not in html
    assert 'class="btn btn--soft btn--big"' in html


def test_attributes_of_htmx_are_written_with_hyphens_and_escaped() -> None:
    html = render('{% button "Like" hx_put=url disabled=off %}', url='/x/"><b>', off=False)
    assert "hx-put=" in html
    assert "<b>" not in html
    assert "disabled" not in html


def test_words_of_a_button_are_escaped() -> None:
    assert "<b>" not in render("{% button words %}", words="<b>x</b>")


def test_blocks_keep_the_safety_of_what_they_hold() -> None:
    html = render("{% card title=t %}{{ body }}{% endcard %}", t="<i>", body="<b>")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "card--pad" in html


def test_what_a_chip_holds_is_escaped_once() -> None:
    html = render("{% chip %} {{ words }} {% endchip %}", words="R&D <b>")
    assert "R&amp;D &lt;b&gt;" in html


def test_a_page_head_has_one_heading_and_a_way_back() -> None:
    html = render('{% pagehead "Post" "/" %}{% chip "brand" %}x{% endchip %}{% endpagehead %}')
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert 'aria-label="Back"' in html
    assert "<h1" not in render('{% pagehead "Group" kind="bar" %}{% endpagehead %}')


def test_a_dialog_is_named_by_its_heading() -> None:
    html = render('{% dialog "ask" "Really?" %}<p>x</p>{% enddialog %}')
    assert '<dialog class="dialog" id="ask" aria-labelledby="ask-title">' in html
    assert 'id="ask-title"' in html
    assert 'method="dialog"' in html


def test_a_menu_opens_without_script() -> None:
    html = render('{% menu "More" %}<a href="/">x</a>{% endmenu %}')
    assert "<details" in html
    assert 'aria-label="More"' in html


def test_tabs_are_links_that_say_where_one_is() -> None:
    html = render(
        '{% tabs "Views" %}{% tab "All" "/" True %}{% tab "Mine" "/?m" False 3 %}{% endtabs %}'
    )
    assert html.count('aria-current="page"') == 1
    assert "role=" not in html
    assert "badge--calm" in html


def test_states_have_their_roles() -> None:
    assert 'role="status"' in render('{% banner "info" %}x{% endbanner %}')
    assert 'role="alert"' in render('{% banner "error" "info" "alert" %}x{% endbanner %}')
    assert "Nothing" in render('{% empty "Nothing" %}{% endempty %}')
    assert 'aria-hidden="true"' in render("{% skeleton %}")


# --- fields ----------------------------------------------------------------------------------
class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="Name", help_text="As on your badge.")
    note = forms.CharField(widget=forms.Textarea, required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    sun = forms.BooleanField(required=False)
    access = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def field(name: str, **values: str) -> str:
    return render("{% field one %}", one=SampleForm(values or None)[name])


def test_a_field_has_a_label_a_hint_and_its_control() -> None:
    html = field("name")
    assert '<label for="id_name">Name' in html
    assert 'class="input"' in html
    assert 'aria-describedby="id_name_hint"' in html
    assert 'id="id_name_hint"' in html


def test_an_error_keeps_the_text_and_points_at_the_field() -> None:
    html = render("{% field one %}", one=SampleForm({"name": "", "note": "<kept>"})["name"])
    assert 'aria-invalid="true"' in html
    assert "id_name_error" in html
    kept = render("{% field one %}", one=SampleForm({"note": "<kept>"})["note"])
    assert "&lt;kept&gt;" in kept


def test_optional_fields_say_so() -> None:
    assert "(optional)" in field("note")
    assert "(optional)" not in field("name")


def test_each_kind_of_field_gets_its_control() -> None:
    assert 'role="switch"' in field("sun")
    assert 'class="switch"' in field("sun")
    assert "<show-password" in field("secret")
    assert "<fieldset" in field("access")
    assert field("access").count('class="choice"') == 2
    assert field("key").strip().startswith("<input")
    assert "label" not in field("key")


def test_a_password_is_never_sent_back() -> None:
    assert "hunter2" not in field("secret", secret="hunter2")


# --- the rules of the content policy ---------------------------------------------------------
def templates() -> list[Path]:
    return [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]


def is_page(path: Path) -> bool:
    return "mail" not in path.parts and "email" not in path.parts


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    if not is_page(path):
        return
    assert not re.search(r"""\sstyle\s*=\s*["']""", text)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", text)
    assert not re.search(r"<style\b", text)
    assert "hx-boost" not in text
    assert "hx-on" not in text


def test_every_public_tag_says_what_it_is_for() -> None:
    public = [ui.icon, ui.hue, ui.avatar, formatting.ago, ui.button, form_fields.field]
    assert all(function.__doc__ for function in public)
