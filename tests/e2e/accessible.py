"""WCAG 2.2 AA and everything else axe knows, but for AAA."""

from pathlib import Path

from playwright.sync_api import Page

PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
AXE = PACKAGES / "axe-core/axe.min.js"
# All rules but those of AAA and those the makers took back; experimental ones are off by default.
RULES = """axe.getRules().filter(rule => !rule.tags.some(
    tag => tag.endsWith('aaa') || tag === 'deprecated')).map(rule => rule.ruleId)"""
# At most two seconds, for what has an end: a busy sign turns for ever, and what is hidden in closed
# details never gets on.
SETTLED = """Promise.race([
    new Promise(done => setTimeout(done, 2000)),
    Promise.all(document.getAnimations().filter(
        one => one.effect?.getComputedTiming().endTime !== Infinity
            && one.effect?.target?.checkVisibility() !== false
    ).map(one => one.finished.catch(() => null))),
]).then(() => null)"""
# Passes are not counted out, and no selectors are made up: only what is wrong is told.
TELL = {"resultTypes": ["violations"], "selectors": False}


def assert_accessible(page: Page) -> None:
    """No finding on the page as it is now, at rest."""
    # From here on motion is unwanted: what is half risen on a busy machine has half its contrast.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text())
    options = {**TELL, "runOnly": {"type": "rule", "values": page.evaluate(RULES)}}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
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
