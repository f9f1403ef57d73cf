"""Tables for spreadsheets: CSV that is written while it is sent and cannot carry formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells spreadsheets that this is UTF-8


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def csv_answer(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`rows` as the file `name`, for one reader only."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(cell: Any) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
