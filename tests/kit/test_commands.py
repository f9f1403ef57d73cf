"""The commands that keep translations, API description and files in step with the code."""

import io
import os
import time

import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from kit.design.build_cache import Stamps, fingerprint
from kit.management.commands import check_languages, compile_languages

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Post"
msgstr "Beitrag"

#, fuzzy
msgid "Space"
msgstr "Weltraum"
"""


@pytest.fixture
def catalogue(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    file = tmp_path / "shop" / "locale" / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE)
    return file


def write_source(catalogue, *texts):
    lines = "\n".join(f"_({text!r})" for text in texts)
    (catalogue.parents[3] / "views.py").write_text(lines)


def add(catalogue, **entry):
    catalogue.write_text(catalogue.read_text() + str(polib.POEntry(**entry)))


def test_a_catalogue_is_compiled_without_its_guesses(catalogue):
    assert compile_languages.compile_stale([catalogue]) == 1
    made = polib.mofile(str(catalogue.with_suffix(".mo")))
    assert [entry.msgid for entry in made] == ["Post"]


def test_a_catalogue_is_compiled_once_until_it_changes(catalogue):
    compile_languages.compile_stale([catalogue])
    assert compile_languages.compile_stale([catalogue]) == 0
    later = time.time() + 10
    os.utime(catalogue, (later, later))
    assert compile_languages.compile_stale([catalogue]) == 1


@pytest.mark.parametrize(
    ("texts", "entry", "finding"),
    [
        (["Post", "Space"], {}, "fuzzy: 'Space'"),
        (["Post", "Space", "Like"], {}, "missing: 'Like'"),
        (["Space"], {}, "not used any more: 'Post'"),
        (["Post", "Space", "Like"], {"msgid": "Like"}, "empty: 'Like'"),
        (
            ["Post", "Space", "Hello %(name)s"],
            {"msgid": "Hello %(name)s", "msgstr": "Hallo %(nam)s"},
            "a parameter is missing: 'Hello %(name)s'",
        ),
    ],
)
def test_every_gap_in_a_translation_is_found(catalogue, texts, entry, finding):
    write_source(catalogue, *texts)
    if entry:
        add(catalogue, **entry)
    assert any(line.endswith(finding) for line in check_languages.check(catalogue))


def test_a_complete_translation_has_no_findings(catalogue):
    catalogue.write_text(CATALOGUE.replace("#, fuzzy\n", ""))
    write_source(catalogue, "Post", "Space")
    assert list(check_languages.check(catalogue)) == []


def test_texts_without_any_catalogue_are_found(catalogue):
    write_source(catalogue, "Post")
    catalogue.unlink()
    [finding] = check_languages.check(catalogue)
    assert finding.endswith("no such file for 1 texts")


def test_the_api_description_must_be_that_of_the_code(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="differs from the code"):
        call_command("check_schema")
    call_command("check_schema", "--write")
    call_command("check_schema")


def test_a_fingerprint_follows_files_and_words(tmp_path):
    file = tmp_path / "a.css"
    file.write_text("a{}")
    first = fingerprint([tmp_path], "green")
    assert fingerprint([tmp_path], "green") == first
    assert fingerprint([tmp_path], "blue") != first
    file.write_text("a{b:c}")
    assert fingerprint([tmp_path], "green") != first


def test_a_stamp_outlives_the_process_and_a_damaged_file(tmp_path):
    path = tmp_path / "stamps.json"
    Stamps(path).finish("static", "x")
    assert Stamps(path).is_current("static", "x")
    assert not Stamps(path).is_current("static", "y")
    path.write_text("{")
    assert not Stamps(path).is_current("static", "x")


def test_a_migrated_database_is_ready():
    call_command("ready", stdout=io.StringIO())


def test_a_process_that_compiles_speaks_the_new_words_at_once(settings, tmp_path):
    """The first start compiles and then serves, without reading its languages a second time."""
    file = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE.replace('"Post"', '"A word of this test"'))
    settings.LOCALE_PATHS = [tmp_path]
    with override("de"):
        assert gettext("A word of this test") == "A word of this test"
    compile_languages.compile_stale([file])
    with override("de"):
        assert gettext("A word of this test") == "Beitrag"


def test_a_text_that_means_two_things_is_found(tmp_path):
    files = [tmp_path / app / "locale/de/LC_MESSAGES/django.po" for app in ("top", "one", "two")]
    for file, word in zip(files, ["Auf", "Offen", "Öffnen"], strict=True):
        file.parent.mkdir(parents=True)
        file.write_text(f'msgid "Open"\nmsgstr "{word}"\n')
    [finding] = check_languages.clashes([tmp_path / "nothing.po", *files[1:]], [])
    assert finding == "two and one translate 'Open' differently: 'Öffnen', 'Offen'"
    assert len(list(check_languages.clashes([files[0], files[1]], [files[2]]))) == 1
