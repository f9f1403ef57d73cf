"""A poll from end to end: asked by the lead of a team, voted by three, ended, seen by all."""

import pytest
from playwright.sync_api import Page, expect

from polls import actions
from polls.models import Poll, Vote
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.waiting import until
from tests.factories import make_poll, make_space, make_user
from tests.feed.pictures import a_picture

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def crew():
    return [make_user(name) for name in ("ben", "carl", "doris")]


@pytest.fixture
def team(anna, crew):
    """The space of the team that Anna leads."""
    return make_space(*crew, managers=(anna,), access="closed", name="Heat pumps")


def open_composer(page: Page, space) -> None:
    page.goto(f"/s/{space.slug}/")
    page.locator(".prompt__field").click()
    expect(page.locator("#composer textarea")).to_be_visible()


def add_poll(page: Page, *answers: str) -> None:
    """As a person does: one tap, then answer after answer with the Enter key."""
    page.locator("#composer label.iconbtn:has(#poll-on)").click()
    for answer in answers:
        page.keyboard.type(answer)
        page.keyboard.press("Enter")


def send(page: Page) -> None:
    buttons = page.locator("button[form=composer], #composer button.btn--primary")
    buttons.locator("visible=true").first.click()


@SIZES
def test_the_lead_asks_three_vote_and_the_end_shows_the_result_to_all(
    open_browser, anna, crew, team, size
):
    lead = open_browser(anna, size=size)
    open_composer(lead, team)
    lead.fill("#composer textarea", "When shall we hand over the phone?")
    add_poll(lead, "Monday, noon", "Monday, 7 h")
    expect(lead.locator(".poll-part__row:visible")).to_have_count(3)
    assert_accessible(lead)
    assert_fits(lead)
    send(lead)
    poll = lead.locator("post-poll")
    expect(poll.get_by_role("button", name="Monday, noon")).to_be_visible()
    lead.wait_for_selector("live-socket[listening]", state="attached")
    poll.get_by_role("button", name="Monday, noon").click()
    expect(poll.locator(".opt--mine")).to_contain_text("100")
    for person, answer in zip(crew, ("Monday, 7 h", "Monday, 7 h", "Monday, noon"), strict=True):
        voter = open_browser(person, size=size)
        voter.goto("/")
        voter.get_by_role("button", name=answer).click()
        expect(voter.locator("post-poll .opt--mine")).to_contain_text(answer)
        assert_accessible(voter)
        assert_fits(voter)
    # the bars moved while the lead was looking
    expect(poll).to_contain_text("4 of 4 voted")
    expect(poll.get_by_text("Monday, 7 h: 50 percent")).to_be_attached()
    poll.get_by_role("link", name="Manage poll").click()
    lead.get_by_role("button", name="End poll now").click()
    expect(lead.locator("post-poll")).to_contain_text("ended")
    expect(voter.locator("post-poll")).to_contain_text("ended")
    expect(voter.locator("post-poll button")).to_have_count(0)
    assert Poll.objects.get().closed_at
    assert Vote.objects.count() == 4


@SIZES
def test_a_vote_is_changed_and_withdrawn(open_browser, anna, crew, team, size):
    make_poll(anna, team, ["Monday", "Friday"])
    page = open_browser(crew[0], size=size)
    page.goto("/")
    poll = page.locator("post-poll")
    poll.get_by_role("button", name="Monday").click()
    poll.get_by_text("Change vote").click()
    poll.get_by_role("button", name="Friday").click()
    expect(poll.locator(".opt--mine")).to_contain_text("Friday")
    poll.get_by_text("Change vote").click()
    poll.get_by_role("button", name="Withdraw vote").click()
    expect(poll.locator(".poll__change")).to_have_count(0)
    expect(poll.get_by_role("button", name="Monday")).to_be_visible()
    assert not Vote.objects.exists()


@SIZES
def test_several_answers_an_own_one_and_german(open_browser, anna, crew, team, size):
    make_poll(anna, team, ["Montag", "Freitag"], is_multiple=True, allows_options=True)
    page = open_browser(crew[0], size=size, language="de")
    page.goto("/")
    page.wait_for_selector("live-socket[listening]", state="attached")
    poll = page.locator("post-poll")
    poll.get_by_text("Antwort ergänzen").click()
    poll.get_by_label("Deine Antwort").fill("Sonntag")
    poll.get_by_role("button", name="Hinzufügen").click()
    poll.get_by_label("Sonntag").check()
    poll.get_by_label("Montag").check()
    assert_accessible(page)
    poll.get_by_role("button", name="Abstimmen").click()
    expect(poll.get_by_text("Montag: 100 Prozent, deine Wahl")).to_be_attached()
    expect(poll.locator(".opt--mine")).to_have_count(2)
    assert_fits(page)


def test_ticks_are_not_lost_while_others_vote(open_browser, anna, crew, team):
    poll = make_poll(anna, team, ["a", "b"], is_multiple=True, results="always")
    page = open_browser(crew[0])
    page.goto("/")
    page.wait_for_selector("live-socket[listening]", state="attached")
    page.get_by_label("b").check()
    page.evaluate("document.addEventListener('live:space', () => (window.heard = true))")
    actions.vote(by=anna, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    until(page, lambda: page.evaluate("window.heard"), "the hint")
    expect(page.get_by_label("b")).to_be_checked()


@SIZES
def test_E5_a_draft_keeps_the_poll_with_its_switches(open_browser, anna, team, size, tmp_path):
    page = open_browser(anna, size=size)
    open_composer(page, team)
    page.fill("#composer textarea", "When?")
    add_poll(page, "Monday", "Friday")
    page.locator("[name=poll_anonymous]").check()
    page.locator(".chip:has([name=poll_ends][value='7'])").click()
    page.locator("[name=option-3]").press_sequentially("Sunday")
    expect(page.locator("#composer [data-draft]")).to_be_visible()
    kept = "Object.values(localStorage).some((kept) => kept.includes('Sunday'))"
    until(page, lambda: page.evaluate(kept), "the draft")
    page.reload()
    open_composer(page, team)
    expect(page.locator("[name=option-3]")).to_be_visible()
    expect(page.locator("[name=option-3]")).to_have_value("Sunday")
    expect(page.locator("[name=poll_anonymous]")).to_be_checked()
    expect(page.locator("[name=poll_ends][value='7']")).to_be_checked()
    send(page)
    expect(page.locator("post-poll")).to_contain_text("anonymous")
    assert Poll.objects.get().is_anonymous


def test_a_picture_of_an_answer_does_not_become_one_of_the_post(open_browser, anna, team, tmp_path):
    path = tmp_path / "this.jpg"
    path.write_bytes(a_picture(640, 480).read())
    page = open_browser(anna)
    open_composer(page, team)
    page.fill("#composer textarea", "Which?")
    add_poll(page, "This", "That")
    page.locator("[name=option-file-1]").set_input_files(path)
    expect(page.locator(".poll-part .is-set")).to_have_count(1)
    send(page)
    expect(page.locator("post-poll .opt__photo")).to_be_visible()
    expect(page.locator(".post__media")).to_have_count(0)


@SIZES
def test_without_script_a_poll_is_asked_and_answered(open_browser, anna, team, size):
    page = open_browser(anna, size=size, java_script_enabled=False)
    page.goto(f"/compose/?space={team.slug}")
    page.fill("#composer textarea", "When?")
    page.locator("#composer label.iconbtn:has(#poll-on)").click()
    page.fill("[name=option-1]", "Monday")
    page.fill("[name=option-2]", "Friday")
    expect(page.locator("[name=option-3]")).to_be_visible()
    expect(page.locator("[name=option-4]")).to_be_hidden()
    send(page)
    page.get_by_role("button", name="Friday").click()
    expect(page.locator("post-poll .opt--mine")).to_contain_text("Friday")
    assert_fits(page)


def test_the_bars_hold_in_the_dark_in_the_sun_and_on_narrow_phones(open_browser, anna, crew, team):
    poll = make_poll(anna, team, ["A very long answer that needs more than one line " * 2, "No"])
    actions.vote(by=crew[0], poll_id=poll.pk, option_ids=[poll.options.first().pk])
    for theme in ("dark", "sun"):
        type(anna).objects.update(theme=theme)
        page = open_browser(crew[0], size="phone", viewport={"width": 320, "height": 640})
        page.goto("/")
        expect(page.locator(".opt--mine")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)


def test_E4_bars_move_while_others_vote_without_a_request(open_browser, anna, crew, team):
    ben, carl, _doris = crew
    poll = make_poll(anna, team, ("Monday", "Friday"))
    monday, friday = (option.pk for option in poll.options.all())
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[monday])
    page = open_browser(ben)
    page.goto("/")
    page.wait_for_selector("live-socket[listening]", state="attached")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    actions.vote(by=carl, poll_id=poll.pk, option_ids=[friday])
    expect(page.locator("post-poll")).to_contain_text("2 of 4 voted")
    expect(page.locator("post-poll .opt--mine")).to_contain_text("50")
    actions.close_poll(by=anna, poll=poll)
    expect(page.locator("post-poll")).to_contain_text("ended")
    assert asked == []
