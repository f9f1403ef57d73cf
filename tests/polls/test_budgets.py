"""What polls cost: statements of pages and votes, the same for 2 votes and for 10,000."""

import pytest

from accounts.models import User
from polls import actions
from polls.models import Option, Participation, Poll, Vote
from spaces.models import Membership
from tests.factories import make_poll, make_space, make_user
from tests.test_budgets import QUERIES, SWAP, WRITE_QUERIES

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]

KIB = 1024
MANY = 10_000
FRAME = 2  # in tests a transaction is a savepoint inside another, and that is counted


@pytest.fixture
def space(ben):
    return make_space(make_user("anna"), ben, access="closed")


def weight(client, address, **more):
    """The bytes that are sent to a browser."""
    return len(client.get(address, headers={"Accept-Encoding": "gzip", **more}).content)


def vote_of_many(poll, space):
    """Ten thousand people who voted, written past the action for speed."""
    names = [f"crowd{n}" for n in range(MANY)]
    crowd = User.objects.bulk_create(User(staff_number=n, handle=n, first_name=n) for n in names)
    Membership.objects.bulk_create(Membership(space=space, user=person) for person in crowd)
    Participation.objects.bulk_create(Participation(poll=poll, user=person) for person in crowd)
    options = list(poll.options.all())
    rows = [Vote(option=options[n % len(options)], user=person) for n, person in enumerate(crowd)]
    if not poll.is_anonymous:
        Vote.objects.bulk_create(rows)
    each = MANY // len(options)
    Poll.objects.filter(pk=poll.pk).update(voter_count=MANY, shown_voters=MANY)
    Option.objects.filter(poll=poll).update(vote_count=each, shown_count=each)


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_a_poll_of_10000_votes_shows_its_result_within_the_budget_of_the_page(
    client, count_queries, ben, space, is_anonymous
):
    rules = {"is_anonymous": is_anonymous, "lists_voters": not is_anonymous}
    poll = make_poll(make_user("anna"), space, ["a", "b", "c", "d"], results="always", **rules)
    page, group, api = f"/p/{poll.post_id}/", f"/s/{space.slug}/", f"/api/v1/polls/{poll.pk}/"
    most = {"/": 22 * KIB, page: 16 * KIB, group: 22 * KIB, api: KIB, f"/polls/{poll.pk}/": 2 * KIB}

    def measured():
        for address in most:
            assert client.get(address, headers=SWAP).status_code == 200
        asked = {a: count_queries(lambda a=a: client.get(a, headers=SWAP)) for a in most}
        return asked, {address: weight(client, address, **SWAP) for address in most}

    few, _light = measured()
    vote_of_many(poll, space)
    many, heavy = measured()
    assert many == few
    assert max(many.values()) <= QUERIES, many
    for address, bytes_sent in heavy.items():
        assert bytes_sent <= most[address], heavy
    assert "25%" in client.get(page).content.decode()
    client.force_login(make_user("anna"))
    if is_anonymous:
        assert client.get(f"/polls/{poll.pk}/votes/").status_code == 403
        return
    listed = client.get(f"/polls/{poll.pk}/votes/")
    assert listed.content.count(b'class="li"') == 50
    assert count_queries(lambda: client.get(f"/polls/{poll.pk}/votes/")) <= QUERIES


def test_pages_take_the_same_queries_for_2_and_20_polls(client, count_queries, ben, space):
    open_one = make_space(make_user("anna"), ben)

    def more(count):
        for number in range(count):
            make_poll(make_user("anna"), open_one if number % 2 else space)

    def measured():
        addresses = ("/", "/api/v1/polls/?limit=20")
        for address in addresses:
            client.get(address)
        return [count_queries(lambda a=a: client.get(a)) for a in addresses]

    more(2)
    two = measured()
    more(18)
    twenty = measured()
    assert twenty == two
    assert max(twenty) <= QUERIES, twenty


def test_a_vote_takes_at_most_12_queries(client, count_queries, ben, space):
    poll = make_poll(make_user("anna"), space, ["a", "b", "c"], is_multiple=True)
    address, ids = f"/polls/{poll.pk}/vote/", list(poll.options.values_list("pk", flat=True))
    client.get("/")
    for chosen in (ids[:2], ids[1:]):
        sent = {f"option-{poll.pk}": chosen}
        made = count_queries(lambda s=sent: client.post(address, s, headers=SWAP))
        assert made - FRAME <= WRITE_QUERIES, made
    withdrawn = count_queries(lambda: client.delete(address, headers=SWAP))
    assert withdrawn - FRAME <= WRITE_QUERIES, withdrawn


def test_a_full_feed_of_polls_weighs_at_most_22_kib(client, ben, space):
    for number in range(20):
        options = [f"Answer {n} of poll {number} has some words" for n in range(4)]
        poll = make_poll(make_user("anna"), space, options, results="always")
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    response = client.get("/")
    assert response.content.count(b"<post-poll") == 20
    assert weight(client, "/") <= 22 * KIB


def test_the_composer_with_its_twenty_fields_stays_light(client, ben, space):
    assert weight(client, "/compose/") <= 16 * KIB
