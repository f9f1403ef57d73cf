"""Reading in a real browser: every page at both sizes, keys, live changes, narrow screens."""

import re

import pytest
from playwright.sync_api import Page, expect

from feed import actions
from feed.models import Post, Reaction, Saved
from spaces.models import Membership
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.waiting import until
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture
from tests.services import wait_until

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed", name="Heat pumps")


@pytest.fixture
def post(anna, space):
    return make_post(anna, space, "The valve is **stuck** #heating")


def listening(page: Page) -> None:
    page.wait_for_selector("live-socket[listening]", state="attached")


@SIZES
@LANGUAGES
def test_every_page_is_accessible_and_fits(open_browser, anna, ben, space, size, language):
    key = actions.upload_photo(by=anna, upload=a_picture(640, 480)).key
    post = make_post(anna, space, "Valve **stuck**, @ben. " * 40, photos=[key])
    share = make_post(ben, space, "Look", shared=post)
    comment = make_comment(post, ben, "Which one?")
    make_comment(post, anna, "The red one", parent=comment)
    actions.react_to_post(by=ben, post=post, kind="helpful")
    page = open_browser(anna, size=size, language=language)
    p, c = f"/p/{post.pk}/", f"/p/{post.pk}/comments/{make_comment(post, anna).pk}/"
    for address in (
        "/", "/?show=spaces", p, f"{p}?reply_to={comment.pk}", f"{p}reactions/", f"{p}edit/",
        f"{p}delete/", f"{c}edit/", f"{c}delete/", "/compose/", f"/compose/?share={share.pk}",
        f"/compose/?space={space.slug}", "/saved/", "/t/valve/", f"/s/{space.slug}/",
        "/people/anna/posts/",
    ):  # fmt: skip
        assert page.goto(address).status == 200, address
        assert page.locator("html").get_attribute("lang") == language
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_scrolls_sideways_at_320_pixels(open_browser, anna, ben, space, language):
    post = make_post(anna, space, "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 4)
    make_comment(post, ben, "x" * 200)
    for kind, person in (("like", anna), ("helpful", ben)):
        actions.react_to_post(by=person, post=post, kind=kind)
    narrow = {"viewport": {"width": 320, "height": 640}}
    page = open_browser(anna, size="phone", language=language, **narrow)
    for address in ("/", f"/p/{post.pk}/", "/compose/", f"/s/{space.slug}/", f"/p/{post.pk}/edit/"):
        page.goto(address)
        assert_fits(page)


KEYS = "() => Boolean(customElements.get('card-keys'))"


def test_keys_walk_like_save_comment_and_open(open_browser, anna, ben, space):
    posts = [make_post(anna, space, f"Number {n}") for n in range(3)][::-1]
    page = open_browser(ben)
    page.goto("/")
    page.wait_for_function(KEYS)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#p-{posts[1].pk} > article")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#p-{posts[0].pk} > article")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator(f"#p-{posts[0].pk} [data-react]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(f"#save-{posts[1].pk}")).to_have_attribute("aria-pressed", "true")
    page.wait_for_load_state("networkidle")
    assert Reaction.objects.get().post == posts[0] and Saved.objects.get().post == posts[1]
    page.locator(f"#p-{posts[2].pk} > article").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/p/{posts[2].pk}/$"))
    page.go_back()
    page.wait_for_function(KEYS)  # before, the composer opens as a page
    page.keyboard.press("n")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_arrow_up_opens_six_reactions_and_arrows_choose(open_browser, ben, post):
    page = open_browser(ben)
    page.goto("/")
    button = page.locator("[data-react]")
    button.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".picker__item").first).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(button).to_have_text(re.compile("Helpful"))
    page.wait_for_load_state("networkidle")
    assert Reaction.objects.get().kind == "helpful"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_resting_pointer_opens_the_reactions(open_browser, ben, post):
    page = open_browser(ben)
    page.goto("/")
    page.locator("[data-react]").hover()
    page.get_by_role("menuitemradio", name="Congrats").click()
    expect(page.locator("[data-react]")).to_have_text(re.compile("Congrats"))
    expect(page.locator(".post__given")).to_have_text(re.compile("You"))


def test_a_refused_reaction_takes_the_old_look_back_and_says_so(open_browser, ben, post):
    page = open_browser(ben)
    page.goto("/")
    Membership.objects.filter(user=ben).delete()
    page.locator("[data-react]").click()
    expect(page.locator(".toast--error")).to_contain_text("no longer exists")
    expect(page.locator("[data-react]")).to_have_attribute("aria-pressed", "false")


def test_the_end_loads_itself_and_says_when_all_is_read(open_browser, anna, ben, space):
    [make_post(anna, space, f"Number {n}") for n in range(50)]
    page = open_browser(ben)
    page.goto("/")
    until(page, lambda: page.keyboard.press("End") or page.locator("#caught-up").count(), "the end")
    expect(page.locator("post-card")).to_have_count(50)
    expect(page.locator("#caught-up")).to_be_visible()


def test_a_long_text_unfolds_in_place(open_browser, anna, ben, space):
    make_post(anna, space, "\n\n".join(f"Paragraph {n}" for n in range(30)))
    page = open_browser(ben)
    page.goto("/")
    height = page.locator(".post__text").bounding_box()["height"]
    page.get_by_text("Read more").click()
    assert page.locator(".post__text").bounding_box()["height"] > 2 * height
    expect(page).to_have_url(re.compile("/$"))


def test_E7_an_edited_post_changes_in_open_windows(open_browser, anna, ben, post):
    page = open_browser(ben)
    page.goto("/")
    listening(page)
    actions.edit_post(by=anna, post=post, body="The valve is **fine**")
    expect(page.locator(".post__text")).to_have_text(re.compile("fine"))


def test_comments_arrive_change_and_vanish_in_open_windows(open_browser, anna, ben, post):
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/")
    listening(page)
    first = make_comment(post, anna, "Which one?")
    expect(page.locator(f"#c-{first.pk}")).to_be_visible()
    expect(page.locator("[data-live-words]")).to_have_text("New comment by Anna Test")
    second = make_comment(post, make_user("ben"), "No idea")
    answer = make_comment(post, anna, "The red one", parent=first)
    expect(page.locator(f"#c-{first.pk} + #c-{answer.pk} + #c-{second.pk}")).to_be_visible()
    actions.edit_comment(by=anna, comment=answer, body="The blue one")
    expect(page.locator(f"#c-{answer.pk}")).to_contain_text("blue")
    actions.delete_comment(by=ben, comment=second)
    expect(page.locator(f"#c-{second.pk}")).not_to_contain_text("No idea")


def test_E4_what_others_do_appears_on_open_pages_without_a_request(open_browser, anna, ben, post):
    """A comment and a reaction: counted on the card and on the post, which has the row as well."""
    feed, thread = open_browser(ben), open_browser(ben)
    feed.goto("/")
    thread.goto(f"/p/{post.pk}/")
    asked = []
    for page in (feed, thread):
        listening(page)
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: asked.append(request.url))
    comment = make_comment(post, anna, "Which one?")
    actions.react_to_comment(by=anna, comment=comment)
    actions.react_to_post(by=anna, post=post)
    for page in (feed, thread):
        expect(page.locator(".post__sum")).to_contain_text("1 comment")
        expect(page.locator(".post__given")).to_contain_text("Anna")
    expect(thread.locator(f"#c-{comment.pk} .bubble__text")).to_have_text("Which one?")
    expect(thread.locator(f"#c-{comment.pk} .rxs")).to_be_visible()
    actions.take_back_reaction(by=anna, post=post)
    for page in (feed, thread):
        expect(page.locator(".post__given")).to_have_count(0)
        page.wait_for_timeout(1_000)  # what a page asks by itself, it asks within this time
    assert asked == []


def test_the_own_mark_follows_from_one_window_to_the_other(open_browser, anna, ben, post):
    here, there = open_browser(ben), open_browser(ben)
    for page in (here, there):
        page.goto("/")
        listening(page)
    here.locator("[data-react]").first.click()
    expect(there.locator("[data-react]").first).to_have_attribute("aria-pressed", "true")
    expect(there.locator(".post__given")).to_contain_text("You")


def test_a_deleted_post_closes_its_open_page(open_browser, anna, ben, post):
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/")
    listening(page)
    actions.delete_post(by=anna, post=post)
    expect(page).to_have_url(re.compile(r"\d/$"))
    expect(page.locator(".prompt")).to_be_visible()


def test_a_link_to_a_comment_leads_to_it(open_browser, anna, ben, post):
    comments = [make_comment(post, anna, f"Number {n}") for n in range(25)]
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/#c-{comments[20].pk}")
    expect(page.locator(f"#c-{comments[20].pk}")).to_be_in_viewport()


def test_a_link_to_an_early_comment_fetches_what_is_between(open_browser, anna, ben, post):
    comments = [make_comment(post, anna, f"Number {n}.") for n in range(40)]
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/#c-{comments[2].pk}")
    expect(page.locator(f"#c-{comments[2].pk}")).to_be_in_viewport()


def test_earlier_comments_come_above_and_the_page_stays_where_it_is(open_browser, anna, ben, post):
    comments = [make_comment(post, anna, f"Number {n}.") for n in range(40)]
    page = open_browser(ben)
    page.goto(f"/p/{post.pk}/")
    expect(page.locator(f"#c-{comments[0].pk}")).to_have_count(0)
    page.locator("[data-earlier]").click()
    expect(page.locator("li.comment")).to_have_count(40)
    expect(page.locator("li.comment").first).to_have_id(f"c-{comments[0].pk}")
    expect(page.locator("[data-earlier]")).to_have_count(0)


def test_photos_open_in_the_viewer_and_escape_returns(open_browser, anna, ben, space):
    keys = [actions.upload_photo(by=anna, upload=a_picture(640, 480)).key for _ in range(2)]
    make_post(anna, space, "Two pictures", photos=keys)
    page = open_browser(ben)
    page.goto("/")
    page.locator("a[data-view]").first.click()
    expect(page.locator("dialog.viewer img")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("dialog.viewer img")).to_have_attribute("src", re.compile(keys[1]))
    page.keyboard.press("Escape")
    expect(page.locator("a[data-view]").nth(1)).to_be_focused()


def shape(pill) -> str:
    """What stands on the page, but for what it is counted from."""
    return re.sub(r' data-posts="[^"]*"', "", pill.evaluate("one => one.outerHTML"))


@LANGUAGES
def test_E4_new_posts_are_counted_without_a_request_as_the_server_counts_them(
    open_browser, anna, ben, space, language
):
    page = open_browser(ben, language=language)
    page.goto("/")
    listening(page)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    pill = page.locator(".newpill")
    numbers = {"en": ("1 new post", "2 new posts"), "de": ("1 neuer Beitrag", "2 neue Beiträge")}
    shapes = []
    for number in numbers[language]:
        gone = make_post(anna, space, "Fresh")
        make_post(ben, space, "Own ones are not news")
        expect(pill).to_have_text(number)
        shapes.append(shape(pill))
    actions.delete_post(by=anna, post=gone)
    expect(pill).to_have_text(numbers[language][0])
    assert asked == [] and shape(pill) == shapes[0]
    with page.expect_response(re.compile("/feed/new/")) as answer:  # as after a gap
        page.evaluate("document.dispatchEvent(new CustomEvent('live:again'))")
    fetched = page.evaluate_handle(
        "html => new DOMParser().parseFromString(html, 'text/html').body.firstElementChild",
        answer.value.text(),
    )
    assert shape(fetched) == shapes[0]
    make_post(anna, space, "Fresh again")
    expect(pill).to_have_text(numbers[language][1])
    assert shape(pill) == shapes[1]
    pill.click()
    expect(page.locator("post-card").first).to_contain_text("Fresh again")
    expect(pill).to_have_count(0)


def test_more_posts_than_a_pill_can_say_are_asked_for(open_browser, anna, ben, space):
    page = open_browser(ben)
    page.goto("/")
    listening(page)
    for _ in range(52):
        make_post(anna, space, "Fresh")
    expect(page.locator(".newpill")).to_have_text("50+ new posts")


def test_new_posts_never_push_the_page(open_browser, anna, ben, space):
    [make_post(anna, space, f"Number {n}\n\n" + "line\n\n" * 6) for n in range(8)]
    page = open_browser(ben)
    page.goto("/")
    listening(page)
    page.mouse.wheel(0, 900)
    wait_until(lambda: page.evaluate("scrollY") > 400, "scrolling")
    before = page.evaluate("scrollY")
    make_post(anna, space, "Fresh")
    pill = page.locator(".newpill")
    expect(pill).to_be_in_viewport()
    assert page.evaluate("scrollY") == before
    pill.click()
    expect(page.locator("post-card").first).to_contain_text("Fresh")
    wait_until(lambda: page.evaluate("scrollY") < 10, "the way up")
    assert Post.objects.count() == 9
