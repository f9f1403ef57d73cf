"""Writing in a real browser: the composer, drafts, photos, refusals; nothing typed is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feed.models import Comment, Photo, Post
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed", name="Heat pumps")


def picture(folder: Path, name: str = "boiler.jpg", width: int = 640) -> Path:
    path = folder / name
    path.write_bytes(a_picture(width, width * 3 // 4).read())
    return path


def open_composer(page: Page, address: str = "/") -> None:
    """As a person does: the prompt of the feed, a dialog on desks and a page on phones."""
    page.goto(address)
    page.locator(".prompt__field").click()
    expect(page.locator("#composer textarea")).to_be_visible()


def choose(page: Page, *slugs: str) -> None:
    page.locator("#composer .audience > summary").click()
    for slug in slugs:
        page.locator(f"#composer input[value={slug}]").check()
    page.locator("#composer .audience > summary").click()


def send(page: Page) -> None:
    buttons = page.locator("button[form=composer], #composer button.btn--primary")
    buttons.locator("visible=true").first.click()


@SIZES
def test_the_composer_says_who_will_see_the_post(open_browser, anna, space, size):
    other = make_space(anna, make_user("carl"), make_user("doris"), access="closed")
    page = open_browser(anna, size=size)
    open_composer(page)
    choose(page, space.slug)
    expect(page.locator("[data-reach]")).to_have_text("2 people will see this")
    choose(page, other.slug)
    expect(page.locator("[data-reach]")).to_have_text("4 people will see this")
    expect(page.locator("[data-chosen]")).to_contain_text(", ")
    assert_accessible(page)
    assert_fits(page)


@SIZES
def test_a_draft_survives_reload_and_is_gone_after_posting(open_browser, anna, space, size):
    page = open_browser(anna, size=size)
    open_composer(page)
    page.locator("#composer textarea").press_sequentially("Half a thought")
    expect(page.locator("#composer [data-draft]")).to_be_visible()
    page.reload()
    open_composer(page)
    expect(page.locator("#composer textarea")).to_have_value("Half a thought")
    choose(page, space.slug)
    send(page)
    expect(page.locator("post-card")).to_contain_text("Half a thought")
    open_composer(page)
    expect(page.locator("#composer textarea")).to_have_value("")
    assert Post.objects.count() == 1


def test_the_last_audience_is_remembered_on_the_device(open_browser, anna, space):
    page = open_browser(anna)
    open_composer(page)
    choose(page, space.slug)
    expect(page.locator("[data-chosen]")).to_have_text("Heat pumps")
    page.goto("/compose/")
    expect(page.locator("[data-chosen]")).to_have_text("Heat pumps")
    expect(page.locator("[data-reach]")).to_have_text("2 people will see this")


def test_closing_the_dialog_keeps_the_draft_and_back_closes_it(open_browser, anna, space):
    page = open_browser(anna)
    open_composer(page)
    page.locator("#composer textarea").press_sequentially("Later")
    expect(page.locator("#composer [data-draft]")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\d/$"))
    page.locator(".prompt__field").click()
    expect(page.locator("#composer textarea")).to_have_value("Later")


def test_ctrl_enter_posts(open_browser, anna, space):
    page = open_browser(anna)
    open_composer(page, f"/s/{space.slug}/")
    page.locator("#composer textarea").press_sequentially("Quick")
    page.keyboard.press("Control+Enter")
    expect(page.locator("post-card")).to_contain_text("Quick")
    expect(page).to_have_url(re.compile(f"/s/{space.slug}/$"))


@SIZES
def test_a_refused_post_shows_why_and_keeps_the_text(open_browser, anna, space, size):
    page = open_browser(anna, size=size)
    open_composer(page)
    page.fill("#composer textarea", "For whom?")
    send(page)
    expect(page.locator("#composer [role=alert]")).to_contain_text("Choose at least one space.")
    expect(page.locator("#composer textarea")).to_have_value("For whom?")
    assert_accessible(page)
    assert not Post.objects.exists()


def test_without_network_a_post_waits_in_its_place_and_is_sent_once(open_browser, anna, space):
    page = open_browser(anna)
    open_composer(page, f"/s/{space.slug}/")
    page.fill("#composer textarea", "From the cellar")
    page.context.set_offline(True)
    send(page)
    expect(page.locator("page-sheet dialog")).to_be_hidden()
    waiting = page.locator("#deck > [data-outbox]")
    expect(waiting).to_contain_text("From the cellar")
    expect(waiting).to_contain_text("Waits for connection")
    expect(page.locator("outbox-bar")).to_contain_text("1 waits")
    assert_accessible(page)
    page.context.set_offline(False)
    expect(page.locator("post-card")).to_contain_text("From the cellar")
    expect(waiting).to_have_count(0)
    assert Post.objects.count() == 1


def test_the_counter_appears_beyond_5000_characters(open_browser, anna, space):
    page = open_browser(anna)
    open_composer(page)
    page.fill("#composer textarea", "x" * 4999)
    expect(page.locator("[data-count]")).to_be_hidden()
    page.fill("#composer textarea", "x" * 5001)
    expect(page.locator("[data-count]")).to_have_text("5001 / 20000")


def test_mentions_are_chosen_with_the_keyboard_among_readers(open_browser, anna, ben, space):
    make_user("benno")
    page = open_browser(anna)
    open_composer(page, f"/s/{space.slug}/")
    page.locator("#composer textarea").press_sequentially("Thanks @be")
    expect(page.get_by_role("option")).to_have_count(1)
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#composer textarea")).to_have_value("Thanks @ben ")
    page.locator("#composer textarea").press_sequentially("and @zz")
    expect(page.get_by_role("option")).to_have_count(0)
    send(page)
    expect(page.locator("a.mention")).to_have_text("@Ben Test")


@SIZES
def test_photos_upload_at_once_are_described_removed_and_posted(
    open_browser, anna, space, size, tmp_path
):
    page = open_browser(anna, size=size)
    page.goto(f"/compose/?space={space.slug}")
    big = picture(tmp_path, "big.jpg", width=3000)
    page.set_input_files("#composer [name=files]", [big, picture(tmp_path)])
    expect(page.locator("#composer .shot__x")).to_have_count(2)
    assert max(Photo.objects.values_list("width", flat=True)) == 1600
    page.locator("#composer .shot__alt").first.fill("A boiler")
    page.locator("#composer textarea").focus()
    assert_accessible(page)
    page.locator("#composer .shot__x").nth(1).click()
    expect(page.locator("#composer .shot")).to_have_count(1)
    page.fill("#composer textarea", "Look")
    send(page)
    expect(page.locator("post-card img[srcset]")).to_have_attribute("alt", "A boiler")
    assert Photo.objects.count() == 1 and Post.objects.get().photos.count() == 1


def test_a_file_that_is_no_picture_says_so_and_can_be_dropped(open_browser, anna, space, tmp_path):
    fake = tmp_path / "fake.jpg"
    fake.write_bytes(b"not a picture at all")
    page = open_browser(anna)
    page.goto(f"/compose/?space={space.slug}")
    page.set_input_files("#composer [name=files]", fake)
    expect(page.locator(".shot__wait")).to_contain_text("Try again")
    page.locator(".shot").get_by_role("button", name="Remove").click()
    expect(page.locator(".shot")).to_have_count(0)
    assert not Photo.objects.exists()


PASTE = """(field) => {
    const clipboardData = new DataTransfer();
    const file = new File(["%PDF-1.4 a list"], "List.pdf", { type: "application/pdf" });
    clipboardData.items.add(file);
    const options = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@SIZES
def test_pdfs_are_chosen_pasted_and_taken_along(open_browser, anna, ben, space, size, tmp_path):
    plan, huge = tmp_path / "Plan.pdf", tmp_path / "Film.bin"
    plan.write_bytes(b"%PDF-1.4 a plan")
    with huge.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    page = open_browser(anna, size=size)
    page.goto(f"/compose/?space={space.slug}")
    page.set_input_files("#composer [name=files]", [plan, huge])
    expect(page.locator("#composer .shot__x")).to_have_count(1)
    expect(page.locator(".shot__wait")).to_contain_text("This file is too large; at most 50 MB.")
    page.locator("#composer textarea").evaluate(PASTE)
    expect(page.locator("#composer .shot__x")).to_have_count(2)
    send(page)
    expect(page.locator("[data-failure]")).to_contain_text("has not arrived yet")
    page.locator(".shot__wait").get_by_role("button", name="Remove").click()
    assert_accessible(page)
    send(page)
    expect(page.locator("post-card .file")).to_have_text(["PDF Plan.pdf 1 KB", "PDF List.pdf 1 KB"])
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as saved:
        page.locator("post-card .file").first.click()
    assert saved.value.path().read_bytes() == b"%PDF-1.4 a plan"


def test_editing_in_a_sheet_refreshes_the_card(open_browser, anna, space):
    post = make_post(anna, space, "Befor")
    page = open_browser(anna)
    page.goto("/")
    page.locator(".post__more").click()
    page.get_by_role("link", name="Edit").click()
    page.fill("dialog[open] textarea", "Before")
    assert_accessible(page)
    page.get_by_role("button", name="Save").locator("visible=true").last.click()
    expect(page.locator("post-card .post__text")).to_have_text("Before")
    expect(page.locator("dialog[open]")).to_have_count(0)
    post.refresh_from_db()
    assert post.version == 2


def test_E6_an_edit_that_came_second_says_so_and_keeps_the_text(open_browser, anna, space):
    from feed.actions import edit_post

    post = make_post(anna, space, "One")
    page = open_browser(anna)
    page.goto("/")
    page.locator(".post__more").click()
    page.get_by_role("link", name="Edit").click()
    page.fill("dialog[open] textarea", "Mine")
    edit_post(by=anna, post=post, body="Theirs")
    page.locator("dialog[open] .btn--primary").click()
    expect(page.locator("dialog[open] [role=alert]")).to_be_visible()
    expect(page.locator("dialog[open] textarea")).to_have_value("Mine")


def test_deleting_asks_with_the_safe_button_first(open_browser, anna, ben, space):
    make_comment(make_post(anna, space, "Oops"), ben)
    page = open_browser(anna)
    page.goto("/")
    page.locator(".post__more").click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("link", name="Keep")).to_be_focused()
    expect(page.locator("dialog[open]")).to_contain_text("The comment below it disappears too.")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator(".post__more").click()
    page.get_by_role("link", name="Delete").click()
    page.locator("dialog[open] .btn--delete").click()
    expect(page.locator("post-card")).to_have_count(0)
    assert Post.objects.get().deleted_at


@SIZES
def test_comments_answers_and_drafts_below_a_post(open_browser, anna, ben, space, size):
    post = make_post(anna, space, "Valve stuck")
    first = make_comment(post, anna, "Which tool?")
    make_comment(post, anna, "Anyone?")
    page = open_browser(ben, size=size)
    page.goto(f"/p/{post.pk}/")
    page.locator("#write textarea").press_sequentially("A span")
    page.wait_for_timeout(600)  # a draft is kept 400 ms after the last key
    page.reload()
    expect(page.locator("#write textarea")).to_have_value("A span")
    page.locator(f"#c-{first.pk} [data-reply]").click()
    expect(page.locator(".write__to")).to_contain_text("Reply to Anna Test")
    expect(page.locator("#write textarea")).to_be_focused()
    page.fill("#write textarea", "A spanner")
    page.locator("#write .send").click()
    answer = page.locator(f"#c-{first.pk} + li.comment--reply")
    expect(answer).to_contain_text("A spanner")
    expect(page.locator("#write textarea")).to_have_value("")
    expect(page.locator(".write__to")).to_be_hidden()
    assert_accessible(page)
    page.fill("#write textarea", "And gloves")
    page.keyboard.press("Control+Enter")
    expect(page.locator("li.comment[data-pk]").last).to_contain_text("And gloves")
    assert Comment.objects.get(body="A spanner").parent == first
    assert Comment.objects.get(body="And gloves").parent is None


def test_a_refused_comment_keeps_its_text(open_browser, ben, anna, space):
    post = make_post(anna, space)
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/")
    page.fill("#write textarea", "y" * 5001)
    page.locator("#write .send").click()
    expect(page.locator("#write [role=alert]")).to_contain_text("5000")
    expect(page.locator("#write textarea")).to_have_value("y" * 5001)
    page.fill("#write textarea", "short")
    page.locator("#write .send").click()
    expect(page.locator("li.comment")).to_contain_text("short")
    expect(page.locator("#write [role=alert]")).to_have_count(0)


def test_comments_are_edited_deleted_and_liked_in_place(open_browser, ben, anna, space):
    post = make_post(anna, space)
    mine = make_comment(post, ben, "Fist")
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/")
    row = page.locator(f"#c-{mine.pk}")
    row.get_by_role("link", name="Edit").click()
    page.fill("dialog[open] textarea", "First")
    page.locator("dialog[open] .btn--primary").click()
    expect(row.locator(".bubble__text")).to_have_text("First")
    row.locator("[data-react]").click()
    expect(row.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    expect(row.locator(".rxs")).to_contain_text("1")
    row.get_by_role("link", name="Delete").click()
    page.locator("dialog[open] .btn--delete").click()
    expect(row).not_to_contain_text("First")


@SIZES
def test_sharing_offers_only_where_nobody_is_left_out(open_browser, anna, ben, space, size):
    make_space(ben, name="Elsewhere")
    post = make_post(anna, space, "For the team")
    page = open_browser(ben, size=size)
    page.goto("/")
    page.get_by_role("link", name="Share").locator("visible=true").first.click()
    expect(page.locator("#composer .quote")).to_contain_text("For the team")
    page.locator("#composer .audience > summary").click()
    expect(page.locator("#composer [name=space]")).to_have_count(1)
    page.locator("#composer [name=space]").check()
    page.locator("#composer .audience > summary").click()
    page.fill("#composer textarea", "Worth reading")
    send(page)
    expect(page.locator("post-card").first).to_contain_text("Worth reading")
    assert Post.objects.get(author=ben).shared == post


@SIZES
def test_the_toolbar_marks_undoes_and_previews(open_browser, anna, space, size):
    page = open_browser(anna, size=size)
    page.goto("/compose/")
    text = page.get_by_label("Your post")
    text.fill("Check the pump")
    text.evaluate("field => field.setSelectionRange(10, 14)")
    text.press("Control+b")
    expect(text).to_have_value("Check the **pump**")
    text.press("Control+z")
    expect(text).to_have_value("Check the pump")
    page.get_by_role("button", name="Format text").click()
    bar = page.get_by_role("toolbar", name="Format text")
    bar.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text).to_have_value("- Check the pump")
    for tool in bar.get_by_role("button").all():
        assert tool.bounding_box()["height"] >= 44
    bar.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-shown] li")).to_have_text("Check the pump")
    assert_accessible(page)
    bar.get_by_role("button", name="Preview").click()
    expect(text).to_be_focused()
