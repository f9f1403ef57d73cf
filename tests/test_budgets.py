"""Budgets of pages: statements, bytes that are sent, and that neither grows with the content."""

import gzip
import re
import uuid
from datetime import timedelta

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feed import actions
from tests.announcements.newsroom import make_announcement
from tests.factories import make_comment, make_group, make_poll, make_post, make_space, make_user
from tests.feed.pictures import a_picture

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]

QUERIES = 12
WRITE_QUERIES = 12
KIB = 1024
SCRIPTS = ("app.js", "late.js")
SWAP = {"HX-Request": "true"}
QUEUE = {"Accept": "application/json"}


@pytest.fixture
def space(ben):
    return make_space(make_user("anna"), ben, access="closed")


def rich_post(space, number):
    """A post with everything a card can show: photo, mention, topic, reactions, comments."""
    anna = make_user("anna")
    photo = actions.upload_photo(by=anna, upload=a_picture()).key
    body = f"Number {number}: **valve** of @ben leaks again, see `E52` and #heating. " * 4
    post = make_post(anna, space, body=body, photos=[photo])
    for kind, name in (("like", "carl"), ("helpful", "doris"), ("thanks", "emil")):
        actions.react_to_post(by=make_user(name), post=post, kind=kind)
    make_comment(post, make_user("carl"))
    return post


def shares(space, sources):
    return [make_post(make_user("doris"), space, body="Look", shared=source) for source in sources]


@pytest.fixture
def few(space):
    space.members.add(make_user("doris"))
    post = rich_post(space, 0)
    return [post, *shares(space, [post])]


@pytest.fixture
def more(space, few):
    """A call that makes 18 further posts, so that a page is full."""
    return lambda: [rich_post(space, n) for n in range(16)] + shares(space, few)


SAID = (
    "Tip from the cellar: `E52` after the update is often the **flow sensor**, not the pump. "
    "Unplug `X14`, check the contacts, wait two minutes. #heating"
)
ASKED = "Can anybody take my shift on Saturday? I owe you one, and a cake. Thanks, @ben!"
TOLD = (
    "The new van is here. It has a rack for the long pipes, a place for the big case and, at last, "
    "a light at the back. Keys are with Doris; whoever drives it home writes down the kilometres."
)


@pytest.fixture
def everyday(space):
    """Twenty cards as a company writes them: texts, some photos, a poll, a shared post."""
    anna, carl, doris = make_user("anna"), make_user("carl"), make_user("doris")
    space.members.add(carl, doris)
    posts = [make_post(anna, space, SAID), make_poll(doris, space).post]
    posts += shares(space, posts[:1])
    for number in range(17):
        photos = [] if number % 4 else [actions.upload_photo(by=anna, upload=a_picture()).key]
        posts.append(make_post(anna, space, (SAID, ASKED, TOLD)[number % 3], photos=photos))
    for number, post in enumerate(posts):
        actions.react_to_post(by=carl, post=post)
        if number % 2:
            actions.react_to_post(by=doris, post=post, kind="helpful")
            make_comment(post, carl)


def addresses(post, space):
    return {
        "feed": "/",
        "my spaces": "/?show=spaces",
        "space": f"/s/{space.slug}/",
        "topic": "/t/heating/",
        "person": "/people/anna/posts/",
        "post": f"/p/{post.pk}/",
        "card": f"/p/{post.pk}/card/",
        "compose": "/compose/",
        "share": f"/compose/?share={post.pk}",
        "reactions": f"/p/{post.pk}/reactions/",
    }


def test_pages_take_at_most_12_queries_and_the_same_for_2_and_20_posts(
    client, count_queries, few, more, space
):
    def measured():
        asked = addresses(few[0], space)
        for address in asked.values():  # cards are drawn once
            assert client.get(address).status_code == 200
        return {n: count_queries(lambda a=a: client.get(a)) for n, a in asked.items()}

    two = measured()
    more()
    twenty = measured()
    assert twenty == two
    assert max(twenty.values()) <= QUERIES, twenty


def test_the_feed_takes_at_most_six_queries(client, count_queries, space, ben):
    def asked():
        client.get("/")
        return count_queries(lambda: client.get("/"))

    posts = [rich_post(space, number) for number in range(2)]
    make_announcement(make_space(ben), confirm_by=timezone.localdate())
    assert asked() <= 6
    make_poll(make_user("anna"), space)
    assert asked() <= 7
    space.members.add(make_user("doris"))
    shares(space, posts)
    assert asked() <= 8


def test_a_cold_feed_takes_no_more_queries_than_a_warm_one(client, count_queries, few):
    from django.core.cache import cache

    warm = [count_queries(lambda: client.get("/")) for _ in range(2)][1]
    cache.clear()
    client.get("/saved/")  # once in a while a request notes that this device is in use
    # one more: who is new at the company is asked every few minutes
    assert count_queries(lambda: client.get("/")) <= warm + 1


def test_a_thread_takes_the_same_queries_for_2_and_30_comments(client, count_queries, few, ben):
    post = few[0]
    make_comment(post, ben)
    address = f"/p/{post.pk}/"
    two = [count_queries(lambda: client.get(address)) for _ in range(2)][1]
    first = make_comment(post, ben)
    for _ in range(27):
        make_comment(post, make_user("carl"), parent=first)
    assert count_queries(lambda: client.get(address)) == two


def test_small_questions_take_few_queries(client, count_queries, few, space):
    for address, most in {"/feed/new/?after=MS4x": 5, "/mentions/?q=an": 6}.items():
        client.get(address)
        assert count_queries(lambda a=address: client.get(a)) <= most, address


def test_one_tap_takes_at_most_12_queries(client, count_queries, few, ben):
    pk = few[0].pk
    comment = make_comment(few[0], ben).pk
    client.get("/")
    for address in (
        f"/p/{pk}/reaction/",
        f"/p/{pk}/saved/",
        f"/p/{pk}/comments/{comment}/reaction/",
    ):
        made = count_queries(lambda a=address: client.put(a, headers=SWAP))
        assert made <= WRITE_QUERIES, (address, made)


def test_writes_take_no_statement_too_many(client, ben):
    """Each with the two that say who asks. Taking part in a transaction is not counted."""
    anna = make_user("anna")
    space = make_space(anna, ben)
    posts = [make_post(anna, space) for _ in range(2)]
    polls, room = [make_poll(anna, space) for _ in range(2)], make_group(ben)
    due = timezone.localdate() + timedelta(days=3)
    news = [make_announcement(space, confirm_by=due) for _ in range(2)]
    rooms = f"/chat/{room.pk}/messages/"

    def text(**more):
        return {"body": "Seen, *thanks*", "client_id": str(uuid.uuid4()), **more}

    def write(number):
        poll = polls[number]
        option = {f"option-{poll.pk}": poll.options.first().pk}
        at = f"/p/{posts[number].pk}"
        yield "like", 9, lambda: client.put(f"{at}/reaction/", headers=SWAP)
        yield "comment", 8, lambda: client.post(f"{at}/comments/", text(), headers=QUEUE)
        yield "post", 9, lambda: client.post("/compose/", text(space=space.slug), headers=QUEUE)
        yield "message", 9, lambda: client.post(rooms, text(), headers=QUEUE)
        yield "vote", 12, lambda: client.post(f"/polls/{poll.pk}/vote/", option, headers=SWAP)
        confirmed = f"/announcements/{news[number].pk}/confirmation/"
        yield "confirmation", 7, lambda: client.put(confirmed, headers=SWAP)

    for _name, _most, call in write(0):  # what is asked once in a while is asked now
        assert call().status_code < 300
    taken = {name: (statements(call), most) for name, most, call in write(1)}
    assert all(made <= most for made, most in taken.values()), taken


def statements(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code < 300
    begun = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([one for one in queries if not one["sql"].startswith(begun)])


def sent(client, address, encoding="br", **more):
    """The bytes that are sent to a browser, and what they say once they are unpacked."""
    response = client.get(address, headers={"Accept-Encoding": encoding, **more})
    assert response["Content-Encoding"] == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[encoding]
    return len(response.content), unpack(response.content)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_feed_page_weighs_at_most_15_kib(client, few, more, ben, language, encoding):
    more()
    type(ben).objects.filter(pk=ben.pk).update(language=language)
    size, shown = sent(client, "/", encoding)
    assert shown.count(b"<post-card") == 20
    assert size <= 15 * KIB


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_html_of_a_full_feed_weighs_at_most_60_kib(client, everyday, ben, language):
    """Unpacked, as browsers read it; a card that is only an icon longer counts twenty times."""
    type(ben).objects.filter(pk=ben.pk).update(language=language)
    shown = client.get("/").content
    assert shown.count(b"<post-card") == 20
    assert len(shown) <= 60 * KIB


def test_a_post_page_weighs_at_most_16_kib(client, few, ben):
    for number in range(30):
        make_comment(few[0], ben, body=f"Comment {number} says something of medium length here.")
    assert sent(client, f"/p/{few[0].pk}/", "gzip")[0] <= 16 * KIB


def test_what_is_new_since_my_cursor_is_one_request_of_at_most_20_kib(client, few, more):
    cursor = re.search(r'data-newest="([^"]+)"', client.get("/").content.decode())[1]
    more()
    assert sent(client, f"/feed/new/?after={cursor}&cards=1", "gzip", **SWAP)[0] <= 20 * KIB


def test_the_first_view_of_the_feed_needs_few_requests(client, few):
    shown = client.get("/").content.decode()
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', shown)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', shown)
    assert len(scripts) <= 2 and len(sheets) <= 2, (scripts, sheets)


def test_style_and_scripts_stay_within_their_weight():
    from pathlib import Path

    assets = Path(settings.VAR_DIR) / "assets"
    style = len(gzip.compress((assets / "app.css").read_bytes()))
    assert style <= 14 * KIB, style
    first, late = (len(gzip.compress((assets / name).read_bytes())) for name in SCRIPTS)
    assert first <= 12 * KIB, first
    assert first + late <= 47 * KIB, late


def test_every_photo_reserves_its_place_and_waits_below_the_fold(client, few):
    shown = client.get("/").content.decode()
    pictures = re.findall(r"<img [^>]*srcset[^>]*>", shown)
    assert len(pictures) == 1
    assert all(re.search(r'width="\d+" height="\d+"', one) for one in pictures)
    assert all("480w" in one or "64w" in one for one in pictures)
