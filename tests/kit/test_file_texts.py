"""Text inside of files: what each format says, page by page, and what must not hurt the worker."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feed.models import Photo
from kit import limits
from kit.events import FileAttached
from kit.files.cleanup import remove_orphans
from kit.files.storage import attach, store_file
from kit.files.texts.extraction import Extract, extract
from kit.files.texts.words import tidy
from kit.jobs import outbox
from kit.models import FileText, OutboxEntry
from tests.factories import make_post, make_user
from tests.kit import documents

SAID = "Störung E52 am Volumenstromsensor"


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Any) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    own = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


def stored(content: bytes, name: str = "report.bin") -> Photo:
    return store_file(Photo, by=make_user("anna"), upload=SimpleUploadedFile(name, content))


def read(content: bytes) -> Extract:
    file = stored(content)
    return extract(file.file.name, file.size)


# --- formats -------------------------------------------------------------------------------------
def test_a_pdf_is_read_page_by_page() -> None:
    found = read(documents.pdf([["Inhalt"], [], [SAID, "Teil 8O-1147"]]))
    assert found == Extract(("Inhalt", "", f"{SAID}\nTeil 8O-1147"), is_whole=True)


def test_a_word_document_is_read_in_the_pages_it_was_last_shown_in_with_its_notes() -> None:
    found = read(documents.docx("Inhalt", SAID, note="nach Norm"))
    assert found == Extract(("Inhalt", SAID, "nach Norm"), is_whole=True)


def test_a_presentation_is_read_slide_by_slide_with_what_the_speaker_says() -> None:
    slides = [f"Folie {number}" for number in range(1, 12)]
    found = read(documents.pptx(*slides, notes=SAID))
    assert found.pages == (f"Folie 1\n{SAID}", *slides[1:])


def test_a_workbook_is_read_sheet_by_sheet_with_its_dates_as_dates() -> None:
    rows = [["Teil", "8O-1147", None, 12.5], ["ab", datetime(2026, 1, 31)]]
    found = read(documents.xlsx(Preise=rows, Lager=[[SAID]]))
    assert found.pages == ("Preise\nTeil 8O-1147 12.5\nab 2026-01-31 00:00:00", f"Lager\n{SAID}")


def test_an_open_document_is_read_with_its_words_in_order() -> None:
    assert read(documents.odt("one", "two")).pages == ("one bold end", "two bold end")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_codings_that_people_use(coding: str) -> None:
    assert read(f"{SAID}\nlösen\f2".encode(coding)).pages == (f"{SAID}\nlösen", "2")


def test_words_cut_at_the_end_of_a_line_are_put_together_and_nothing_else_is() -> None:
    assert tidy("Volumenstrom-\nsensor  8O-\n1147\x00\ud800\n\n E\u0301 ") == (
        "Volumenstromsensor 8O-\n1147\nÉ"
    )


# --- what must not hurt --------------------------------------------------------------------------
BAD = {
    "nothing": b"",
    "no known format": b"\x00\x01\x02 E52",
    "a PDF that ends too early": documents.pdf([[SAID]])[:200],
    "a PDF of nonsense": b"%PDF-1.7\n" + b"<<[(/" * 5000,
    "a locked PDF": documents.locked_pdf([SAID], "geheim"),
    "an archive that ends too early": documents.docx(SAID)[:100],
    "an archive of something else": documents.packed(a="E52"),
    "a bomb": documents.bomb(),
    "a bomb that lies": documents.lying_bomb(),
    "a billion laughs": documents.laughs(),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_has_no_text_and_fails_nothing(content: bytes) -> None:
    assert "".join(read(content).pages) == ""


def test_of_a_pdf_with_5000_pages_the_first_ones_are_read() -> None:
    found = read(documents.pdf([[f"Seite {number}"] for number in range(1, 5001)]))
    assert len(found.pages) == limits.FILE_TEXT_PAGES and not found.is_whole
    assert found.pages[-1] == f"Seite {limits.FILE_TEXT_PAGES}"


def test_a_long_text_is_cut_and_says_so() -> None:
    found = read(b"E52 " * limits.FILE_TEXT_LENGTH)
    assert not found.is_whole
    assert limits.FILE_TEXT_LENGTH - 4 <= len(found.pages[0]) <= limits.FILE_TEXT_LENGTH


def test_a_file_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_TEXT_SECONDS", 0.2)
    found = read(documents.pdf([["Zeile"] * 60] * 499))
    assert not found.is_whole and len(found.pages) < 499


# --- stored --------------------------------------------------------------------------------------
def attached(content: bytes) -> Photo:
    file = stored(content)
    post = make_post(file.uploader)
    attach(Photo.objects.waiting_of(file.uploader), [file.key], field="files", post=post)
    return file


def test_a_file_is_read_once_it_is_attached() -> None:
    file = attached(documents.pdf([[SAID]]))
    assert not FileText.objects.exists()
    outbox.work()
    assert FileText.objects.get(key=file.key).pages == [SAID]


def test_a_picture_is_not_read() -> None:
    file = stored(b"x")
    Photo.objects.filter(pk=file.pk).update(width=10)
    post = make_post(file.uploader)
    attach(Photo.objects.waiting_of(file.uploader), [file.key], field="files", post=post)
    assert not OutboxEntry.objects.filter(event=outbox.label(FileAttached)).exists()


def test_while_the_storage_is_away_the_file_waits_to_be_read() -> None:
    file = attached(b"E52")
    default_storage.delete(file.file.name)
    outbox.work()
    assert not FileText.objects.exists()
    waiting = OutboxEntry.objects.waiting().get(event=outbox.label(FileAttached))
    assert "FileNotFoundError" in waiting.problem


def test_the_text_goes_with_the_file() -> None:
    file = attached(b"E52")
    outbox.work()
    file.delete()
    assert not FileText.objects.exists()


def test_the_night_removes_texts_whose_file_went_with_something_else() -> None:
    file = attached(b"E52")
    outbox.work()
    old = timezone.now() - timedelta(days=2)
    FileText.objects.create(key="gone", pages=["secret"], read_at=old)
    FileText.objects.filter(key=file.key).update(read_at=old)
    assert remove_orphans()["texts"] == 1
    assert FileText.objects.get().key == file.key
