"""What is drawn once for all is drawn anew where anything it shows, or we, have changed."""

import pytest
from django.utils import timezone, translation

from kit.design import fragment_cache


@pytest.fixture
def draw():
    """Draws, and counts how often."""
    made = []

    def one(thing):
        made.append(thing)
        return f"<p>{thing}</p>"

    one.made = made
    return one


def shown(draw, *things):
    return fragment_cache.drawn("thing", things, lambda thing: thing, draw)


def test_what_looks_alike_is_drawn_once(draw):
    assert shown(draw, "a", "b") == shown(draw, "a", "b") == ["<p>a</p>", "<p>b</p>"]
    assert draw.made == ["a", "b"]


def test_each_language_and_zone_has_its_own(draw):
    with translation.override("de"):
        shown(draw, "a")
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        shown(draw, "a")
    with translation.override("en"), timezone.override("Europe/Berlin"):
        shown(draw, "a")
    assert draw.made == ["a", "a", "a"]


def test_after_an_update_nothing_of_the_version_before_is_shown(draw, monkeypatch):
    shown(draw, "a")
    monkeypatch.setattr(fragment_cache, "_version", lambda: "the next one")
    shown(draw, "a")
    assert draw.made == ["a", "a"]


def test_the_version_says_what_templates_words_and_icons_are(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    template = tmp_path / "feed/templates/feed/_post.html"
    template.parent.mkdir(parents=True)
    template.write_text("a card")
    before = fragment_cache._version.__wrapped__()
    template.write_text("another card")
    assert fragment_cache._version.__wrapped__() != before
