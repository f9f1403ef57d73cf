"""Results to take away: CSV, a workbook, a picture for slides. The same numbers as on the page."""

import csv
import io
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.text.csv_export import harmless
from surveys.free_text import order_of, texts_of
from surveys.models import Survey
from surveys.results import Figures, Result, Results, results, state_of

KEPT_SECONDS = 60 * 60
MOST_KEPT = 4 * 1024 * 1024  # bytes of one file; the shared cache holds more than these
LINE, TITLE_LINES, LABEL = 60, 3, 34  # characters of the picture

Cell = str | int | float


def taken_along(survey: Survey, form: str) -> bytes:
    """The file of that form, written once for each state of the answers and language.

    There is nothing in it of whoever asks. Who may have it, and that somebody took it, is the
    business of the view, each time.
    """
    state = state_of(survey)
    key = f"survey-file:{survey.pk}:{form}:{get_language()}:{state}"
    if state and (known := cache.get(key)) is not None:
        return bytes(known)
    written = FORMS[form](results(survey))
    if state and len(written) <= MOST_KEPT:
        cache.set(key, written, KEPT_SECONDS)
    return written


def table(shown: Results) -> Iterator[list[Cell]]:
    """One row for each answer that can be chosen, for everybody and each shown group."""
    yield [
        _("Question"),
        _("Department"),
        _("Part"),
        _("Answer"),
        _("Count"),
        _("Percent"),
        _("Answers"),
    ]
    for result in shown.questions:
        for figures in filter(None, [result.whole, *result.groups]):
            yield from _rows(result.question.text, figures)
        if result.whole and result.question.is_text:
            yield from _texts(shown.survey, result)


def _rows(text: str, figures: Figures) -> Iterator[list[Cell]]:
    group = figures.group or _("Everybody")
    parts = [("", figures.bars), *((row.label, row.bars) for row in figures.rows)]
    for part, bars in parts:
        for bar in bars:
            yield [text, group, part, bar.label, bar.count, bar.percent, figures.n]
    sums = {_("Mean"): figures.mean, "eNPS": figures.score}
    for name, value in sums.items():
        if value is not None:
            yield [text, group, "", name, value, "", figures.n]


def _texts(survey: Survey, result: Result) -> Iterator[list[Cell]]:
    """A row for each text; there is nothing in it to lay it beside another answer."""
    texts = texts_of(survey, result.question)
    for text in texts.order_by(*order_of(texts)).values_list("text", flat=True).iterator():
        yield [result.question.text, _("Everybody"), "", text, "", "", result.whole.n]  # type: ignore[union-attr]


def as_csv(shown: Results) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read umlauts; formulas are written as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in table(shown):
        writer.writerow(_without_formulas(row))
    return written.getvalue().encode("utf-8-sig")


def as_workbook(shown: Results) -> bytes:
    """One sheet; texts stay texts, whatever they begin with."""
    written = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter  # two megabytes that most processes never need

    with xlsxwriter.Workbook(written, settings) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, row in enumerate(table(shown)):
            sheet.write_row(number, 0, _without_formulas(row), None if number else bold)
        sheet.set_column(0, 3, 30)
    return written.getvalue()


FORMS: dict[str, Callable[[Results], bytes]] = {"csv": as_csv, "xlsx": as_workbook}


def _without_formulas(row: list[Cell]) -> list[Cell]:
    """A row without formulas; numbers stay numbers, below zero too."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in row]


def as_picture(figures: Figures) -> str:
    """The distribution of one question as SVG, for slides."""
    bars = figures.bars or [bar for row in figures.rows[:1] for bar in row.bars]
    lines = textwrap.wrap(figures.question.text, LINE)[:TITLE_LINES]
    context: dict[str, Any] = {
        "title": [{"words": words, "y": 70 + 46 * line} for line, words in enumerate(lines)],
        "bars": [
            {
                "label": textwrap.shorten(bar.label, LABEL, placeholder="…"),
                "percent": bar.percent,
                "width": bar.percent * 5,
                "y": 240 + 52 * place,
            }
            for place, bar in enumerate(bars)
        ],
        "height": 250 + 52 * len(bars),
    }
    return render_to_string("surveys/picture.svg", context)
