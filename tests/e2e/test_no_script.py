"""Reading, posting, commenting and reacting in a browser that runs no script."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from feed.models import Comment, Post, Reaction, Saved
from tests.e2e.accessible import assert_fits
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def space(anna):
    return make_space(anna, make_user("ben"), access="closed", name="Heat pumps")


@pytest.fixture
def plain(open_browser, anna):
    """A page of Anna without script."""
    return lambda size="desktop": open_browser(anna, size=size, java_script_enabled=False)


@SIZES
def test_posting_with_a_photo(plain, space, size, tmp_path: Path):
    photo = tmp_path / "boiler.jpg"
    photo.write_bytes(a_picture(640, 480).read())
    page = plain(size)
    page.goto("/")
    page.locator(".prompt__field").click()
    page.locator("#composer .audience > summary").click()
    page.locator(f"#composer input[value={space.slug}]").check()
    page.locator("#composer .audience > summary").click()
    page.fill("#composer textarea", "Without **script**")
    page.set_input_files("#composer [name=files]", photo)
    buttons = page.locator("button[form=composer], #composer button.btn--primary")
    buttons.locator("visible=true").first.click()
    expect(page.locator("post-card strong")).to_have_text("script")
    expect(page.locator("post-card img[srcset]")).to_be_visible()
    assert Post.objects.get().photos.count() == 1


def test_a_refused_post_keeps_its_text(plain, space):
    page = plain()
    page.goto("/compose/")
    page.fill("#composer textarea", "For whom?")
    page.locator("#composer button.btn--primary").click()
    expect(page.locator("[role=alert]").first).to_contain_text("Choose at least one space.")
    expect(page.locator("#composer textarea")).to_have_value("For whom?")


@SIZES
def test_reacting_saving_and_choosing_another_reaction(plain, anna, space, size):
    post = make_post(make_user("ben"), space, "Done")
    page = plain(size)
    page.goto("/")
    page.locator("[data-react]").click()
    expect(page.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Choose a reaction").click()
    page.get_by_role("button", name="Thanks").click()
    expect(page.locator("main").get_by_role("listitem")).to_contain_text("Thanks")
    page.goto("/")
    expect(page.locator("[data-react]")).to_contain_text("Thanks")
    page.locator(".act--save").click()
    expect(page.locator(".act--save")).to_have_attribute("aria-pressed", "true")
    assert_fits(page)
    assert Reaction.objects.get().kind == "thanks" and Saved.objects.get().post == post
    page.locator("[data-react]").click()
    expect(page.locator("[data-react]")).to_have_attribute("aria-pressed", "false")
    assert not Reaction.objects.exists()


def test_commenting_and_answering(plain, anna, space):
    post = make_post(make_user("ben"), space)
    first = make_comment(post, make_user("ben"), "Which one?")
    page = plain()
    page.goto(f"/p/{post.pk}/")
    page.locator(f"#c-{first.pk}").get_by_role("link", name="Reply").click()
    expect(page.locator(".write__to")).to_contain_text("Reply to Ben Test")
    page.fill("#write textarea", "The red one")
    page.locator("#write .send").click()
    expect(page.locator("li.comment--reply")).to_contain_text("The red one")
    assert Comment.objects.get(author=anna).parent == first


def test_sharing_editing_and_deleting(plain, anna, space):
    post = make_post(anna, space, "Befor")
    page = plain()
    page.goto(f"/p/{post.pk}/")
    page.locator(".post__more").click()
    page.get_by_role("link", name="Edit").click()
    page.fill("main textarea", "Before")
    page.locator("main .btn--primary").click()
    expect(page.locator(".post__text")).to_have_text("Before")
    page.get_by_role("link", name="Share").click()
    page.locator("#composer .audience > summary").click()
    page.locator("#composer [name=space]").check()
    page.locator("#composer .audience > summary").click()
    page.locator("#composer button.btn--primary").click()
    expect(page.locator(".quote")).to_contain_text("Before")
    page.goto(f"/p/{post.pk}/delete/")
    page.locator(".btn--delete").click()
    expect(page.locator("body")).to_contain_text(
        "This post was removed, or you do not have access to it."
    )


def test_more_posts_and_earlier_comments_are_links(plain, anna, space):
    posts = [make_post(anna, space, f"Number {n}") for n in range(22)]
    for number in range(32):
        make_comment(posts[0], make_user("ben"), f"Comment {number}.")
    page = plain()
    page.goto("/")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("post-card")).to_have_count(2)
    expect(page.locator("#caught-up")).to_be_visible()
    page.goto(f"/p/{posts[0].pk}/")
    page.get_by_role("link", name="Show earlier comments").click()
    expect(page.locator("li.comment").first).to_contain_text("Comment 0.")
