"""Conversations in real browsers: two people, three devices, a bad line."""

import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chat import actions
from chat.models import Conversation, Message, Participant
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.test_outbox import AT_REST
from tests.e2e.test_people import sign_in
from tests.e2e.waiting import until
from tests.factories import make_group, make_message
from tests.feed.pictures import a_picture
from tests.services import wait_until

OWN_NEWS = """document.addEventListener("live:person", ({ detail }) => {
  if (detail.chat) window.read = detail.read;
})"""
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def group(anna, ben):
    return make_group(ben, name="Crew North")


def room(page: Page, conversation: Conversation) -> Page:
    """Open the room, and wait until it hears."""
    page.goto(f"/chat/{conversation.pk}/")
    expect(page.locator("live-socket")).to_have_attribute("listening", "")
    return page


def write(page: Page, words: str) -> None:
    page.locator("#write textarea").fill(words)
    page.locator("#write .send").click()


def texts(page: Page) -> list[str]:
    """What the room shows, in its order, what only waits left out."""
    return page.locator("chat-log .msg[data-seq] .msg__text").all_inner_texts()


def badge(page: Page) -> str:
    return page.evaluate(
        "document.querySelector('[data-badge=chat] [aria-hidden]')?.textContent ?? '0'"
    )


def shows_badge(page: Page, count: int) -> None:
    wait_until(lambda: badge(page) == str(count), f"badge {count}", seconds=30)
    expect(page).to_have_title(re.compile(rf"^\({count}\) " if count else r"^[^(]"))


# --- three browsers ------------------------------------------------------------------------------
def test_E6_two_people_on_three_devices_see_the_same_order_and_numbers(
    open_browser, anna, ben, group
):
    desk = room(open_browser(anna), group)
    phone, laptop = open_browser(ben, size="phone"), open_browser(ben)
    for page in (phone, laptop):
        page.goto("/people/")
    write(desk, "First of Anna")
    for page in (phone, laptop):
        shows_badge(page, 1)
    room(phone, group)
    expect(phone.locator(".day--new")).to_contain_text("new since")
    shows_badge(laptop, 0)
    room(laptop, group)
    for number in range(3):
        write(phone, f"Ben {number}")
        write(desk, f"Anna {number}")
    for page in (desk, phone, laptop):
        expect(page.locator("chat-log .msg[data-seq]")).to_have_count(7)
    assert texts(desk) == texts(phone) == texts(laptop)
    stored = Message.objects.filter(conversation=group, kind="text").in_order()
    assert texts(desk) == [message.body for message in stored]
    expect(phone.locator(".msg--queued")).to_have_count(0)
    wait_until(
        lambda: set(Participant.objects.values_list("read_seq", flat=True)) == {8}, "all read"
    )


def test_E4_an_open_room_is_given_messages_without_a_question(open_browser, anna, ben, group):
    yard = make_group(ben, name="Yard")
    make_message(yard, anna, "Start")
    make_message(group, anna, "Start")
    desk = room(open_browser(ben), group)
    expect(desk.locator("chat-list .chat__rows li")).to_have_count(2)
    shows_badge(desk, 1)
    desk.evaluate(OWN_NEWS)
    for talk in (yard, group):  # from here on the process knows how far both are
        make_message(talk, anna, "Half an hour")
        expect(desk.locator(f"#chat-{talk.pk}")).to_contain_text("Anna: Half an hour")
    upto = Message.objects.filter(conversation=group).latest("seq").seq
    desk.wait_for_function("(upto) => window.read === upto", arg=upto)
    desk.wait_for_function(AT_REST)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    for number in range(3):
        make_message(group, anna, f"Number {number}")
        expect(desk.locator("chat-log .msg").last).to_contain_text(f"Number {number}")
        expect(desk.locator("chat-list li").first).to_contain_text(f"Number {number}")
    for count in (4, 5):  # with the note that the group was begun
        make_message(yard, anna, f"Ladder {count}")
        row = desk.locator("chat-list li").first
        expect(row).to_contain_text(f"Anna: Ladder {count}")
        expect(row.locator(".badge")).to_contain_text(f"{count} unread")
    shows_badge(desk, 1)
    last = Message.objects.filter(conversation=group).latest("seq").seq
    mine = Participant.objects.filter(conversation=group, user=ben)
    wait_until(lambda: mine.get().read_seq == last, "read")
    # only how far was read, and what that does to the bell
    known = (f"/chat/{group.pk}/read/", "/notifications/unread/")
    assert not [one for one in asked if not one.endswith(known)]


def test_E4_an_answer_that_was_on_its_way_never_hides_what_a_hint_said(
    open_browser, anna, ben, group
):
    yard = make_group(ben, name="Yard")
    make_message(yard, anna, "Start")
    desk = open_browser(ben)
    desk.add_init_script(
        """const { fetch } = window;
        window.fetch = async (url, ...more) => {
          const answer = await fetch(url, ...more);
          const text = await answer.clone().text();
          while (window.slow && `${url}`.includes("/chat/?open="))
            await new Promise((resolve) => setTimeout(resolve, 20));
          if (window.heard) setTimeout(() => (window.taken = true));
          return answer;
        };
        document.addEventListener("live:chat", ({ detail }) => (window.heard = detail));"""
    )
    room(desk, group)
    row = desk.locator(f"#chat-{yard.pk}")
    expect(row).to_contain_text("Anna: Start")
    make_message(yard, anna, "From here on it is known how far both are")
    expect(row).to_contain_text("how far both are")
    desk.wait_for_load_state("networkidle")
    with desk.expect_response("**/chat/?open=*"):
        desk.evaluate("window.slow = true; document.dispatchEvent(new CustomEvent('live:again'))")
    last = make_message(yard, anna, "While it was on its way")
    wait_until(lambda: desk.evaluate("window.heard?.seq") == last.seq, "the hint")
    desk.evaluate("window.taken = window.slow = false")
    wait_until(lambda: desk.evaluate("window.taken"), "the answer")
    assert "While it was on its way" in row.text_content()


def test_edits_and_deletions_appear_in_open_rooms(open_browser, anna, ben, group):
    message, other = make_message(group, anna, "frist"), make_message(group, anna, "oops")
    phone = room(open_browser(ben, size="phone"), group)
    expect(phone.locator("chat-log")).to_contain_text("frist")
    actions.edit_message(by=anna, message=message, body="first")
    expect(phone.locator(f"#m-{message.seq}")).to_contain_text("first")
    expect(phone.locator(f"#m-{message.seq}")).to_contain_text("edited")
    actions.delete_message(by=anna, message=other)
    expect(phone.locator(f"#m-{other.seq}")).to_contain_text("Message deleted")
    expect(phone.locator("chat-log")).not_to_contain_text("oops")


def test_A3_who_is_removed_while_the_room_is_open_leaves_it(open_browser, anna, ben, group):
    phone = room(open_browser(ben, size="phone"), group)
    make_message(group, anna, "before")
    expect(phone.locator("chat-log")).to_contain_text("before")
    actions.remove_participant(by=anna, conversation=group, user=ben)
    make_message(group, anna, "after")
    phone.evaluate("document.dispatchEvent(new CustomEvent('live:again'))")
    phone.wait_for_url("**/chat/")
    expect(phone.locator("body")).not_to_contain_text("after")


# --- a bad line ----------------------------------------------------------------------------------
def test_E5_what_is_written_without_network_waits_and_is_sent_once_in_order(
    open_browser, anna, ben, group
):
    phone = room(open_browser(ben, size="phone"), group)
    desk = room(open_browser(anna), group)
    phone.context.set_offline(True)
    for words in ("one", "two", "three"):
        write(phone, words)
    expect(phone.locator(".msg--queued")).to_have_count(3)
    expect(phone.locator(".msg--queued").first).to_contain_text("waits for connection")
    make_message(group, anna, "meanwhile")
    assert not Message.objects.filter(body="one").exists()
    phone.context.set_offline(False)
    for page in (phone, desk):
        expect(page.locator("chat-log .msg[data-seq]")).to_have_count(4)
    expect(phone.locator(".msg--queued")).to_have_count(0)
    assert texts(phone) == texts(desk) == ["meanwhile", "one", "two", "three"]


def test_E5_what_waits_survives_a_closed_tab(open_browser, ben, group):
    phone = room(open_browser(ben, size="phone"), group)
    phone.context.set_offline(True)
    write(phone, "from the basement")
    expect(phone.locator(".msg--queued")).to_have_count(1)
    phone.close()
    later = phone.context.new_page()
    phone.context.set_offline(False)
    later.goto("/people/")  # any page sends what waits
    wait_until(lambda: Message.objects.filter(body="from the basement").count() == 1, "the message")


def test_E5_what_waits_can_be_taken_back(open_browser, ben, group):
    phone = room(open_browser(ben, size="phone"), group)
    phone.route(
        "**/messages/", lambda route: route.fulfill(status=400, json={"detail": "Too odd."})
    )
    write(phone, "strange words")
    bubble = phone.locator(".msg--queued")
    expect(bubble).to_contain_text("Not sent. Too odd.")
    bubble.get_by_role("button", name="Edit").click()
    expect(phone.locator("#write textarea")).to_have_value("strange words")
    expect(bubble).to_have_count(0)
    phone.unroute("**/messages/")
    phone.locator("#write .send").click()
    expect(phone.locator("chat-log .msg[data-seq]")).to_contain_text("strange words")


def test_E2_an_answer_that_gets_lost_leaves_one_message(open_browser, ben, group):
    phone = room(open_browser(ben, size="phone"), group)
    lost = []

    def lose(route):
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch())
        return route.abort("internetdisconnected")

    phone.route("**/messages/", lose)
    write(phone, "exactly once")
    expect(phone.locator("chat-log .msg[data-seq]")).to_have_count(1)
    expect(phone.locator(".msg--queued")).to_have_count(0)
    assert lost
    assert Message.objects.filter(body="exactly once").count() == 1


def test_E4_without_a_socket_the_room_asks_by_itself(open_browser, anna, ben, group):
    phone = open_browser(ben, size="phone")
    phone.clock.install()
    phone.route_web_socket("**/ws/*", lambda socket: socket.close(code=1013))
    phone.goto(f"/chat/{group.pk}/")
    expect(phone.locator("chat-log")).to_be_attached()
    make_message(group, anna, "no hint of this")
    phone.clock.fast_forward(15_000)
    expect(phone.locator("chat-log")).to_contain_text("no hint of this")


# the store itself may be there, empty: another tab looks into it when it would send again
KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("outbox");
  asked.onsuccess = () => {
    const { result: base } = asked;
    if (!base.objectStoreNames.length) return done([]);
    const all = base.transaction("things").objectStore("things").getAll();
    all.onsuccess = () => done(all.result.map((row) => row.words));
  };
})"""


def test_B4_signing_out_leaves_no_message_on_the_device(open_browser, ben, group):
    page = room(open_browser(ben), group)
    page.context.set_offline(True)
    write(page, "personal")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.context.set_offline(False)
    page.route("**/messages/", lambda route: route.abort("internetdisconnected"))
    other = page.context.new_page()  # which has kept it, too
    other.route("**/messages/", lambda route: route.abort("internetdisconnected"))
    other.goto(f"/chat/{group.pk}/")
    write(other, "private")
    expect(other.locator(".msg--queued").filter(has_text="private")).to_have_count(1)
    page.goto("/me/")
    page.locator("form[data-logout] button").click()
    page.wait_for_url("**/login/**")
    page.wait_for_timeout(1_500)  # in which that page would keep it again
    assert page.evaluate(KEPT) == []
    assert "personal" not in page.evaluate("JSON.stringify({...localStorage})")


def test_B4_what_another_person_wrote_here_waits_for_its_owner(open_browser, anna, ben, group):
    page = room(open_browser(ben), group)
    page.route("**/messages/", lambda route: route.abort("internetdisconnected"))
    write(page, "for ben only")
    expect(page.locator(".msg--queued")).to_have_count(1)
    page.evaluate("localStorage.setItem(`draft:${document.body.dataset.me}:new`, 'begun')")
    page.context.clear_cookies()  # the session of Ben ends, the browser stays
    page.goto("about:blank")
    sign_in(page, "anna")
    room(page, group)
    expect(page.locator(".msg--queued")).to_have_count(0)
    page.evaluate("localStorage.setItem(`draft:${document.body.dataset.me}:new`, 'of anna')")
    page.goto("/me/")
    page.locator("form[data-logout] button").click()
    page.wait_for_url("**/login/**")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "begun" in kept and "of anna" not in kept
    page.unroute("**/messages/")
    page.goto("about:blank")
    sign_in(page, "ben")
    room(page, group)
    expect(page.locator("chat-log")).to_contain_text("for ben only")
    expect(page.locator(".msg--queued")).to_have_count(0)


def test_the_list_of_people_fits_a_small_phone(open_browser, ben, group):
    page = room(open_browser(ben, size="phone", viewport={"width": 320, "height": 640}), group)
    page.locator("#write textarea").press_sequentially("@a")
    expect(page.locator(".suggest [role=option]").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    box = page.locator(".suggest").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320


# --- writing -------------------------------------------------------------------------------------
def test_replies_quote_and_open_beside_the_room(open_browser, anna, ben, group):
    question = make_message(group, anna, "Which valve?")
    page = room(open_browser(ben), group)
    row = page.locator(f"#m-{question.seq}")
    row.hover()
    row.locator(".msg__more").click()
    page.get_by_role("link", name="Reply").click()
    expect(page.locator("[data-replying]")).to_contain_text("Which valve?")
    page.keyboard.type("The red one")
    page.keyboard.press("Enter")
    expect(page.locator("chat-log .msg--me .msg__re")).to_contain_text("Which valve?")
    expect(page.locator("[data-replying]")).to_be_hidden()
    page.locator(".msg__thread").click()
    side = page.locator("[data-side]")
    expect(side).to_contain_text("The red one")
    side.locator("textarea").fill("And the blue one")
    side.locator(".send").click()
    expect(side.locator(".msg")).to_have_count(3)
    assert Message.objects.get(body="And the blue one").root == question


def test_keys_edit_the_last_message_and_leave_a_reply(open_browser, anna, ben, group):
    make_message(group, anna, "Hello")
    page = room(open_browser(ben), group)
    page.keyboard.type("my wrods")
    page.keyboard.press("Enter")
    expect(page.locator("chat-log .msg--me[data-seq]")).to_contain_text("my wrods")
    page.locator("#write textarea").press("ArrowUp")
    field = page.locator("dialog textarea")
    expect(field).to_have_value("my wrods")
    field.fill("my words")
    page.locator("dialog .btn--primary").click()
    expect(page.locator("chat-log .msg--me[data-seq]")).to_contain_text("my words")
    page.locator("chat-log .msg").first.focus()
    page.keyboard.press("r")
    expect(page.locator("[data-replying]")).to_be_visible()
    page.locator("#write textarea").press("Escape")
    expect(page.locator("[data-replying]")).to_be_hidden()


def test_pictures_are_pasted_described_and_sent(open_browser, ben, group, tmp_path):
    page = room(open_browser(ben), group)
    path = tmp_path / "boiler.jpg"
    path.write_bytes(a_picture(640, 480).read())
    page.locator("#write input[type=file]").first.set_input_files(path)
    page.locator(".shot__alt").fill("A boiler")
    page.locator(".shot__alt").press("Tab")
    page.locator("#write .send").click()
    expect(page.locator("chat-log .msg__pic img")).to_have_attribute("alt", "A boiler")


def test_a_reaction_takes_one_tap_and_is_seen_by_others(open_browser, anna, ben, group):
    message = make_message(group, anna, "Sensors are back")
    phone, desk = room(open_browser(ben, size="phone"), group), room(open_browser(anna), group)
    phone.locator(f"#m-{message.seq} .msg__more").click()
    phone.get_by_role("button", name="Helpful").click()
    for page in (phone, desk):
        expect(page.locator(f"#m-{message.seq} .rxb")).to_have_attribute("aria-label", "Helpful, 1")
    phone.locator(f"#m-{message.seq} .rxb").click()
    expect(desk.locator(f"#m-{message.seq} .rxb")).to_have_count(0)


def test_a_draft_moves_with_the_person(open_browser, ben, group):
    phone = room(open_browser(ben, size="phone"), group)
    phone.locator("#write textarea").fill("half a thought")
    wait_until(lambda: group.drafts.filter(body="half a thought").exists(), "the draft")
    laptop = room(open_browser(ben), group)
    expect(laptop.locator("#write textarea")).to_have_value("half a thought")


# --- long rooms ----------------------------------------------------------------------------------
def scrolled(box, top):
    """Scroll there and tell the numbers of the messages that stand in the document then."""
    box.evaluate(f"one => {{ one.scrollTop = {top} }}")
    numbers = "all => all.map(one => Number(one.dataset.seq))"
    return box.locator(".msg[data-seq]").evaluate_all(numbers)


def test_a_long_room_scrolls_both_ways_with_only_a_window_in_the_document(
    open_browser, anna, ben, group
):
    rows = [
        Message(
            conversation=group, author=anna, seq=n, change=n, body=f"number {n}",
            body_html=f"<p>number {n}</p>", created_at=timezone.now(), client_id=uuid.uuid4(),
        )
        for n in range(2, 2_001)
    ]  # fmt: skip
    Message.objects.bulk_create(rows)
    Conversation.objects.filter(pk=group.pk).update(last_seq=2_000, last_change=2_000)
    Participant.objects.update(read_seq=2_000)
    page = room(open_browser(ben, size="phone"), group)
    box = page.locator(".msgs")
    expect(page.locator("#m-2000")).to_be_in_viewport()
    until(page, lambda: scrolled(box, "0")[0] < 1_700, "older messages")
    assert page.locator("chat-log .msg[data-seq]").count() <= 260
    expect(page.locator("#m-2000")).to_have_count(0)
    page.goto(f"/chat/{group.pk}/m/50/")
    expect(page.locator("#m-50")).to_be_in_viewport()
    until(page, lambda: scrolled(box, "one.scrollHeight")[-1] > 200, "newer messages")
    seen = scrolled(box, "one.scrollHeight")
    assert seen == list(range(seen[0], seen[-1] + 1))
    page.locator("[data-down]").click()
    expect(page.locator("#m-2000")).to_be_in_viewport()


# --- look ----------------------------------------------------------------------------------------
@SIZES
@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_conversations_are_accessible_in_every_theme(open_browser, anna, ben, group, size, theme):
    type(ben).objects.filter(pk=ben.pk).update(theme=theme)
    question = make_message(group, anna, "Which valve? See <https://example.com/>")
    make_message(group, ben, "The **red** one @anna", reply_to=question)
    actions.react_to_message(by=ben, message=question, kind="helpful")
    page = room(open_browser(ben, size=size), group)
    for address in (
        f"/chat/{group.pk}/",
        "/chat/",
        "/chat/new/",
        f"/chat/{group.pk}/people/",
        f"/chat/{group.pk}/search/",
        f"/chat/{group.pk}/t/{question.seq}/",
        f"/chat/{group.pk}/planned/",
    ):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)


def test_rooms_fit_320_pixels_and_german(open_browser, anna, ben, group):
    make_message(group, anna, "Wärmepumpenfernwartungsprotokoll" * 3)
    page = open_browser(ben, language="de", viewport={"width": 320, "height": 640})
    for address in (f"/chat/{group.pk}/", "/chat/", "/chat/new/", f"/chat/{group.pk}/people/"):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)
