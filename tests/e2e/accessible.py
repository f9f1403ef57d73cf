"""WCAG 2.2 AA, checked by axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# At most two seconds: a busy sign turns for ever, and what is hidden in closed details never ends.
SETTLED = """Promise.race([
    new Promise(done => setTimeout(done, 2000)),
    Promise.all(document.getAnimations().map(one => one.finished.catch(() => null))),
]).then(() => null)"""
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}}


def assert_accessible(page: Page) -> None:
    """No finding on the page as it is now."""
    page.evaluate(SETTLED)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, "\n".join(
        f"{page.url} {rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"][:3]
    )


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"
