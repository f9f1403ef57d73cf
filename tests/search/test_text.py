"""Tokens: one form for every way to write a word, a code or a number."""

import pytest

from search.text.compounds import cuts, halves, parts
from search.text.folding import clean, fold, fold_code
from search.text.stop_words import STOP_WORDS
from search.text.typing_errors import deletions_to_find, deletions_to_store, distance, errors_in
from search.text.words import LONGEST, stems, words


def tokens(text):
    return [word.tokens for word in words(text)]


def one(text):
    (word,) = words(text)
    return word


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Rücknahme", "rucknahme"),
        ("Ruecknahme", "rucknahme"),
        ("RUCKNAHME", "rucknahme"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Ayşe", "ayse"),
        ("Łódź", "lodz"),
        ("neue", "neue"),
        ("Quelle", "quelle"),
        ("Größe", "grosse"),
        ("Groesse", "grosse"),
    ],
)
def test_every_way_to_write_a_word_is_one(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("one_way", "other_way"),
    [
        ("Rücknahme", "Rücknahmen"),
        ("Häuser", "Haus"),
        ("Haeuser", "Häuser"),
        ("Garantien", "Garantie"),
        ("Messungen", "Messung"),
        ("batteries", "battery"),
        ("checked", "checking"),
        ("Außenfühler", "Aussenfuehler"),
    ],
)
def test_forms_of_a_word_share_a_stem(one_way, other_way):
    assert {*stems(one_way)} & {*stems(other_way)}


@pytest.mark.parametrize(
    "written", ["8O-1147", "80-1147", "8o1147", "8O/1147", "8O.1147".replace(".", "_"), "8O–1147"]
)
def test_a_part_number_is_one_whatever_stands_between(written):
    assert one(written).tokens == ("801147",)


def test_a_part_number_is_found_by_its_pieces():
    assert {"80", "1147"} <= {*one("8O-1147").pieces}


def test_a_version_keeps_its_dots():
    assert one("4.2.1").tokens == ("4.2.1",)
    assert one("4.2.1").tokens != one("42.1").tokens


def test_an_error_code_is_whole():
    assert one("E52").tokens == ("e52",)
    assert "52" in one("E52").pieces


@pytest.mark.parametrize(
    "written",
    ["0451 555 0112", "0451-5550112", "0451/555 0112", "+49 451 555 0112", "0049 (451) 555-0112",
     "+49 (0)451 5550112", "04515550112"],
)  # fmt: skip
def test_a_telephone_number_is_one_however_it_is_written(written):
    assert one(written).tokens == ("04515550112",)


def test_a_text_around_a_telephone_number_keeps_its_order_and_places():
    text = "Ruf 0451 555 0112 an"
    found = list(words(text))
    assert [text[word.start : word.end] for word in found] == ["Ruf", "0451 555 0112", "an"]


def test_a_word_with_a_hyphen_is_found_joined_and_apart():
    assert {token for found in tokens("E-Mail-Adresse") for token in found} >= {"mail", "adress"}
    assert "emailadress" in {token for found in tokens("E-Mail-Adresse") for token in found}


def test_a_word_that_never_ends_is_cut():
    assert all(len(token) <= LONGEST for found in tokens("ä" * 500 + "1" * 500) for token in found)


@pytest.mark.parametrize("text", ["", " ", "😀", "***", "---", "\u202e", "´`'\""])
def test_what_is_no_word_has_no_token(text):
    assert list(words(clean(text))) == []


def test_what_nobody_sees_is_taken_out():
    assert clean("a\x00b\u200bc\u00ad d\n\n e") == "abc d e"
    assert clean("ﬁlter ①") == "filter 1"


def test_letters_that_look_like_digits_are_digits_only_among_digits():
    assert fold_code("8O") == "80"
    assert fold_code("OIL") == "oil"


def test_stop_words_are_folded():
    assert {"fur", "uber", "der", "the"} <= STOP_WORDS
    assert not {word for word in STOP_WORDS if word != fold(word)}


# --- compounds -----------------------------------------------------------------------------------
KNOWN = {stem for word in "volumen strom sensor rucknahme garantie winter bereitschaft"
         .split() for stem in stems(word)}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("rucknahmegarantie", {"rucknahm", "garanti"}),
        ("winterbereitschaft", {"winter", "bereitschaft"}),
        ("garantierucknahme", {"rucknahm", "garanti"}),
        ("sensorsgarantie", {"sensor", "garanti"}),
    ],
)
def test_a_compound_is_cut_where_both_halves_are_known(word, inside):
    assert inside <= parts(word, KNOWN)


def test_a_word_of_which_one_half_is_unknown_stays_whole():
    assert parts("sensorblubb", KNOWN) == set()
    assert parts("sensor", KNOWN) == set()


def test_three_words_in_one_are_cut_twice():
    known = KNOWN | set(stems("stromsensor"))
    assert {"sensor", "volum"} & parts("volumenstromsensor", known)
    assert {*stems("strom"), *stems("sensor")} <= parts("volumenstromsensor", known)


def test_all_halves_are_asked_for_at_once():
    assert {*stems("winter"), *stems("bereitschaft")} <= halves(["winterbereitschaft"])
    assert all(len(head) >= 4 and len(tail) >= 4 for head, tail in cuts("winterbereitschaft"))


# --- typing errors -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "errors"), [("", 0), ("rohr", 0), ("rohre", 1), ("ersatzteil", 2)]
)
def test_longer_words_forgive_more(word, errors):
    assert errors_in(word) == errors


@pytest.mark.parametrize(
    ("typed", "meant", "off"),
    [
        ("sensor", "sensor", 0),
        ("senor", "sensor", 1),
        ("sensoor", "sensor", 1),
        ("sensir", "sensor", 1),
        ("sesnor", "sensor", 1),
        ("volumnstromsensr", "volumenstromsensor", 2),
        ("kessel", "sensor", 3),
    ],
)
def test_wrong_missing_surplus_and_swapped_letters_are_counted(typed, meant, off):
    assert distance(typed, meant, 2) == off


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("defibrilator", "defibrillator"),
        ("esnsor", "sensor"),
        ("garanite", "garantie"),
        ("rueckname", "rucknahme"),
        ("volumestrmsensor", "volumenstromsensor"),
    ],
)
def test_a_word_and_its_misspelling_have_a_deletion_in_common(typed, meant):
    typed = fold(typed)
    assert deletions_to_find(typed) & deletions_to_store(meant)


def test_the_table_stays_small_for_the_longest_word():
    assert len(deletions_to_store("x".join("abcdefghijklmnopqrstuvwxyz"))) <= 29
