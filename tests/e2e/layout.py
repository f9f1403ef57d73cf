"""Whether a page holds together: on narrow windows, with large text, in long languages."""

from pathlib import Path

from playwright.sync_api import Locator, Page

FAULTS = Path(__file__).with_name("layout.js").read_text("utf-8").rstrip().rstrip(";")
# The root font set from outside, as a reader's style sheet does; harsher than the setting of the
# browser, because the widths at which a page changes its columns stay as they were.
ENLARGED = """(() => {
    const enlarge = () => {
        document.documentElement?.style.setProperty("font-size", "%d%%");
        return Boolean(document.documentElement);
    };
    if (enlarge()) return;
    new MutationObserver((_, seen) => enlarge() && seen.disconnect())
        .observe(document, {childList: true});
})()"""


def enlarge(page: Page, percent: int) -> Page:
    """Every page opened from now on has text of `percent` of its usual size."""
    page.add_init_script(ENLARGED % percent)
    return page


def faults_on(page: Page, least: int = 6, within: str = "body") -> list[str]:
    """What is outside the window, narrower than `least` letters, or not to be hit.

    Only what is in `within` counts, and while a dialog is open what is in that.
    """
    found: list[str] = page.evaluate(FAULTS, [least, within])
    return found


def assert_laid_out(page: Page, least: int = 6, within: str = "body") -> None:
    """The page as it is now has no such fault."""
    faults = faults_on(page, least, within)
    assert not faults, f"{page.url}\n" + "\n".join(faults[:20])


def assert_in_window(locator: Locator) -> None:
    """All of it is inside the window, not only a part."""
    box = locator.bounding_box()
    width, height = locator.page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    assert box, "not there"
    across = box["x"] >= 0 and box["x"] + box["width"] <= width
    down = box["y"] >= 0 and box["y"] + box["height"] <= height
    assert across and down, f"{box} in a window of {width} x {height}"
