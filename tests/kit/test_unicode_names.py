"""Names: one form for comparing, and nothing in them that looks like somebody else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.http.exceptions import Problem
from kit.text.unicode_names import normalised, refuse_misleading, scripts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "ANNA"),
        ("Groß", "GROSS"),
        ("Jörg", unicodedata.normalize("NFD", "jörg")),
        ("ﬁnn", "Finn"),
        ("Ａｎｎａ", "anna"),
        (" anna ", "anna"),
        ("①", "1"),
    ],
)
def test_B6_names_that_look_alike_are_equal_in_their_stored_form(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@given(st.text())
def test_B6_the_stored_form_is_final(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Änne Müller-Lüdenscheidt",
        "Søren Ångström",
        "Иван Петров",
        "Γιώργος",
        "محمد",
        "שרה",
        "山田太郎",
        "やまだ タロウ",
        "김철수",
        "O'Neill",
        "Nguyễn Thị Minh",
        "R2-D2",
        "Team 7 (Nord)",
        "İpek",
    ],
)
def test_B6_names_of_the_world_are_welcome(name: str) -> None:
    refuse_misleading(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u0410nna",  # Cyrillic A
        "B\u0435n",  # Cyrillic e
        "\u039cax",  # Greek M
        "an\u0578a",  # Armenian
        "\u13aanna",  # Cherokee
        "Anna M\u0443ller",
    ],
)
def test_B6_words_of_mixed_scripts_are_refused(name: str) -> None:
    with pytest.raises(Problem) as caught:
        refuse_misleading(name, field="first_name")
    assert (caught.value.code, caught.value.field) == ("misleading_name", "first_name")


@pytest.mark.parametrize(
    "character",
    list(
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u061c\u115f\u3164"
        "\u2800\0\n\t\x7f\u0085\u2028\ue000\U000e0041"
    ),
    ids=lambda character: f"U+{ord(character):04X}",
)
@pytest.mark.parametrize("name", ["{}Anna", "An{}na", "Anna{}"])
def test_B6_invisible_and_turning_characters_are_refused(name: str, character: str) -> None:
    with pytest.raises(Problem, match="misleading_name"):
        refuse_misleading(name.format(character))


def test_B6_piles_of_marks_are_refused() -> None:
    with pytest.raises(Problem):
        refuse_misleading("Z" + "\u0351" * 20 + "algo")


def test_scripts_are_those_of_the_letters_only() -> None:
    assert scripts("Anna-7_x") == {"LATIN"}
    assert scripts("Аnna") == {"CYRILLIC", "LATIN"}
    assert scripts("123 !") == set()
