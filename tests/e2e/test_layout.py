"""Pages hold together on narrow windows and with large text, in the language with the long words.

Each page is loaded once and looked at in every size. Pages of the frame and of conversations have
tests of their own beside what they do (`test_shell.py`, `test_chat_layout.py`).
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from feed.actions import upload_photo
from feed.models import Post
from tests.announcements.newsroom import make_announcement, make_draft
from tests.e2e.layout import assert_in_window, faults_on
from tests.e2e.main_pages import main_pages, make_anna
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.feed.pictures import a_picture
from tests.surveys import making

SIZES = [(320, 100), (320, 200), (390, 140), (1440, 140), (1440, 200)]
LONG = "Donaudampfschifffahrt und Wärmepumpen"
MATRIX = {
    "key": "grid", "kind": "matrix", "text": "Wie zufrieden bist du?", "rows": [LONG, "Werkzeug"],
    "options": ["sehr zufrieden", "unentschieden", "sehr unzufrieden"],
}  # fmt: skip
CHOICE = {
    "key": "pick",
    "kind": "single",
    "text": LONG,
    "options": [LONG, "Weiterempfehlungsquote"],
}


@pytest.fixture
def anna():
    return make_anna()


def faults_in_all_sizes(page: Page) -> list[str]:
    """What does not hold together on the page as it is, by size."""
    found = []
    for width, percent in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("size => document.documentElement.style.fontSize = size", f"{percent}%")
        page.evaluate("scrollTo(0, 0)")  # the bars go away when one scrolls down
        expect(page.locator(".bars-away")).to_have_count(0)
        found += [f"{page.url} {width} px, {percent} %: {one}" for one in faults_on(page)]
    return found


def test_every_kind_of_page_holds_together_in_all_sizes(open_browser, anna):
    pages, found = {**main_pages(anna), **further_pages(anna)}, []
    page = open_browser(anna, language="de", reduced_motion="reduce")
    for address in pages.values():
        page.goto(address)
        found += faults_in_all_sizes(page)
    assert not found, "\n".join(found[:40])


def further_pages(anna):
    """Pages of editors, authors and managers, and everyday pages with much on them."""
    space = make_space(make_user("ben"), managers=(anna,), name=LONG, description=f"{LONG}. " * 3)
    news, poll = _news(anna, space), make_poll(anna, space, [LONG, "Freitag"], lists_voters=True)
    survey, post = _survey(anna, space), _post(anna, space)
    return {**_talk(anna), **{
        "desk": "/announcements/desk/", "new announcement": "/announcements/new/",
        "archive": "/announcements/?archive",
        "announcement with picture": f"/announcements/{news.pk}-x/",
        "preview": f"/announcements/{news.pk}/preview/",
        "editor": f"/announcements/{news.pk}/edit/", "report": f"/announcements/{news.pk}/report/",
        "corrections": f"/announcements/{news.pk}/versions/",
        "delete announcement": f"/announcements/{news.pk}/delete/",
        "results": f"/surveys/{survey.pk}/results/", "promise": f"/surveys/{survey.pk}/",
        "preview of a survey": f"/surveys/{survey.pk}/preview/", "new survey": "/surveys/new/",
        "answers to answers": f"/p/{post.pk}/", "edit post": f"/p/{post.pk}/edit/",
        "poll": f"/polls/{poll.pk}/manage/", "voters": f"/polls/{poll.pk}/votes/",
        "long space": f"/s/{space.slug}/", "about": f"/s/{space.slug}/about/",
        "settings of a space": f"/s/{space.slug}/settings/", "new space": "/spaces/new/",
        "status": "/me/status/", "places": "/settings/notifications/places/",
        "availability": "/settings/availability/", "devices": "/settings/devices/",
        "keys": "/keys/", "nobody": "/people/?q=xyz", "nothing": "/p/4711/",
    }}  # fmt: skip


def _news(anna, space):
    picture = upload_photo(by=anna, upload=a_picture(640, 480), description=LONG).key
    make_draft(space, title=LONG, by=anna)
    due = timezone.localdate() + timedelta(days=3)
    return make_announcement(
        space, title=LONG, by=anna, photos=[picture], confirm_by=due, on_behalf="Geschäftsführung"
    )


def _survey(anna, space):
    people = [make_user(f"asked-{n}") for n in range(6)]
    survey = making.make_survey(
        *people, author=anna, title=LONG, questions=[MATRIX, CHOICE], by_department=True
    )
    for number, person in enumerate(people):
        answers = {"grid": [number % 3, number % 2], "pick": number % 2}
        making.take_part(survey, person, answers)
    return making.end(survey)


def _post(anna, space):
    post = make_post(anna, space, f"{LONG} #{LONG.split()[0]}")
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=9))
    comment = make_comment(post, anna, f"Hauptschalter reicht. {LONG}")
    make_comment(post, make_user("ben"), f"Danach den Selbsttest starten. {LONG}", parent=comment)
    make_post(make_user("ben"), space, "Schau", shared=post)
    return post


def _talk(anna):
    talk = make_group(make_user("ben"), name=LONG)
    for number in range(3):
        make_message(talk, anna, f"{LONG} {number}")
    room = f"/chat/{talk.pk}/"
    return {
        "forward": f"{room}m/2/forward/", "found in a talk": f"{room}search/?q=Wärmepumpen",
        "people of a talk": f"{room}people/", "add": f"{room}people/add/",
        "files": f"{room}files/", "planned": f"{room}planned/", "more": f"{room}m/2/more/",
    }  # fmt: skip


def test_the_composer_holds_together_with_poll_tools_and_audience(open_browser, anna):
    for number in range(9):
        make_space(anna, name=f"{LONG} {number}")
    page = open_browser(anna, language="de", has_touch=True, reduced_motion="reduce")
    page.goto("/compose/")
    page.locator("label:has(#poll-on)").click()
    page.get_by_role("button", name="Text gestalten").click()
    expect(page.get_by_role("toolbar", name="Text gestalten")).to_be_visible()
    found = faults_in_all_sizes(page)
    assert not found, "\n".join(found)
    page.locator(".audience > summary").click()
    for width, percent in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("size => document.documentElement.style.fontSize = size", f"{percent}%")
        assert_in_window(page.locator(".audience__list"))


def test_reactions_to_an_announcement_stand_in_one_row(open_browser, anna):
    news = make_announcement(make_space(anna), title="Winter rota", by=anna)
    page = open_browser(anna)
    page.goto(f"/announcements/{news.pk}-winter-rota/")
    page.get_by_role("button", name="Choose a reaction").click()
    items = page.locator(".picker:visible .picker__item")
    expect(items).to_have_count(6)
    assert len({round(one.bounding_box()["y"]) for one in items.all()}) == 1
