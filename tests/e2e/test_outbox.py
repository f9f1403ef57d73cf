"""The outbox of a device: what is written on a bad line arrives once and in order."""

import random
from contextlib import suppress
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Error, Page, expect

from chat.models import Message
from feed.models import Comment, Post, Reaction
from polls.models import Vote
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.device import CONTROLLED
from tests.e2e.engines import both_engines
from tests.e2e.line import STRANGERS
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_poll, make_post, make_space

BAR = "outbox-bar"
AT_REST = """() =>
  ["chat-list", "chat-badge"].every((name) => !document.querySelector(name).timer)"""
READY = """() => ["outbox-bar", "chat-composer"].every(
  (name) => !document.querySelector(name) || customElements.get(name))"""
BACK = "dispatchEvent(new Event('online'))"
# what a person is told of: how far one has read may wait, too
ROWS = """new Promise((done) => {
  const detail = { done: (rows) => done(rows.filter((row) => !row.isSilent).length) };
  document.dispatchEvent(new CustomEvent("outbox:list", { detail }));
  setTimeout(done, 1_000, null);
})"""


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, name="Heat pumps")


def write_message(page: Page, words: str) -> None:
    page.locator("chat-composer textarea").fill(words)
    page.locator("chat-composer .send").click()


def write_comment(page: Page, words: str) -> None:
    page.fill("#write textarea", words)
    page.locator("#write .send").click()


def write_post(page: Page, words: str) -> None:
    page.fill("#composer textarea", words)
    page.locator("#composer").evaluate("form => form.requestSubmit()")


def kept(page: Page, path: str) -> None:
    """Open a page, and wait until the device can open it by itself."""
    with suppress(Error):  # Firefox says so when a page that hears news goes there by itself
        page.goto(path)
    page.wait_for_url(f"**{path}")
    found = """async (path) => Boolean(await caches.match(path, {ignoreVary: true}))"""
    until(page, lambda: tried(page, found, path), path)


def tried(page: Page, script: str, given: str | None = None) -> Any:
    """What a script answers; nothing while the page is on its way to another."""
    with suppress(Error):
        return page.evaluate(script, given)
    return None


# --- in order, once ------------------------------------------------------------------------
@both_engines
def test_E5_one_of_each_kind_survives_two_starts_of_the_browser(
    restarting_phone, line, anna, ben, space, group, tmp_path
):
    post, poll = make_post(anna, space, "Valve stuck"), make_poll(anna, space)
    room, thread, compose = f"/chat/{group.pk}/", f"/p/{post.pk}/", f"/compose/?space={space.slug}"
    page = restarting_phone(ben)
    page.goto("/")
    page.wait_for_function(CONTROLLED)
    for path in (room, thread, compose, "/"):
        kept(page, path)
    line.become("cut")
    like = page.locator(f"#p-{post.pk} [data-react]")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    page.locator("post-poll").get_by_role("button", name="Monday").click()
    expect(page.locator("post-poll")).to_contain_text("Waits for connection")
    page.goto(room)
    for words in ("one", "two"):
        write_message(page, words)
    expect(page.locator(".msg--queued")).to_have_count(2)
    page.goto(thread)
    write_comment(page, "Try the sensor")
    expect(page.locator("#comments [data-outbox]")).to_contain_text("Waits for connection")
    page.goto(compose)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    write_post(page, "From the cellar")
    expect(page.locator("#deck > [data-outbox] img")).to_be_visible()
    expect(page.locator(BAR)).to_contain_text("5 wait")
    for _start in range(2):
        page = restarting_phone()
        page.goto("/")
        expect(page.locator("#deck > [data-outbox]")).to_contain_text("From the cellar")
        expect(page.locator(BAR)).to_contain_text("5 wait")
    line.become("open")
    page.evaluate(BACK)
    expect(page.locator(BAR)).to_be_hidden()
    expect(page.locator("post-card").first).to_contain_text("From the cellar")
    bodies = Message.objects.filter(author=ben).order_by("seq").values_list("body", flat=True)
    assert [*bodies] == ["one", "two"]
    assert Comment.objects.get().body == "Try the sensor"
    assert Post.objects.get(author=ben).photos.count() == 1
    until(page, lambda: Reaction.objects.count() == 1, "the reaction, which waits without a word")
    assert Vote.objects.get().option.poll_id == poll.pk


KINDS = {"message": write_message, "comment": write_comment, "post": write_post}
MODELS = {"message": Message, "comment": Comment, "post": Post}


@pytest.mark.parametrize("seed", [7])
@pytest.mark.parametrize(
    ("engine", "cuts"), [("chromium", 50), ("firefox", 15)], indirect=["engine"]
)
def test_E2_a_line_that_is_cut_at_any_moment_leaves_one_row_each(
    open_browser, line, anna, ben, space, group, engine, cuts, seed
):
    paths = {"message": f"/chat/{group.pk}/", "comment": f"/p/{make_post(anna, space).pk}/"}
    paths["post"] = f"/compose/?space={space.slug}"
    page = open_browser(
        ben, size="phone", base_url=line.address, provoked=("ERR_", "WebSocket", "status of")
    )
    asked, dice, written = unanswered(page), random.Random(seed), []
    while len(written) < cuts:
        kind = dice.choice([*KINDS])
        page.goto(paths[kind])
        page.wait_for_function(READY)
        for _again in range(1 if kind == "post" else dice.randint(4, 8)):
            words = f"Number {len(written)}"
            cut_while_sending(page, asked, line, kind, words, dice)
            written.append((kind, words))
    for kind, model in MODELS.items():
        said = [words for one, words in written if one == kind]
        rows = model.objects.filter(body__startswith="Number").order_by("pk")
        assert [*rows.values_list("body", flat=True)] == said


def unanswered(page: Page) -> set:
    """The requests of a page that wait for their answers, at any moment."""
    asked = set()
    page.on("request", lambda one: asked.add(one))
    page.on("requestfinished", lambda one: asked.discard(one))
    page.on("requestfailed", lambda one: asked.discard(one))
    return asked


def cut_while_sending(page: Page, asked, line, kind: str, words: str, dice) -> None:
    """Write, and have the line cut before the request, on its way, or before the answer."""
    rows = MODELS[kind].objects.filter(body=words)
    until(page, lambda: not asked, "a page at rest")
    cache.clear()  # whoever writes by hand stays below the rates
    line.answers.clear()
    KINDS[kind](page, words)
    if dice.random() < 0.6:  # the server has it, nobody hears of that
        for _moment in range(60):
            if not rows.exists():
                page.wait_for_timeout(50)
    else:
        page.wait_for_timeout(dice.randrange(60))
    line.become("cut")
    line.answers.set()
    line.become("open")
    until(page, lambda: waiting_rows(page) == 0 and rows.exists(), words)
    if kind == "post":  # the composer leads to where it stands
        until(page, lambda: "/compose/" not in page.url, "the post")
        page.wait_for_load_state()


def waiting_rows(page: Page) -> int | None:
    """How many wait on the device, once the page says so; a page that says nothing is tried."""
    tried(page, BACK)
    return tried(page, ROWS)


def refuse_odd(route):
    if "odd" in (route.request.post_data or ""):
        return route.fulfill(status=400, json={"code": "odd", "detail": "Too odd."})
    return route.continue_()


def test_E5_a_refused_one_holds_up_nobody_and_is_edited_or_discarded(open_browser, ben, group):
    page = open_browser(ben, size="phone", language="de")
    page.goto(f"/chat/{group.pk}/")
    page.route("**/messages/", refuse_odd)
    page.wait_for_function(READY)
    page.context.set_offline(True)
    for words in ("odd one", "odd two", "kurz"):
        write_message(page, words)
    expect(page.locator(BAR)).to_contain_text("3 warten")
    page.context.set_offline(False)
    expect(page.locator("chat-log .msg[data-seq]")).to_contain_text("kurz")
    expect(page.locator(BAR)).to_contain_text("2 warten")
    page.goto("/people/")
    page.locator(f"{BAR} > button").click()
    rows = page.locator(f"{BAR} li")
    expect(rows.first).to_contain_text("Nicht gesendet. Too odd.")
    assert_accessible(page)
    assert_fits(page)
    rows.first.get_by_role("button", name="Verwerfen").click()
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name="Bearbeiten").click()
    expect(page.locator("chat-composer textarea")).to_have_value("odd two")
    expect(page.locator(BAR)).to_be_hidden()


@pytest.mark.parametrize("state", STRANGERS)
def test_E5_what_a_stranger_says_is_no_answer(open_browser, line, ben, group, state):
    provoked = ("ERR_", "WebSocket", "module", "status of", "Content Security Policy")
    page = open_browser(ben, base_url=line.address, provoked=provoked)
    page.goto(f"/chat/{group.pk}/")
    page.wait_for_function(READY)
    rows = page.locator("chat-list .chat__rows li")
    expect(rows).to_have_count(1)
    line.become(state)
    write_message(page, "From the hotel")
    until(page, lambda: waiting_rows(page) == 1, "the waiting message")
    expect(page.locator(".msg--queued")).to_contain_text("From the hotel")
    page.evaluate("document.dispatchEvent(new Event('live:again'))")
    page.wait_for_function(AT_REST)  # of what they asked the stranger has told them something
    expect(rows).to_have_count(1)
    line.become("open")
    page.evaluate(BACK)
    expect(page.locator("chat-log .msg[data-seq]")).to_contain_text("From the hotel")


def test_a_comment_that_is_here_before_its_answer_stands_there_once(open_browser, anna, space):
    page = open_browser(anna)
    page.goto(f"/p/{make_post(anna, space).pk}/")
    page.wait_for_function(READY)
    held = []
    page.route("**/comments/", lambda route: held.append((route, route.fetch())))
    write_comment(page, "On my way")
    expect(page.locator("#comments li[data-pk]")).to_contain_text("On my way")
    page.evaluate(ROWS)  # whoever draws what waits has done so
    page.evaluate("document.dispatchEvent(new Event('offline'))")
    assert page.evaluate(ROWS) == 1
    expect(page.locator("#comments li")).to_have_count(1)
    [(route, answer)] = held
    route.fulfill(response=answer)
    until(page, lambda: page.evaluate(ROWS) == 0, "the answer")
    expect(page.locator("#comments li")).to_have_count(1)


def test_a_post_whose_answer_was_lost_stands_there_once(open_browser, ben, space):
    page = open_browser(ben, provoked="ERR_")
    page.goto(f"/compose/?space={space.slug}")
    page.wait_for_function(READY)
    held = []

    def lose(route):
        held.append((route, route.fetch()))
        if "compose" in page.url:
            route.abort()

    page.route("**/compose/", lose)
    write_post(page, "On my way")
    until(page, lambda: held, "the post")
    page.goto("/")
    until(page, lambda: len(held) > 1, "the post again")
    assert page.evaluate(ROWS) == 1
    page.evaluate(BACK)
    expect(page.locator("#deck > :is(post-card, [data-outbox])")).to_have_count(1)
    route, answer = held[-1]
    route.fulfill(response=answer)
    until(page, lambda: page.evaluate(ROWS) == 0, "the answer")
    expect(page.locator("#deck > :is(post-card, [data-outbox])")).to_have_count(1)


TAGS = "async () => (await (await navigator.serviceWorker.ready).sync.getTags())"


def test_a_browser_wakes_us_for_the_line_and_not_for_a_busy_server(open_phone, line, ben, group):
    page = open_phone(ben, f"/chat/{group.pk}/", provoked=("ERR_", "WebSocket", "status of"))
    page.route("**/messages/", lambda route: route.fulfill(status=503, json={"code": "busy"}))
    with page.expect_response("**/messages/"):
        write_message(page, "To a busy server")
    until(page, lambda: waiting_rows(page) == 1, "the waiting message")
    assert page.evaluate(TAGS) == []
    page.context.set_offline(True)
    write_message(page, "To nobody")
    until(page, lambda: page.evaluate(TAGS) == ["outbox"], "the wish to be woken")


def test_two_windows_send_once(open_browser, ben, group):
    page = open_browser(ben)
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"/chat/{group.pk}/")
    sent = []
    page.context.route("**/messages/", lambda route: (sent.append(route), route.continue_()))
    page.context.set_offline(True)
    write_message(page, "once")
    expect(other.locator(".msg--queued")).to_contain_text("once")
    page.context.set_offline(False)
    for one in (page, other):
        expect(one.locator("chat-log .msg[data-seq]")).to_contain_text("once")
    assert len([one for one in sent if one.request.method == "POST"]) == 1
