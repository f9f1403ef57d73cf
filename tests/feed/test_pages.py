"""Pages of the feed: who may read what, lists and their ends, everything without script."""

import re

import pytest

from feed import actions
from feed.models import Post, Reaction, Saved
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

pytestmark = pytest.mark.english

SWAP = {"HX-Request": "true"}


@pytest.fixture
def closed(anna, ben):
    return make_space(anna, ben, access="closed", name="Cellar")


@pytest.fixture
def post(anna, closed):
    return make_post(anna, closed, body="Valve **8O** leaks #heating")


def as_person(client, name):
    client.force_login(make_user(name, language="en"))
    return client


RANDOM = rb"(data-csrf=|csrfmiddlewaretoken\" value=|nonce=|nonce-|page;desc=)[\"']?[^\"' ;>]+"


def plain(response):
    """Headers and body without tokens, nonces and the moment, which are others every time."""
    whole = response.serialize_headers() + response.content
    return re.sub(RANDOM, b"", whole)


def page(client, address, **options):
    response = client.get(address, **options)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


# --- reading -------------------------------------------------------------------------------------
def test_the_feed_shows_posts_newest_first(client, anna, closed):
    make_post(anna, closed, body="The older one")
    make_post(anna, closed, body="The newer one")
    shown = page(as_person(client, "ben"), "/")
    assert shown.index("The newer one") < shown.index("The older one")


def test_my_spaces_leaves_out_open_spaces_that_i_did_not_join(client, anna, ben, closed):
    make_post(anna, make_space(anna, name="Elsewhere"), body="From elsewhere")
    make_post(anna, closed, body="From my cellar")
    client = as_person(client, "ben")
    assert "From elsewhere" in page(client, "/")
    shown = page(client, "/?show=spaces")
    assert "From my cellar" in shown and "From elsewhere" not in shown


def test_pages_lead_to_the_end_and_show_every_post_once(client, anna, closed):
    ids = {make_post(anna, closed, body=f"Number {n}").pk for n in range(45)}
    client, address, seen = as_person(client, "ben"), "/", []
    while address:
        shown = page(client, address)
        seen += re.findall(r'id="p-(\d+)"', shown)
        more = re.search(r'<load-more[^>]*><a class="btn" href="([^"]+)"', shown)
        address = more and more[1].replace("&amp;", "&")
    assert len(seen) == 45 and {int(pk) for pk in seen} == ids
    assert "You are all caught up" in shown


def test_more_cards_for_a_swap_come_without_the_frame(client, anna, closed):
    [make_post(anna, closed) for _ in range(21)]
    more = re.search(r'href="(/\?before=[^"]+)"', page(as_person(client, "ben"), "/"))[1]
    shown = page(client, more, headers=SWAP)
    assert "<html" not in shown and shown.count("<post-card") == 1


def test_an_empty_feed_says_what_to_do(client):
    assert "Find spaces" in page(as_person(client, "carl"), "/")


@pytest.mark.parametrize(
    "address", ["/?before=garbage", "/saved/?before=!!", "/?before=%F0%9F%92%A9"]
)
def test_C1_a_cursor_that_we_did_not_write_is_400(client, address):
    assert as_person(client, "ben").get(address).status_code == 400


def test_the_post_page_shows_text_thread_and_a_way_to_answer(client, ben, post):
    comment = make_comment(post, ben, body="Seal it")
    shown = page(as_person(client, "ben"), f"/p/{post.pk}/")
    assert "<strong>8O</strong>" in shown and "Seal it" in shown
    assert f'href="/p/{post.pk}/?reply_to={comment.pk}#write"' in shown


def test_a_long_text_is_folded_in_lists_and_whole_on_its_own_page(client, anna, closed):
    post = make_post(anna, closed, body="\n\n".join(f"Paragraph {n}" for n in range(30)))
    client = as_person(client, "ben")
    folded, card = "post__text--clamped", f"/p/{post.pk}/card/"
    assert folded in page(client, "/") and folded in page(client, card)
    whole = page(client, f"/p/{post.pk}/")
    assert folded not in whole and f'data-url="{card}?whole=1"' in whole
    assert folded not in page(client, f"{card}?whole=1")


def test_a_long_thread_begins_with_the_newest_and_leads_to_earlier_ones(client, ben, post):
    for number in range(35):
        make_comment(post, ben, body=f"Comment number {number}.")
    shown = page(as_person(client, "anna"), f"/p/{post.pk}/")
    assert "number 34." in shown and "number 4." not in shown
    earlier = re.search(rf'href="(/p/{post.pk}/\?before=[^"]+)"', shown)[1]
    assert "number 4." in page(client, earlier)


def test_topic_person_saved_and_space_list_the_post(client, ben, post, closed):
    actions.save_post(by=ben, post=post)
    client = as_person(client, "ben")
    for address in ("/t/heating/", "/people/anna/posts/", "/saved/", f"/s/{closed.slug}/"):
        assert f'id="p-{post.pk}"' in page(client, address), address


@pytest.mark.parametrize("typed", ["heating", "Heating", "HEATING", "%EF%BD%88eating"])
def test_the_address_of_a_topic_is_not_case_sensitive(client, ben, post, typed):
    assert f'id="p-{post.pk}"' in page(as_person(client, "ben"), f"/t/{typed}/")


def test_an_unknown_topic_looks_like_one_without_readable_posts(client, post):
    client = as_person(client, "eve")
    hidden, unknown = client.get("/t/heating/"), client.get("/t/nothing/")
    assert hidden.status_code == unknown.status_code == 200
    assert plain(hidden).replace(b"heating", b"nothing") == plain(unknown)


def test_people_outside_see_that_a_closed_space_exists_and_nothing_of_it(client, post, closed):
    shown = page(as_person(client, "eve"), f"/s/{closed.slug}/")
    assert "Only members read this" in shown
    assert f'id="p-{post.pk}"' not in shown and "Anna" not in shown


# --- A2: what one may not know of answers like nothing -------------------------------------------
def addresses_of(post, comment, photo):
    p, c = f"/p/{post}/", f"/p/{post}/comments/{comment}/"
    return [
        ("get", p), ("delete", p), ("get", f"{p}card/"), ("get", f"{p}edit/"),
        ("post", f"{p}edit/"),
        ("get", f"{p}delete/"), ("put", f"{p}reaction/"), ("delete", f"{p}reaction/"),
        ("put", f"{p}reaction/?kind=nonsense"), ("get", f"{p}reactions/"), ("put", f"{p}saved/"),
        ("delete", f"{p}saved/"), ("get", f"{p}comments/"), ("post", f"{p}comments/"),
        ("get", c), ("delete", c), ("get", f"{c}edit/"), ("post", f"{c}edit/"),
        ("get", f"{c}delete/"), ("put", f"{c}reaction/"), ("delete", f"{c}reaction/"),
        ("get", f"{c}reactions/"), ("get", f"/compose/?share={post}"),
        ("get", f"/mentions/?q=a&post={post}"), ("get", f"/files/photos/{photo}/480"),
        ("put", f"/photos/{photo}/"), ("delete", f"/photos/{photo}/"),
    ]  # fmt: skip


@pytest.mark.parametrize("headers", [{}, SWAP], ids=["page", "swap"])
def test_A2_a_hidden_post_answers_like_an_unknown_one(client, anna, ben, closed, headers):
    key = actions.upload_photo(by=anna, upload=a_picture()).key
    hidden = make_post(anna, closed, photos=[key])
    comment = make_comment(hidden, ben)
    client = as_person(client, "eve")
    real = addresses_of(hidden.pk, comment.pk, key)
    unknown = addresses_of(987654, 987655, "k" * 32)
    for (method, address), (_, other) in zip(real, unknown, strict=True):
        one = getattr(client, method)(address, headers=headers)
        two = getattr(client, method)(other, headers=headers)
        assert one.status_code == two.status_code == 404, (method, address, one.status_code)
        assert plain(one) == plain(two), address


def test_A2_without_signing_in_every_address_leads_to_the_sign_in(client, post):
    for method, address in addresses_of(post.pk, 1, "x"):
        response = getattr(client, method)(address)
        assert response.status_code == 302 and "/login" in response["Location"], address


def test_A4_a_comment_under_another_post_is_404(client, anna, ben, closed, post):
    comment, other = make_comment(post, ben), make_post(anna, closed)
    client = as_person(client, "ben")
    for name in ("", "edit/", "delete/", "reactions/"):
        assert client.get(f"/p/{other.pk}/comments/{comment.pk}/{name}").status_code == 404
    assert client.put(f"/p/{other.pk}/comments/{comment.pk}/reaction/").status_code == 404


def test_A3_who_left_the_space_reads_nothing_more(client, ben, closed, post):
    from spaces.actions import leave_space

    client = as_person(client, "ben")
    page(client, f"/p/{post.pk}/")
    leave_space(by=ben, space=closed)
    assert client.get(f"/p/{post.pk}/").status_code == 404
    assert "Valve" not in page(client, "/")


def test_A5_a_card_names_only_the_spaces_its_reader_may_know(client, anna, ben):
    secret = make_space(anna, access="secret", name="Merger")
    public = make_space(anna, ben, name="Canteen")
    make_post(anna, spaces=[secret, public], body="Soup")
    shown = page(as_person(client, "ben"), "/")
    assert "Canteen" in shown and "Merger" not in shown


def test_A6_a_share_hides_what_its_reader_may_not_see(client, anna, ben, closed, post):
    share = make_post(ben, closed, body="Look", shared=post)
    secret = make_space(anna, ben, access="secret")
    from feed.models import Placement

    Placement.objects.filter(post=post).update(space=secret)
    as_person(client, "carl")
    closed.members.add(make_user("carl"))
    shown = page(client, f"/p/{share.pk}/")
    assert (
        "This post was removed, or you do not have access to it." in shown and "Valve" not in shown
    )


# --- A7, 403: visible, but not mine --------------------------------------------------------------
def test_only_the_author_edits(client, post):
    client = as_person(client, "ben")
    assert client.get(f"/p/{post.pk}/edit/").status_code == 403
    assert client.post(f"/p/{post.pk}/edit/", {"body": "x", "version": 1}).status_code == 403
    assert client.get(f"/p/{post.pk}/delete/").status_code == 403
    assert client.delete(f"/p/{post.pk}/").status_code == 403


def test_a_manager_of_the_space_may_delete_but_not_edit(client, anna):
    space = make_space(anna, managers=(make_user("maria", language="en"),))
    post = make_post(anna, space)
    shown = page(as_person(client, "maria"), f"/p/{post.pk}/")
    assert f"/p/{post.pk}/delete/" in shown and f"/p/{post.pk}/edit/" not in shown


# --- one tap, with and without script ------------------------------------------------------------
def test_reacting_answers_a_swap_with_the_fresh_foot(client, ben, post):
    response = as_person(client, "ben").put(f"/p/{post.pk}/reaction/?kind=helpful", headers=SWAP)
    shown = response.content.decode()
    assert f'id="foot-{post.pk}"' in shown and 'aria-pressed="true"' in shown and "Helpful" in shown
    assert Reaction.objects.get(post=post, user=ben).kind == "helpful"
    shown = client.delete(f"/p/{post.pk}/reaction/", headers=SWAP).content.decode()
    assert not Reaction.objects.filter(post=post).exists() and "Helpful, 1" not in shown


def test_reacting_works_as_a_plain_form_and_returns_to_the_page(client, post):
    client = as_person(client, "ben")
    sent = {"_method": "put"}
    response = client.post(
        f"/p/{post.pk}/reaction/?kind=thanks", sent, headers={"Referer": "http://testserver/saved/"}
    )
    assert response.status_code == 302
    assert response["Location"] == f"http://testserver/saved/#p-{post.pk}"
    assert post.reactions.get().kind == "thanks"


def test_B5_the_way_back_stays_on_our_host(client, post):
    client = as_person(client, "ben")
    headers = {"Referer": "https://evil.example/"}
    response = client.post(f"/p/{post.pk}/reaction/", {"_method": "put"}, headers=headers)
    assert response["Location"].startswith(f"/p/{post.pk}/")


def test_an_unknown_reaction_is_400(client, post):
    client = as_person(client, "ben")
    assert client.put(f"/p/{post.pk}/reaction/?kind=angry", headers=SWAP).status_code == 400


def test_saving_and_forgetting(client, ben, post):
    client = as_person(client, "ben")
    assert (
        'aria-pressed="true"' in client.put(f"/p/{post.pk}/saved/", headers=SWAP).content.decode()
    )
    assert Saved.objects.filter(user=ben, post=post).exists()
    client.post(f"/p/{post.pk}/saved/", {"_method": "delete"})
    assert not Saved.objects.exists()


def test_reacting_to_a_comment(client, ben, post):
    comment = make_comment(post, ben)
    client = as_person(client, "anna")
    address = f"/p/{post.pk}/comments/{comment.pk}/reaction/"
    assert 'aria-pressed="true"' in client.put(address, headers=SWAP).content.decode()
    response = client.post(address, {"_method": "delete"})
    assert response["Location"].endswith(f"#c-{comment.pk}")
    assert not comment.reactions.exists()


def test_who_reacted_how_is_a_page_and_a_sheet(client, anna, ben, post):
    actions.react_to_post(by=ben, post=post, kind="congrats")
    client = as_person(client, "anna")
    whole = page(client, f"/p/{post.pk}/reactions/")
    sheet = page(client, f"/p/{post.pk}/reactions/", headers=SWAP)
    assert "<html" in whole and "<html" not in sheet
    assert all("Ben Test" in shown and "🎉" in shown for shown in (whole, sheet))


@pytest.mark.parametrize("address", ["", "card/", "edit/", "delete/", "reactions/", "comments/"])
def test_A8_no_reading_changes_anything(client, post, address):
    before = Post.objects.values().get(pk=post.pk)
    page(as_person(client, "anna"), f"/p/{post.pk}/{address}", headers=SWAP)
    client.get(f"/p/{post.pk}/reaction/"), client.get(f"/p/{post.pk}/saved/")
    assert Post.objects.values().get(pk=post.pk) == before
    assert not Reaction.objects.exists() and not Saved.objects.exists()


def test_A8_a_form_without_its_token_is_refused(client, post):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("ben"))
    assert strict.post(f"/p/{post.pk}/comments/", {"body": "x"}).status_code == 403
    assert strict.put(f"/p/{post.pk}/reaction/").status_code == 403
    assert strict.post(f"/p/{post.pk}/reaction/", {"_method": "put"}).status_code == 403


# --- new posts -----------------------------------------------------------------------------------
def newest_of(shown):
    return re.search(r'data-newest="([^"]+)"', shown)[1]


def test_the_pill_counts_posts_of_others_since_the_page(client, anna, ben, closed):
    make_post(anna, closed)
    client = as_person(client, "ben")
    cursor = newest_of(page(client, "/"))
    assert "newpill" not in page(client, f"/feed/new/?after={cursor}")
    make_post(anna, closed), make_post(anna, closed), make_post(ben, closed)
    assert "2 new posts" in page(client, f"/feed/new/?after={cursor}")


def test_the_pill_of_an_empty_feed_counts_from_the_beginning(client, anna, ben, closed):
    client = as_person(client, "ben")
    cursor = newest_of(page(client, "/"))
    make_post(anna, closed)
    assert "1 new post" in page(client, f"/feed/new/?after={cursor}")


def test_a_tap_on_the_pill_brings_the_cards_and_the_new_cursor(client, anna, closed):
    client = as_person(client, "ben")
    cursor = newest_of(page(client, "/"))
    made = make_post(anna, closed, body="Fresh")
    shown = page(client, f"/feed/new/?after={cursor}&cards=1")
    assert "Fresh" in shown and f'id="p-{made.pk}"' in shown
    assert "newpill" not in page(client, f"/feed/new/?after={newest_of(shown)}")


def test_the_pill_of_a_space_counts_that_space_only(client, anna, ben, closed):
    client = as_person(client, "ben")
    cursor = newest_of(page(client, f"/s/{closed.slug}/"))
    make_post(anna, make_space(anna, ben))
    address = f"/feed/new/?space={closed.slug}&after={cursor}"
    assert "newpill" not in page(client, address)
    make_post(anna, closed)
    assert "1 new post" in page(client, address)
    assert as_person(client, "eve").get(address).status_code == 404


def test_A5_the_pill_does_not_count_what_its_reader_may_not_see(client, anna, closed):
    client = as_person(client, "eve")
    cursor = newest_of(page(client, "/"))
    make_post(anna, closed)
    assert "newpill" not in page(client, f"/feed/new/?after={cursor}")


# --- languages -----------------------------------------------------------------------------------
def test_the_feed_speaks_the_language_of_its_reader(client, anna, ben, closed):
    make_post(anna, closed)
    assert "You are all caught up" in page(as_person(client, "ben"), "/")
    client.force_login(make_user("doris", language="de"))
    closed.members.add(make_user("doris"))
    shown = page(client, "/")
    assert "Du bist auf dem neuesten Stand" in shown and "Gefällt mir" in shown
