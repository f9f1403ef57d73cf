"""Text out of files, a page at a time: PDF, documents, presentations, tables, plain text.

What a file is, its content says. These functions trust nothing that they read and are called in a
process that may die (`child.py`); whatever they raise means that the file cannot be read.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from kit import limits
from kit.files.texts.xml import pages_in

Pages = Iterator[str]

HEAD = 1024  # bytes within which a PDF says that it is one
ENTRIES = 10_000
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


class Unreadable(Exception):
    """Not a format that we read, locked, or larger than we look into."""


def pages_of(file: IO[bytes]) -> Pages:
    """The text of every page of `file`, in order; formats without pages are one."""
    head = file.read(HEAD)
    file.seek(0)
    if b"%PDF-" in head:
        return pdf(file)
    return archive(file) if head.startswith(b"PK\x03\x04") else plain(file)


def pdf(file: IO[bytes]) -> Pages:
    """Page by page; a page that is broken is an empty one. Locked files are unreadable."""
    from pypdf import PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("locked")
    for page in reader.pages:
        try:
            yield page.extract_text()
        except MemoryError:
            raise
        except Exception:
            yield ""


def plain(file: IO[bytes]) -> Pages:
    """Text as it is, in pages where it has form feeds."""
    content = file.read(4 * limits.FILE_TEXT_LENGTH)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return iter(content.decode("utf-16", "ignore").split("\f"))
    if b"\0" in content:
        raise Unreadable("no text")
    return iter(_decoded(content).split("\f"))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = error.end >= len(content) - 3  # in the middle of a character
        return content.decode("utf-8-sig" if cut else "cp1252", "ignore")


def archive(file: IO[bytes]) -> Pages:
    """The formats of Microsoft and of LibreOffice: XML in an archive, which may be a bomb."""
    packed = zipfile.ZipFile(file)
    entries = packed.infolist()
    if len(entries) > ENTRIES or sum(one.file_size for one in entries) > limits.FILE_TEXT_UNPACKED:
        raise Unreadable("too large when unpacked")
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return document(packed)
    if "ppt/presentation.xml" in names:
        return slides(packed, names)
    if "xl/workbook.xml" in names:
        return sheets(file)
    if "content.xml" in names and "mimetype" in names:
        return pages_in(packed.open("content.xml"), texts={"p", "h"})
    raise Unreadable("an archive of something else")


def document(packed: zipfile.ZipFile) -> Pages:
    """A document, in the pages in which Word last showed it; notes at its end."""
    yield from pages_in(packed.open("word/document.xml"))
    for notes in ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"):
        if notes in packed.namelist():
            yield from pages_in(packed.open(notes))


def slides(packed: zipfile.ZipFile, names: set[str]) -> Pages:
    """One page for each slide, with what its speaker notes say."""
    numbers = sorted(int(found[1]) for name in names if (found := SLIDE.fullmatch(name)))
    for number in numbers:
        parts = (f"ppt/slides/slide{number}.xml", f"ppt/notesSlides/notesSlide{number}.xml")
        yield "\n".join(
            text for part in parts if part in names for text in pages_in(packed.open(part))
        )


def sheets(file: IO[bytes]) -> Pages:
    """One page for each sheet: its name, and a line for each row."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file, read_only=True, data_only=True, keep_links=False).worksheets:
        sheet.reset_dimensions()  # what the file says of its size may be a lie
        written, length = [sheet.title], 0
        for row in sheet.iter_rows(values_only=True):
            written.append(" ".join(str(value) for value in row if value is not None))
            length += len(written[-1])
            if length > limits.FILE_TEXT_LENGTH:
                break
        yield "\n".join(written)
