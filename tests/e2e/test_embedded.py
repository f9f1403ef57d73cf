"""The one-process server, started by its own command, in front of two browsers."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.intranet.processes import Process, clean_environment, free_port, manage

FILL = """
from tests.factories import make_post, make_space, make_user
anna, ben = make_user("anna", language="en"), make_user("ben", language="en")
make_post(anna, make_space(anna, ben, access="closed", name="Heat pumps"), "The first one")
"""


@pytest.fixture
def embedded(tmp_path: Path):
    """The address of a fresh installation that runs as one process on SQLite."""
    port = str(free_port())
    environment = clean_environment(
        VAR_DIR=str(tmp_path / "var"), PORT=port, DEMO="0", PYTHONPATH=".", LOG_LEVEL="WARNING"
    )
    manage(environment, "prepare")
    manage(environment, "shell", "-c", FILL)
    process = Process(["python", "manage.py", "serve"], environment, tmp_path / "log")
    address = f"http://127.0.0.1:{port}"
    try:
        process.wait_for_answer(f"{address}/healthz")
        yield address
        assert process.stop(signal.SIGINT) == 0
    finally:
        process.kill()


def sign_in(page, address, name):
    page.goto(f"{address}/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", "correct horse")
    page.press("[name=password]", "Enter")
    expect(page.locator("post-card").last).to_contain_text("The first one")
    page.wait_for_selector("live-socket[listening]", state="attached")


def test_one_process_serves_pages_and_sockets_to_two_people(open_browser, embedded):
    anna, ben = open_browser(), open_browser(size="phone")
    sign_in(anna, embedded, "anna")
    sign_in(ben, embedded, "ben")
    anna.locator(".prompt__field").click()
    anna.locator("#composer .audience > summary").click()
    anna.locator("#composer [name=space]").check()
    anna.locator("#composer .audience > summary").click()
    anna.fill("#composer textarea", "Thanks @ben")
    anna.locator("#composer button.btn--primary").click()
    expect(ben.locator(".newpill")).to_be_visible()
    ben.locator(".newpill").click()
    card = ben.locator("post-card").first
    expect(card.locator("a.mention")).to_have_text("@Ben Test")
    card.locator("[data-react]").click()
    expect(card.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    card.locator("[data-comment]").click()
    ben.fill("#write textarea", "You are welcome")
    anna.goto(ben.url.split("#")[0])
    anna.wait_for_selector("live-socket[listening]", state="attached")
    ben.locator("#write .send").click()
    expect(anna.locator("li.comment")).to_contain_text("You are welcome")
    for page in (anna, ben):
        page.goto("about:blank")  # an open page would still ask the server that is stopped now
