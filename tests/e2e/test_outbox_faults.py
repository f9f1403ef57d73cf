"""What goes wrong with an outbox: devices that refuse, clocks that lie, answers that say no."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from accounts.sessions import Session
from chat.models import Message
from feed.actions import create_post
from feed.models import Post
from polls.models import Vote
from tests.e2e.conftest import _session
from tests.e2e.test_device import renewed
from tests.e2e.test_outbox import (
    BACK,
    BAR,
    READY,
    ROWS,
    waiting_rows,
    write_comment,
    write_message,
    write_post,
)
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_poll, make_post

REFUSING = {
    "refused": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };",
    "full": """IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError'); };""",
    "closed": """IDBDatabase.prototype.transaction = () => {
        throw new DOMException('closing', 'InvalidStateError'); };""",
    "silent": "indexedDB.open = () => ({});",
}
CLOSED_ONCE = """{
  const { transaction } = IDBDatabase.prototype;
  let isClosed = false;
  IDBDatabase.prototype.transaction = function (...asked) {
    if (this.name === "outbox" && asked[1] === "readwrite" && !isClosed) {
      isClosed = true;
      this.close();
    }
    return transaction.apply(this, asked);
  };
}"""
SLOW = """{
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...asked) => {
    const slow = {};
    setTimeout(() => {
      const real = open(...asked);
      for (const name of ["onupgradeneeded", "onsuccess", "onerror"])
        real[name] = () => (Object.assign(slow, { result: real.result }), slow[name]());
    }, 5_000);
    return slow;
  };
}"""
OLD = """async ({ conversation, me, vote }) => {
  const asked = indexedDB.open("chat-queue", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("messages", { keyPath: "id" });
  await new Promise((done) => (asked.onsuccess = done));
  const change = asked.result.transaction("messages", "readwrite");
  change.objectStore("messages").put({
    id: crypto.randomUUID(), me, at: 1, conversation, body: "Of last year", files: [],
    state: "waiting",
  });
  await new Promise((done) => (change.oncomplete = done));
  asked.result.close();
  localStorage.setItem(`draft:${me}:taps`, JSON.stringify([{ ...vote, sorry: "" }]));
}"""
BASES = "indexedDB.databases().then((all) => all.map(({ name }) => name))"
# what a later version of us may do to the store: another shape around rows that stay as they are
UPGRADE = """new Promise((done, fail) => {
  const asked = indexedDB.open("outbox", 2);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("more", { keyPath: "id" });
    asked.transaction.objectStore("things").createIndex("lane", "lane");
  };
  asked.onblocked = () => fail(new Error("blocked"));
  asked.onsuccess = () => done(asked.result.close());
})"""


def ready(page: Page, path: str) -> Page:
    """Open a page, and wait until it can bear to lose its line."""
    page.goto(path)
    page.wait_for_function(READY)
    return page


def went(page: Page, path: str) -> bool:
    """Open a page; false where the one before goes somewhere by itself in the same moment."""
    with suppress(Error):
        return bool(page.goto(path))
    return False


def bodies() -> list[str]:
    return [*Message.objects.exclude(body="").order_by("seq").values_list("body", flat=True)]


# --- the device ------------------------------------------------------------------------------
@pytest.mark.parametrize("how", REFUSING)
def test_E5_a_device_that_keeps_nothing_says_so_and_sends_while_the_page_is_open(
    open_browser, ben, group, how
):
    page = open_browser(ben, size="phone")
    page.add_init_script(REFUSING[how])
    ready(page, f"/chat/{group.pk}/")
    page.context.set_offline(True)
    write_message(page, "From the cellar")
    expect(page.locator(".msg--queued")).to_contain_text("From the cellar")
    expect(page.locator(".toast--error")).to_contain_text("Stay on this page until it is sent.")
    page.context.set_offline(False)
    expect(page.locator("chat-log .msg[data-seq]")).to_contain_text("From the cellar")
    assert bodies() == ["From the cellar"]


def test_E5_a_photo_that_does_not_fit_on_the_device_is_sent_while_the_page_is_open(
    open_browser, ben, space, tmp_path
):
    page = ready(open_browser(ben, size="phone"), f"/compose/?space={space.slug}")
    room = {"origin": page.evaluate("location.origin"), "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", room)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    page.context.set_offline(True)
    write_post(page, "From the cellar")
    expect(page.locator(".toast--error")).to_contain_text("Stay on this page until it is sent.")
    expect(page.locator(BAR)).to_contain_text("1 wait")
    page.context.set_offline(False)
    until(page, Post.objects.filter(author=ben).exists, "the post")
    assert Post.objects.get(author=ben).photos.count() == 1


def test_E5_a_store_that_the_browser_closed_is_opened_again(open_browser, ben, group):
    page = open_browser(ben, size="phone")
    page.add_init_script(CLOSED_ONCE)
    ready(page, f"/chat/{group.pk}/")
    page.context.set_offline(True)
    write_message(page, "From the cellar")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("chat-log .msg[data-seq]")).to_contain_text("From the cellar")
    assert bodies() == ["From the cellar"]


def test_E5_what_waits_in_a_store_that_opens_late_is_sent_when_it_does(open_phone, ben, group):
    page = open_phone(ben, f"/chat/{group.pk}/")
    page.evaluate("delete ServiceWorkerRegistration.prototype.sync")  # the worker would send it
    page.context.set_offline(True)
    write_message(page, "From the cellar")
    until(page, lambda: page.evaluate(ROWS) == 1, "the row")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.add_init_script(SLOW)
    again.goto(f"/chat/{group.pk}/")
    expect(again.locator("chat-log .msg[data-seq]")).to_contain_text("From the cellar")
    assert bodies() == ["From the cellar"]


def test_E5_what_a_page_has_kept_outlives_a_storage_that_is_cleared_under_it(
    open_browser, ben, group
):
    page = ready(open_browser(ben, size="phone"), f"/chat/{group.pk}/")
    page.context.set_offline(True)
    write_message(page, "From the cellar")
    until(page, lambda: page.evaluate(ROWS) == 1, "the row")
    everything = {"origin": page.evaluate("location.origin"), "storageTypes": "indexeddb"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
    until(page, lambda: page.evaluate(ROWS) == 1, "the row again")
    page.context.set_offline(False)
    until(page, bodies, "the message")  # the browser may clear a store once more a moment later
    until(page, lambda: page.evaluate(ROWS) == 0, "an empty outbox")
    assert bodies() == ["From the cellar"]


# --- versions --------------------------------------------------------------------------------
def test_E5_a_full_outbox_outlives_another_worker_and_another_shape_of_its_store(
    open_phone, line, anna, ben, space, group, settings
):
    thread = f"/p/{make_post(anna, space).pk}/"
    page = open_phone(ben)
    for path in (thread, f"/chat/{group.pk}/"):
        ready(page, path)
    page.route("**/messages/", lambda route: route.abort())
    for words in ("one", "two"):
        write_message(page, words)
    ready(page, thread)
    page.route("**/comments/", lambda route: route.abort())
    write_comment(page, "three")
    expect(page.locator(BAR)).to_contain_text("3 wait")
    expect(page.locator("#write textarea")).to_have_value("")
    settings.BRAND_COLOUR = "#aa2200"
    renewed(page)
    page.evaluate(UPGRADE)
    write_comment(page, "four")  # by a page of the version before
    expect(page.locator(BAR)).to_contain_text("4 wait")
    ready(page, "/people/")
    expect(page.locator(BAR)).to_contain_text("4 wait")
    for path in ("**/messages/", "**/comments/"):
        page.unroute(path)
    page.evaluate(BACK)
    until(page, lambda: page.evaluate(ROWS) == 0, "an empty outbox")
    assert bodies() == ["one", "two"]
    assert [*anna.posts.get().comments.order_by("pk").values_list("body", flat=True)] == [
        "three",
        "four",
    ]


def test_what_waited_before_there_was_one_outbox_is_taken_over(
    open_browser, anna, ben, space, group
):
    poll = make_poll(anna, space)
    page = open_browser(ben)
    page.goto("/offline/")
    choice = f"option-{poll.pk}={poll.options.first().pk}"
    vote = {"url": f"/polls/{poll.pk}/vote/", "body": choice}
    page.evaluate(OLD, {"conversation": group.pk, "me": str(ben.pk), "vote": vote})
    page.goto("/people/")
    until(page, Message.objects.filter(body="Of last year").exists, "the message")
    until(page, Vote.objects.exists, "the vote")
    until(page, lambda: "chat-queue" not in page.evaluate(BASES), "no queue of old")
    assert "taps" not in page.evaluate("Object.keys(localStorage).join()")
    found = Message.objects.filter(body="Of last year")
    assert found.count() == Vote.objects.count() == 1


# --- the clock -------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [-365, 365])
def test_E8_a_clock_that_is_wrong_by_a_year_changes_neither_order_nor_time(
    open_browser, ben, group, days
):
    page = open_browser(ben, size="phone")
    page.clock.set_system_time(timezone.now() + timedelta(days=days))
    ready(page, f"/chat/{group.pk}/")
    away = ["internetdisconnected"]  # a request that meets the end of a route would hang
    page.route("**/messages/", lambda route: route.abort(*away) if away else route.continue_())
    write_message(page, "one")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.clock.set_system_time(timezone.now())  # somebody has put it right
    ready(page, f"/chat/{group.pk}/")
    write_message(page, "two")
    expect(page.locator(".msg--queued")).to_have_count(2)
    away.clear()
    page.evaluate(BACK)
    expect(page.locator("chat-log .msg--me[data-seq]")).to_have_count(2)
    assert bodies() == ["one", "two"]
    assert Message.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count() >= 2


# --- answers that say no ---------------------------------------------------------------------
def test_E5_what_waits_while_a_session_ends_is_sent_after_signing_in_again(
    open_browser, ben, group, site
):
    page = ready(open_browser(ben, size="phone"), f"/chat/{group.pk}/")
    page.context.set_offline(True)
    write_message(page, "From the cellar")
    expect(page.locator(BAR)).to_contain_text("1 wait")
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.locator(f"{BAR} .state")).to_contain_text("signed out")
    assert bodies() == []
    page.context.add_cookies([{**_session(ben), "url": site}])
    until(page, lambda: went(page, "/people/"), "a page of the new session")
    until(page, lambda: waiting_rows(page) == 0, "the message is sent")
    assert bodies() == ["From the cellar"]


def test_E5_what_arrived_in_other_words_before_is_a_conflict_that_keeps_the_text(
    open_browser, ben, space
):
    page = ready(open_browser(ben, size="phone"), f"/compose/?space={space.slug}")
    client_id = page.locator("#composer [name=client_id]").input_value()
    create_post(by=ben, spaces=[space], body="An earlier version", client_id=client_id)
    page.context.set_offline(True)
    write_post(page, "A later version")
    expect(page.locator(BAR)).to_contain_text("1 wait")
    page.context.set_offline(False)
    expect(page.locator(f"{BAR} .state")).to_contain_text("Not sent.")
    page.locator(f"{BAR} > button").click()
    page.locator(BAR).get_by_role("button", name="Edit").click()
    expect(page.locator("#composer textarea")).to_have_value("A later version")
    assert [*Post.objects.filter(author=ben).values_list("body", flat=True)] == [
        "An earlier version"
    ]
