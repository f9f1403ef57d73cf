"""Every promise of docs/promises.md has a test that carries its number."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^- \*\*([A-K]\d+)\*\*", PAGE, re.MULTILINE)
PROVEN = {
    number
    for path in (ROOT / "tests").rglob("test_*.py")
    for number in re.findall(r"def test_([A-K]\d+)_", path.read_text(encoding="utf-8"))
}


def test_the_page_lists_promises_once_each():
    assert len(PROMISES) > 30
    assert len(PROMISES) == len(set(PROMISES))


@pytest.mark.parametrize("number", PROMISES)
def test_a_promise_has_a_test(number):
    assert number in PROVEN
