"""Two more judges besides axe over the main pages: the one pa11y asks, and html-validate."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.accessible import PACKAGES, assert_accessible
from tests.e2e.main_pages import main_pages, make_anna

CODESNIFFER = PACKAGES / "@pa11y/html_codesniffer/build/HTMLCS.js"
SNIFF = """() => new Promise((done, fail) => HTMLCS.process('WCAG2AA', document, () => done(
    HTMLCS.getMessages().filter(
        one => one.type === HTMLCS.ERROR && !one.element.closest('[hidden]')
    ).map(one => one.code + ' ' + one.msg.slice(0, 120) + ' ' + one.element.outerHTML.slice(0, 160))
), fail))"""
# Rules about validity and meaning; how we break lines and quote attributes is the formatter's.
VALIDATION = Path(__file__).parent / "htmlvalidate.json"


@pytest.fixture
def anna():
    return make_anna()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_main_pages_pass_axe_and_the_code_sniffer(open_browser, anna, size):
    pages, page, found = main_pages(anna), open_browser(anna, size=size), []
    for name, path in pages.items():
        page.goto(path)
        assert_accessible(page)
        page.evaluate(CODESNIFFER.read_text())
        found += [f"{name}: {one}" for one in page.evaluate(SNIFF)]
    page.context.clear_cookies()
    page.goto("/")
    page.evaluate(CODESNIFFER.read_text())
    found += [f"sign-in: {one}" for one in page.evaluate(SNIFF)]
    assert not found, "\n".join(found)


def test_the_main_pages_are_valid_html(open_browser, anna, tmp_path):
    pages, page = main_pages(anna), open_browser(anna)
    for name, path in pages.items():
        answer = page.context.request.get(path)
        assert answer.ok, (name, answer.status)
        (tmp_path / f"{name.replace(' ', '-')}.html").write_text(answer.text())
    program = ["node", PACKAGES / "html-validate/bin/html-validate.mjs", "--config", VALIDATION]
    told = tmp_path / "told.json"
    ended = subprocess.run(
        [*program, "--formatter", f"json={told}", *sorted(tmp_path.glob("*.html"))],
        capture_output=True, text=True,
    )  # fmt: skip
    assert told.exists(), ended.stderr
    found = [
        f"{Path(file['filePath']).stem}: {one['ruleId']}: {one['message']} {place(file, one)}"
        for file in json.loads(told.read_text())
        for one in file["messages"]
    ]
    assert not found, "\n".join(found)


def place(file, finding):
    """The piece of the page that is meant."""
    return file["source"].splitlines()[finding["line"] - 1][finding["column"] - 2 :][:160]
