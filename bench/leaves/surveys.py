"""Results of surveys."""

from bench.cpu import CORNER, Busy, Work
from tests.surveys.making import make_answered


def works(at: Busy) -> list[Work]:
    """Two surveys of 5,000 answers."""
    running = make_answered(at.chief)
    over = make_answered(at.chief, *at.people, is_over=True)
    name, chief = "survey of 5,000 answers", (at.chief,)
    return [
        Work(f"{name}, running", CORNER, f"/surveys/{running.pk}/results/", people=chief),
        Work(f"{name}, counted", CORNER, f"/surveys/{over.pk}/results/", people=chief),
        # by many, because each may take few along in an hour
        Work(f"{name}, workbook", CORNER, f"/surveys/{over.pk}/results/xlsx/"),
    ]
