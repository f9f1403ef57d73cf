"""What a room says to people who listen: a new message once, and nothing else."""

import pytest
from playwright.sync_api import Page, expect

from chat import actions
from tests.e2e.test_chat import room, write
from tests.factories import make_group, make_message, make_user

# Text that comes into the log where it is live, as screen readers take it: by the nearest
# `aria-live` above what was added. Whole elements count, so a row drawn anew is heard again.
LISTEN = """() => {
    window.heard = [];
    const live = (node) => (node.nodeType === 1 ? node : node.parentElement)
        ?.closest("[aria-live]")?.getAttribute("aria-live");
    const take = (node) => {
        const words = node.textContent.replace(/\\s+/g, " ").trim();
        if (words && live(node) === "polite") window.heard.push(words);
    };
    new MutationObserver((all) => {
        for (const one of all) {
            if (one.type === "characterData") take(one.target);
            for (const node of one.addedNodes) take(node);
        }
    }).observe(document.querySelector("chat-log [role=log]"),
        {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture
def group(anna, ben):
    return make_group(ben, anna, name="Crew North")


def heard(page: Page) -> list[str]:
    return page.evaluate("window.heard")


def listening(page: Page) -> Page:
    page.evaluate(LISTEN)
    return page


def test_a_new_message_is_said_once_and_nothing_beside_it(open_browser, anna, ben, group):
    make_message(group, anna, "good morning")
    page = listening(room(open_browser(ben), group))
    make_message(group, anna, "the pump is back")
    expect(page.locator("chat-log")).to_contain_text("the pump is back")
    make_message(group, anna, "and the valve")
    expect(page.locator("chat-log")).to_contain_text("and the valve")
    said = heard(page)
    assert len(said) == 2, said
    assert "the pump is back" in said[0]
    assert "and the valve" in said[1]


def test_what_happens_to_known_messages_is_not_said(open_browser, anna, ben, group):
    old, other = make_message(group, anna, "sensors are back"), make_message(group, anna, "frist")
    page = listening(room(open_browser(ben), group))
    actions.react_to_message(by=anna, message=old, kind="helpful")
    expect(page.locator(f"#m-{old.seq} .rxb")).to_have_attribute("aria-label", "Helpful, 1")
    actions.edit_message(by=anna, message=other, body="first")
    expect(page.locator(f"#m-{other.seq}")).to_contain_text("first")
    actions.delete_message(by=anna, message=other)
    expect(page.locator(f"#m-{other.seq}")).to_contain_text("Message deleted")
    page.locator(f"#m-{old.seq} .rxb").click()
    expect(page.locator(f"#m-{old.seq} .rxb")).to_have_attribute("aria-label", "Helpful, 2")
    assert heard(page) == []


def test_the_own_message_is_put_into_the_room_once_and_not_said(open_browser, anna, ben, group):
    make_message(group, anna, "good morning")
    page = listening(room(open_browser(ben), group))
    page.evaluate("""() => {
        window.added = 0;
        new MutationObserver((all) => {
            for (const one of all) for (const node of one.addedNodes)
                window.added += node.textContent.includes("on my way");
        }).observe(document.querySelector("[role=log]"), {childList: true, subtree: true});
    }""")
    write(page, "on my way")
    expect(page.locator("chat-log .msg[data-seq]").last).to_contain_text("on my way")
    expect(page.locator(".msg--queued")).to_have_count(0)
    assert heard(page) == []
    assert page.evaluate("window.added") == 1


def test_a_reaction_keeps_the_focus_on_its_button(open_browser, anna, ben, group):
    message = make_message(group, anna, "sensors are back")
    actions.react_to_message(by=anna, message=message, kind="helpful")
    page = room(open_browser(ben), group)
    button = page.locator(f"#m-{message.seq} .rxb")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()


def test_a_planned_message_says_when_it_goes_and_can_be_had_back(open_browser, anna, ben, group):
    page = room(open_browser(ben, size="phone"), group)
    page.locator("#write textarea").fill("tomorrow then")
    page.locator("#write details.menu > summary").click()
    page.locator("#write [name=due_at]").filter(has_text="Tomorrow").click()
    toast = page.locator("toast-region .toast")
    expect(toast).to_contain_text("Planned:")
    expect(toast).to_contain_text("08:00")
    expect(toast.get_by_role("link", name="See")).to_have_attribute(
        "href", f"/chat/{group.pk}/planned/"
    )
    assert group.planned.count() == 1
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("#write textarea")).to_have_value("tomorrow then")
    assert group.planned.count() == 0


def test_forwarding_asks_before_it_sends(open_browser, anna, ben, group):
    message = make_message(group, anna, "the plan")
    talk = actions.open_direct(by=ben, person=make_user("doris", last_name="Doe"))
    make_message(talk, ben, "hello")
    page = room(open_browser(ben, size="phone"), group)
    page.locator(f"#m-{message.seq} .msg__more").click()
    page.locator("dialog").get_by_role("link", name="Forward").click()
    rows = page.locator("dialog label.li")
    expect(rows).to_have_count(1)  # not the room it stands in
    rows.first.click()
    assert talk.messages.count() == 1
    page.locator("dialog").get_by_role("button", name="Forward").click()
    page.wait_for_url(f"**/chat/{talk.pk}/")
    expect(page.locator("chat-log")).to_contain_text("the plan")
    assert talk.messages.count() == 2
