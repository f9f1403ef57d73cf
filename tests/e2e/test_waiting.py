"""What is said without a line: how far one has read, a status, quiet time, answers."""

from playwright.sync_api import Page, expect

from accounts.availability.presentation import quiet_hours_of
from accounts.models import User
from chat.models import Participant
from kit.jobs.outbox import work
from notifications.models import Notification
from surveys.models import Response
from tests.announcements.newsroom import make_editor
from tests.e2e.test_outbox import READY
from tests.e2e.waiting import until
from tests.factories import make_comment, make_group, make_message, make_post, make_space, make_user
from tests.surveys.making import SCALE, TEXT, crowd, make_survey

BAR = "outbox-bar"
WAITS = "Waits for connection"


def cut(page: Page) -> None:
    """Without a line, once the page is able to bear it."""
    page.wait_for_function(READY)
    page.context.set_offline(True)


def test_E5_the_furthest_place_that_was_read_is_said_once_the_line_is_back(open_browser, anna):
    ben = make_user("ben")
    group = make_group(ben)
    first = make_message(group, ben, "one")
    page = open_browser(anna, provoked="ERR_")
    page.goto(f"/chat/{group.pk}/")
    mine = Participant.objects.filter(user=anna, conversation=group)
    until(page, mine.filter(read_seq=first.seq).exists, "the first position")
    lost, said = [], []
    page.route("**/read/", lambda route: (lost.append(route), route.abort()))
    for number, words in enumerate(("two", "three"), start=1):
        last = make_message(group, ben, words)
        expect(page.locator("chat-log .msg[data-seq]").last).to_contain_text(words)
        until(page, lambda number=number: len(lost) >= number, words)
    expect(page.locator(BAR)).to_be_hidden()
    page.unroute("**/read/")
    page.on("request", lambda one: one.url.endswith("/read/") and said.append(one.post_data))
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, mine.filter(read_seq=last.seq).exists, "the last position")
    assert said == [f"upto={last.seq}"]


def test_E5_a_notification_that_was_read_without_a_line_is_read(open_browser, anna):
    make_comment(make_post(anna, make_space(anna, ben := make_user("ben"))), ben)
    while work():
        pass
    page = open_browser(anna)
    page.goto("/notifications/")
    cut(page)
    page.locator("form[data-read] button").focus()
    page.keyboard.press("e")
    expect(page.locator("form[data-read]")).to_have_count(0)
    expect(page.locator(BAR)).to_be_hidden()
    assert Notification.objects.unread().exists()
    page.context.set_offline(False)
    until(page, lambda: not Notification.objects.unread().exists(), "the mark")


def test_a_notification_opens_from_the_device_and_is_read_later(open_phone, line, anna):
    post = make_post(anna, make_space(anna, ben := make_user("ben")), "The valve is stuck")
    make_comment(post, ben)
    while work():
        pass
    page = open_phone(anna)
    page.goto(post.get_absolute_url())
    page.goto("/notifications/")
    page.wait_for_function(READY)
    line.become("cut")
    page.locator("form[data-read] button").click()
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    line.become("open")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: not Notification.objects.unread().exists(), "the mark")


def test_E5_a_status_is_set_without_a_line_from_its_sheet_and_from_its_page(open_browser, anna):
    page = open_browser(anna, size="phone")
    page.goto("/me/")
    page.wait_for_function(READY)
    page.locator("#main a[href='/me/status/']").click()
    sheet = page.locator("dialog[open]")
    expect(sheet.get_by_role("button", name="On the road")).to_be_visible()
    page.context.set_offline(True)
    sheet.get_by_role("button", name="On the road").click()
    expect(page.locator("#toasts")).to_contain_text(WAITS)
    expect(sheet).not_to_be_attached()
    page.context.set_offline(False)
    mine = User.objects.filter(pk=anna.pk)
    until(page, mine.filter(status="driving").exists, "the status")
    page.goto("/me/status/")
    cut(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#toasts")).to_contain_text(WAITS)
    page.get_by_text("Something else").click()
    page.locator("label", has_text="With a customer").click()
    page.get_by_text("1 hour").click()
    page.get_by_role("button", name="Set status").click()
    page.context.set_offline(False)
    until(page, mine.filter(status="customer").exists, "the last word about it")


def test_E5_quiet_time_is_switched_without_a_line(open_browser, anna):
    page = open_browser(anna, size="phone")
    page.goto("/settings/notifications/")
    cut(page)
    page.get_by_role("switch", name="Quiet time").click()
    expect(page.locator("#toasts")).to_contain_text(WAITS)
    assert quiet_hours_of(anna).is_on
    page.context.set_offline(False)
    until(page, lambda: not quiet_hours_of(anna).is_on, "the switch")


def test_E5_named_answers_are_handed_in_once_the_line_is_back(open_browser, anna):
    ben = make_user("ben")
    survey = make_survey(ben, author=make_editor(), anonymous=False, questions=[SCALE, TEXT])
    page = open_browser(ben, size="phone")
    page.goto(f"{survey.get_absolute_url()}1/")
    cut(page)
    page.locator(".question").first.get_by_text("4", exact=True).click()
    page.get_by_role("button", name="Next").click()
    page.locator(".question").last.locator("input[type=text], textarea").fill("The van is new")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("handed in by themselves")
    expect(page.locator(BAR)).to_contain_text("1 wait")
    page.context.set_offline(False)
    handed = Response.objects.filter(user=ben, survey=survey).exclude(finished_at=None)
    until(page, handed.exists, "the answers")
    assert handed.get().answers == {"mood": 4, "words": "The van is new"}
    expect(page.locator(BAR)).to_be_hidden()
    page.goto(survey.get_absolute_url())
    expect(page.locator("#main")).to_contain_text("Thank you")


def test_anonymous_answers_never_wait_beside_their_person(open_browser, anna):
    ben = make_user("ben")
    survey = make_survey(ben, *crowd(5), author=make_editor(), questions=[SCALE])
    page = open_browser(ben, size="phone")
    page.goto(f"{survey.get_absolute_url()}1/")
    cut(page)
    page.locator(".question").first.get_by_text("4", exact=True).click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("hand them in when you are back")
    rows = """new Promise((done) => document.dispatchEvent(
      new CustomEvent("outbox:list", { detail: { done } })))"""
    assert page.evaluate(rows) == []
