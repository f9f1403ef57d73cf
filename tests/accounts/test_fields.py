"""Columns that follow others: how the directory sorts and searches on every database."""

import pytest
from django.core.management import call_command

from accounts.fields import DerivedTextField, normalize, search_words, transliterate
from accounts.models import User
from tests.factories import make_user


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Şahin-Öz", "sahin-oz"),
        ("STRAUSS", "strauss"),
        ("Strauß", "strauss"),
        ("Łukasz", "lukasz"),
        ("Yıldırım", "yildirim"),
        ("İpek", "ipek"),
        ("Ærø", "aero"),
        ("Nguyễn", "nguyen"),
        ("e\u0301", "e"),
        ("ﬁne", "fine"),
        ("Ольга", "ольга"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_folding_leaves_what_a_directory_sorts_by(text, plain):
    assert normalize(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Öztürk", "oeztuerk"), ("O\u0308zturk", "oezturk"), ("Ångström", "aangstroem"),
     ("Strauß", "strauss"), ("Yıldırım", "yildirim"), ("Åse Bjørn", "aase bjoern")],
)  # fmt: skip
def test_umlauts_can_be_written_out(text, plain):
    assert transliterate(text) == plain


def test_folding_twice_is_folding_once():
    for text in ("Şahin-Öz", "Strauß", "ﬁne", "İpek"):
        assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("Ayşe", "Öztürk"), " ayse ozturk oeztuerk"),
        (("Anna", "", "Anna"), " anna"),
        ((), ""),
        (("  ",), ""),
        (("a\tb\nc",), " a b c"),
    ],
)
def test_search_words_stand_once_each_after_a_space(texts, words):
    assert search_words(*texts) == words


def test_a_long_text_folds_in_linear_time():
    assert len(search_words("ö" * 100_000)) == 300_002


def test_columns_follow_their_sources_at_every_save():
    anna = make_user("anna", last_name="Öztürk")
    assert (anna.sort_name, " oeztuerk" in anna.search_words) == ("ozturk anna", True)
    anna.last_name = "Ältere"
    anna.save()
    anna.refresh_from_db()
    assert anna.sort_name == "altere anna"
    assert "ozturk" not in anna.search_words


def test_columns_are_written_in_bulk_too():
    people = [User(staff_number=str(n), handle=f"p{n}", first_name="Öz") for n in range(3)]
    User.objects.bulk_create(people)
    assert set(User.objects.values_list("sort_name", "search_words")) == {("oz", " oz oez")}


def test_a_person_without_last_name_sorts_by_the_first():
    assert make_user("anna", first_name="Ébène", last_name="").sort_name == "ebene"


def test_the_column_writes_itself_into_migrations_as_it_is():
    column = User._meta.get_field("search_words")
    _name, _path, sources, options = column.deconstruct()
    again = DerivedTextField(*sources, **options)
    assert (again.sources, again.write, again.editable) == (column.sources, "words", False)


def test_no_migration_is_missing():
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)


# --- the questions that use them -----------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "   ", "\u0301"])
def test_nothing_to_look_for_finds_everybody(text):
    make_user("anna")
    make_user("ben")
    assert User.objects.matching(text).count() == 2


def test_every_word_must_fit():
    make_user("anna", first_name="Anna", place="Kiel")
    make_user("ben", first_name="Anna", place="Ulm")
    assert [person.handle for person in User.objects.matching("anna kiel")] == ["anna"]
    assert not User.objects.matching("anna kiel ulm").exists()


def test_C5_a_search_of_many_words_asks_for_ten():
    query = User.objects.matching(" ".join(f"w{n}" for n in range(500)))
    assert str(query.query).count("LIKE") == 10


def test_percent_and_underscore_are_letters_like_others():
    make_user("anna", job_title="100% sure_thing")
    make_user("ben", job_title="100 surething")
    for text in ("100%", "sure_"):
        assert [person.handle for person in User.objects.matching(text)] == ["anna"]


def test_visible_to_nobody_is_nothing():
    make_user("anna")
    gone = make_user("gone")
    gone.is_active = False
    from django.contrib.auth.models import AnonymousUser

    assert not User.objects.visible_to(AnonymousUser()).exists()
    assert not User.objects.visible_to(gone).exists()
