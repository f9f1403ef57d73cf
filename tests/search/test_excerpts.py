"""Excerpts are safe, short, and show where the words stand."""

import pytest

from search.engine.excerpts import LENGTH, excerpt


def test_what_was_looked_for_is_marked_in_every_form():
    assert excerpt("Die Garantien der Rücknahme", {"garanti", "rucknahm"}) == (
        "Die <mark>Garantien</mark> der <mark>Rücknahme</mark>"
    )


def test_a_word_inside_of_another_is_marked_with_it():
    assert "<mark>Volumenstromsensor</mark>" in excerpt("Ein Volumenstromsensor", {"sensor"})


@pytest.mark.parametrize("text", ["<script>alert(1)</script> pump", "pump & <b>", '"pump" onload='])
def test_markup_of_a_text_stays_text(text):
    shown = excerpt(text, {"pump"})
    assert shown.count("<") == 2 * shown.count("<mark>") == 2


def test_a_long_text_is_shown_around_the_first_hit():
    text = "word " * 500 + "the pump leaks " + "word " * 500
    shown = excerpt(text, {"pump"})
    assert shown.startswith("…") and shown.endswith("…") and "<mark>pump</mark>" in shown
    assert len(shown) < LENGTH + 60


def test_without_a_hit_the_beginning_is_shown():
    assert excerpt("short text", {"pump"}) == "short text"
    assert excerpt("x" * 5000, {"pump"}).endswith("…")
    assert excerpt("", {"pump"}) == ""
