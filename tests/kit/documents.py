"""Small files of every format whose text we read, made by hand: what people attach, and bombs."""

import io
import zipfile
from collections.abc import Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF that says these lines on these pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 10 Tf 50 800 Td 12 TL {shown}ET"
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    return _numbered(objects)


def _numbered(objects: Sequence[str]) -> bytes:
    written, offsets = io.BytesIO(b""), []
    written.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        offsets.append(written.tell())
        written.write(f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252"))
    start = written.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    written.write(
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    )
    return written.getvalue()


def locked_pdf(lines: Sequence[str], password: str) -> bytes:
    """The same, of one page, that opens with a password only."""
    from pypdf import PdfReader, PdfWriter

    written = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([lines]))))
    writer.encrypt(password, algorithm="AES-256")
    writer.write(written)
    return written.getvalue()


def packed(**parts: str | bytes) -> bytes:
    """An archive of these parts; `__` in a name stands for a slash, `_` for a point."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def docx(*pages: str, note: str = "") -> bytes:
    """A document of Word: a paragraph on each page."""
    ends = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = ends.join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in pages)
    parts = {"word__document_xml": f"{XML}<w:document {W}><w:body>{body}</w:body></w:document>"}
    if note:
        inside = f"<w:footnote><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>"
        parts["word__footnotes_xml"] = f"{XML}<w:footnotes {W}>{inside}</w:footnotes>"
    return packed(**parts)


def _slide(text: str) -> str:
    return f"{XML}<p {A}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p>"


def pptx(*slides: str, notes: str = "") -> bytes:
    """A presentation: one text on each slide, `notes` of the speaker below the first."""
    parts = {
        f"ppt__slides__slide{number}_xml": _slide(text)
        for number, text in enumerate(slides, start=1)
    }
    said = _slide(notes)
    return packed(ppt__presentation_xml="<p/>", ppt__notesSlides__notesSlide1_xml=said, **parts)


def xlsx(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with these rows."""
    from openpyxl import Workbook

    book, written = Workbook(write_only=True), io.BytesIO()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(written)
    return written.getvalue()


def odt(*pages: str) -> bytes:
    """A document of LibreOffice: a paragraph on each page, a word of it set apart."""
    ends = "<text:soft-page-break/>"
    body = ends.join(f"<text:p>{text}<text:span> bold</text:span> end</text:p>" for text in pages)
    content = f"{XML}<office {TEXT}>{body}</office>"
    return packed(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def bomb(megabytes: int = 300) -> bytes:
    """A document of a few hundred kB that unpacks to this much."""
    return packed(word__document_xml=b"<a>" + bytes(megabytes * 1024 * 1024))


def lying_bomb() -> bytes:
    """A bomb whose table of contents says that it unpacks to ten bytes."""
    content = bytearray(bomb(300))
    real, lie = (300 * 1024 * 1024 + 3).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return bytes(content.replace(real, lie))


def laughs() -> bytes:
    """A document of a billion entities."""
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
    )
    return packed(
        word__document_xml=f'{XML}<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]>'
        f"<w:document {W}><w:p><w:t>&l9;</w:t></w:p></w:document>"
    )
