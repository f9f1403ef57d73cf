"""What the worker does while nobody looks: sends what waits, and renews the lists of a device."""

from playwright.sync_api import Page, expect

from chat.models import Message
from feed.models import Post
from kit.models import ResumableUpload
from tests.e2e.test_lent import FILL_FOR, MARK
from tests.e2e.test_outbox import BAR, write_message, write_post
from tests.e2e.test_outbox_faults import ready
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_group, make_message, make_space

TAG = "outbox"
PAGES = "async () => (await clients.matchAll({ type: 'window' })).length"
OLD = """async (path) => {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages:"))) {
    const cache = await caches.open(name);
    const kept = await cache.match(path, { ignoreVary: true });
    const headers = new Headers(kept.headers);
    headers.set("X-Kept", Date.now() - 600_000);
    await cache.put(path, new Response(await kept.text(), { headers }));
  }
}"""
KEPT = "async (path) => (await caches.match(path, { ignoreVary: true }))?.text() ?? ''"


class Sync:
    """The browser that wakes a worker because the line is back, with no page of ours open."""

    def __init__(self, page: Page) -> None:
        self.page, self.known = page, []
        self.session = page.context.new_cdp_session(page)
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.session.send("ServiceWorker.enable")
        self.origin = page.evaluate("location.origin")
        until(page, lambda: self.known, "the worker's name")

    def _note(self, told: dict) -> None:
        self.known += [one["registrationId"] for one in told["registrations"]]

    def __call__(self) -> None:
        """Leave the site and wake its worker."""
        self.page.goto("about:blank")
        [worker] = self.page.context.service_workers
        until(self.page, lambda: worker.evaluate(PAGES) == 0, "the last page to be gone")
        event = {"origin": self.origin, "registrationId": self.known[-1], "tag": TAG}
        self.session.send("ServiceWorker.dispatchSyncEvent", {**event, "lastChance": False})


def test_E5_messages_are_sent_in_order_with_no_page_open(open_phone, line, anna, ben):
    group = make_group(ben)
    page = ready(open_phone(ben), f"/chat/{group.pk}/")
    wake = Sync(page)
    line.become("cut")
    for words in ("one", "two"):
        write_message(page, words)
    expect(page.locator(".msg--queued")).to_have_count(2)
    page.goto("about:blank")
    line.become("open")
    wake()
    mine = Message.objects.filter(author=ben).order_by("seq").values_list("body", flat=True)
    until(page, lambda: mine.count() == 2, "the messages")
    assert [*mine] == ["one", "two"]
    ready(page, "/people/")
    expect(page.locator(BAR)).to_be_hidden()
    assert mine.count() == 2


def test_E5_with_no_page_open_nothing_is_sent_for_somebody_else(open_phone, line, anna, ben):
    group = make_group(ben)
    page = ready(open_phone(ben), f"/chat/{group.pk}/")
    wake = Sync(page)
    page.route("**/messages/", lambda route: route.abort())
    write_message(page, "mine")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.context.clear_cookies()
    wake()
    page.goto("/login/")
    assert not Message.objects.filter(author=ben).exists()


def test_E5_a_message_and_then_its_photo_are_sent_with_no_page_open(
    open_phone, line, anna, ben, tmp_path
):
    page = ready(open_phone(ben), f"/chat/{make_group(ben).pk}/")
    wake = Sync(page)
    line.become("cut")
    page.set_input_files("chat-composer input[type=file]", picture(tmp_path))
    write_message(page, "From the cellar")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.goto("about:blank")
    line.become("open")
    wake()
    until(page, Message.objects.filter(author=ben).exists, "the message")
    message = Message.objects.get(author=ben)
    until(page, message.files.exists, "the photo that follows")
    message.refresh_from_db()
    assert (message.photos_to_come, ResumableUpload.objects.count()) == (0, 1)


def test_E5_a_post_and_then_its_photo_are_sent_with_no_page_open(
    open_phone, line, anna, ben, tmp_path
):
    space = make_space(anna, ben)
    page = ready(open_phone(ben), f"/compose/?space={space.slug}")
    wake = Sync(page)
    line.become("cut")
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    write_post(page, "From the cellar")
    expect(page.locator(BAR)).to_contain_text("1 wait")
    page.goto("about:blank")
    line.become("open")
    wake()
    until(page, Post.objects.filter(author=ben).exists, "the post")
    post = Post.objects.get(author=ben)
    until(page, post.photos.exists, "the photo that follows")
    assert ResumableUpload.objects.count() == 1  # in parts, as a page sends it
    ready(page, "/")
    expect(page.locator(BAR)).to_be_hidden()
    assert (Post.objects.count(), post.photos.count()) == (1, 1)


def test_lists_that_nobody_opened_are_renewed_when_there_is_something_new(
    open_phone, line, anna, ben
):
    group = make_group(ben, name="Crew")
    page = open_phone(ben)
    until(page, lambda: page.evaluate(MARK) == str(ben.pk), "the device is filled")
    until(page, lambda: "Crew" in page.evaluate(KEPT, "/chat/"), "the list")
    page.evaluate(OLD, "/chat/")
    make_message(group, anna, "Where is the van?")
    assert page.evaluate(FILL_FOR, str(ben.pk)) is True
    until(page, lambda: "Where is the van?" in page.evaluate(KEPT, "/chat/"), "the newer list")
