"""A sheet of paper as a PDF file: a heading and lines below it, as small as the format allows."""

TOP, LEFT, STEP = 780, 60, 26


def paper(heading: str, lines: list[str]) -> bytes:
    """The file, one page of A4."""
    written = [_line(heading, 22, TOP)]
    written += [_line(line, 13, TOP - 50 - STEP * row) for row, line in enumerate(lines)]
    drawn = "\n".join(written).encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        font,
    )


def _line(text: str, size: int, height: int) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F {size} Tf {LEFT} {height} Td ({escaped}) Tj ET"


def _file(*objects: bytes) -> bytes:
    """The objects one after the other, and a table of where each begins."""
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    return content + table + end
