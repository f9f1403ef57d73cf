"""The main job from end to end: sign in, post with photo and mention, be seen, be answered."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feed.models import Comment, Photo, Post, Reaction
from spaces.models import Space
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_post, make_space, make_user
from tests.feed.pictures import a_picture

BOTH_SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
BOTH_LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture on the device."""
    path = tmp_path / "boiler.jpg"
    path.write_bytes(a_picture(1200, 900).read())
    return path


@pytest.fixture
def team() -> Space:
    """A closed space with Anna and Ben; Eve is outside."""
    return make_space(make_user("anna"), make_user("ben"), access="closed", name="Heat pumps")


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile("/login/"))
    page.fill("[name=login]", f"{name}@nordwerk.example")
    page.fill("[name=password]", "correct horse")
    page.press("[name=password]", "Enter")
    expect(page.locator(".prompt")).to_be_visible()


def write_post(page: Page, photo: Path, space: Space, *, begin: str, mention: str) -> None:
    """Write as a person does: choose who sees it, type, pick the name, add the photo, send."""
    page.locator("#composer .audience summary").click()
    page.locator(f"#composer input[value={space.slug}]").check()
    page.locator("#composer .audience summary").click()
    expect(page.locator("#composer [data-reach]")).to_contain_text("2")
    field = page.locator("#composer textarea")
    field.press_sequentially(f"{begin} @{mention[:2]}")
    page.get_by_role("option").first.click()
    page.locator("#composer [name=files]").set_input_files(photo)
    expect(page.locator("#composer .composer__shots img")).to_be_visible()
    expect(page.locator("#composer [name=photo]")).not_to_have_value("")


@BOTH_SIZES
@BOTH_LANGUAGES
def test_a_post_with_photo_and_mention_reaches_the_second_person(
    open_browser, team, photo, size, language
):
    make_post(make_user("ben"), team, "Earlier")
    anna, ben = (
        open_browser(size=size, language=language),
        open_browser(size=size, language=language),
    )
    sign_in(anna, "anna")
    sign_in(ben, "ben")
    ben.wait_for_selector("live-socket[listening]", state="attached")
    assert_accessible(anna)
    anna.goto("/compose/")
    write_post(anna, photo, team, begin="The valve is **stuck**", mention="ben")
    assert_accessible(anna)
    anna.locator("button[form=composer], #composer button.btn--primary").locator(
        "visible=true"
    ).first.click()

    pill = ben.locator(".newpill")
    expect(pill).to_be_visible()
    pill.click()
    card = ben.locator("article").filter(has_text="The valve is stuck")
    expect(card.locator("a[href='/people/ben/']")).to_be_visible()
    expect(card.locator("img[srcset]")).to_have_js_property("complete", True)
    assert_accessible(ben)
    assert_fits(ben)
    _answer(ben, anna, Post.objects.get(body__contains="valve"))


def _answer(ben: Page, anna: Page, post: Post) -> None:
    """Ben reacts, comments and shares; Anna sees the comment in her open window."""
    ben.goto(post.get_absolute_url())
    anna.goto(post.get_absolute_url())
    anna.wait_for_selector("live-socket[listening]", state="attached")
    like = ben.locator(f"#react-{post.pk}, [data-react]").first
    like.click()
    expect(ben.locator("[data-react][aria-pressed=true]").first).to_be_visible()
    ben.fill("#write textarea", "On my way")
    ben.locator("#write button.send").click()
    expect(ben.locator(".comment").filter(has_text="On my way")).to_be_visible()
    expect(anna.locator(".comment").filter(has_text="On my way")).to_be_visible()
    assert_accessible(ben)
    assert (Comment.objects.count(), Reaction.objects.count(), Photo.objects.count()) == (1, 1, 1)
    ben.goto(f"/compose/?share={post.pk}")
    ben.locator("#composer .audience summary").click()
    ben.locator("#composer input[name=space]").first.check()
    ben.locator("#composer .audience summary").click()
    ben.fill("#composer textarea", "Worth reading")
    assert_accessible(ben)
    ben.locator("button[form=composer], #composer button.btn--primary").locator(
        "visible=true"
    ).first.click()
    expect(ben.locator("article").filter(has_text="Worth reading").first).to_contain_text(
        "The valve is"
    )
    assert Post.objects.get(body="Worth reading").shared_id == post.pk


@BOTH_SIZES
def test_A2_an_outsider_gets_404_on_all_of_it(open_browser, team, photo, size):
    anna = make_user("anna")
    post = make_post(anna, team, "For the team only")
    eve = open_browser(make_user("eve"), size=size)
    for address in (
        post.get_absolute_url(),
        f"/compose/?share={post.pk}",
        f"/p/{post.pk}/card/",
        f"/p/{post.pk}/reactions/",
    ):
        assert eve.goto(address).status == 404, address
        expect(eve.locator("body")).to_contain_text("does not exist, or you may not see it")
    assert_accessible(eve)
    eve.goto("/")
    expect(eve.locator("body")).not_to_contain_text("For the team only")
    expect(eve.locator("body")).not_to_contain_text(team.name)


def test_E7_a_deleted_post_leaves_open_windows(open_browser, team):
    from feed.actions import delete_post

    anna = make_user("anna")
    post = make_post(anna, team, "A mistake")
    ben = open_browser(make_user("ben"))
    ben.goto("/")
    ben.wait_for_selector("live-socket[listening]", state="attached")
    expect(ben.locator("article").filter(has_text="A mistake")).to_be_visible()
    delete_post(by=anna, post=post)
    expect(ben.locator("article").filter(has_text="A mistake")).to_have_count(0)


def test_A3_a_removed_member_hears_no_more(open_browser, team):
    from kit.live.hints import access_changed
    from spaces.models import Membership

    anna, ben = make_user("anna"), make_user("ben")
    other = make_space(anna, ben)
    make_post(anna, team, "Before")
    window = open_browser(ben)
    window.goto("/")
    window.wait_for_selector("live-socket[listening]", state="attached")
    Membership.objects.filter(space=team, user=ben).delete()
    access_changed([ben.pk])
    for number in ("1 new post", "2 new posts"):  # what Ben still hears shows that all came
        make_post(anna, other, "Still mine")
        expect(window.locator(".newpill")).to_contain_text(number)
        make_post(anna, team, "After")
    make_post(anna, other, "Still mine")
    expect(window.locator(".newpill")).to_contain_text("3 new posts")
    window.reload()
    expect(window.locator("body")).not_to_contain_text("After")
