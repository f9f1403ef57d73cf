"""Today: what waits for a person on the start page of a phone, above the feed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feed.views.today import CARDS
from kit.jobs.outbox import work
from polls.models import Participation
from tests.announcements.newsroom import make_announcement
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"}
HINT = {"HTTP_SEC_CH_UA_MOBILE": "?1"}
MORE = 20  # statements of the page with every part, announcements and cards


def shown(client: Client, path: str = "/", **headers: str) -> str:
    return client.get(path, **(headers or PHONE)).content.decode()


def headings(page: str) -> list[str]:
    main = page[page.index("<main") :]
    return [
        " ".join(re.sub("<[^>]+>", "", one).split()) for one in re.findall(r"(?s)<h2.*?</h2>", main)
    ]


@pytest.fixture
def space(ben: Any) -> Any:
    return make_space(make_user("anna"), ben)


@pytest.fixture
def everything(space: Any, ben: Any) -> Any:
    """One of each kind of thing that may wait for Ben."""
    make_announcement(
        space, title="Winter rota", confirm_by=timezone.localdate() + timedelta(days=5)
    )
    make_message(make_group(ben), body="Where is the van?")
    make_comment(make_post(ben, space), body="It is here")
    type(ben).objects.filter(pk=ben.pk).update(department="Service")
    make_user("carl", department="Service", phone="+49 40 1234")
    poll = make_poll(space=space, body="Which Friday?", options=("4 Dec", "11 Dec"))
    while work():
        pass
    return poll


def test_a_phone_begins_with_what_waits_in_reading_order(client: Client, everything: Any) -> None:
    page = shown(client)
    assert headings(page)[:7] == [
        "Winter rota", "Waiting for you", "Which Friday?", "My status", "New for you", "Call",
        "Feed",
    ]  # fmt: skip
    assert "<title>Today" in page and "Where is the van?" in page and 'href="tel:+49401234"' in page


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux)"}, {**PHONE, "HTTP_SEC_CH_UA_MOBILE": "?0"}],
)
def test_a_desk_begins_with_the_feed(
    client: Client, everything: Any, headers: dict[str, str]
) -> None:
    page = shown(client, **headers)
    assert "<title>Feed" in page and "Waiting for you" not in page


@pytest.mark.parametrize("path", ["/?show=spaces", "/?before=x"])
def test_more_of_the_feed_is_only_the_feed(client: Client, everything: Any, path: str) -> None:
    assert "Waiting for you" not in shown(client, path, **HINT)


def test_parts_with_nothing_to_say_are_absent(client: Client) -> None:
    assert headings(shown(client, **HINT)) == [
        "My status",
        "Feed",
        "Flurfunk on your home screen",
        "Nothing here yet",
    ]


def test_what_is_done_no_longer_waits(client: Client, everything: Any, ben: Any) -> None:
    option = everything.options.first()
    answer = client.post(
        f"/polls/{everything.pk}/vote/",
        {f"option-{everything.pk}": option.pk},
        HTTP_REFERER="http://testserver/",
    )
    assert answer.url.startswith("http://testserver/")
    assert Participation.objects.filter(poll=everything, user=ben).exists()
    assert "Which Friday?" not in headings(shown(client))


def test_a_vote_that_cannot_be_taken_back_or_says_more_is_given_at_the_post(
    client: Client, space: Any
) -> None:
    for rules in (
        {"is_anonymous": True},
        {"is_multiple": True},
        {"options": [str(n) for n in range(6)]},
    ):
        poll = make_poll(space=space, body=f"When, {len(rules)}?", **rules)
        page = shown(client)
        assert f'name="option-{poll.pk}"' not in page[: page.index('id="deck"')], rules
        poll.post.delete()


def test_the_own_status_is_said_with_a_tap_and_leads_back(client: Client, ben: Any) -> None:
    tap = {"_method": "put", "kind": "customer", "until": "hour"}
    assert client.post("/me/status/?start", tap).url == "/"
    assert re.search(
        r'value="customer"[^>]*aria-pressed="true">.*?until \d\d:\d\d', shown(client), re.S
    )


def test_somebody_else_waits_for_nothing_of_it(client: Client, everything: Any) -> None:
    client.force_login(make_user("stranger"))
    page = shown(client)
    assert "Waiting for you" not in page and "Call" not in headings(page)


def test_a_colleague_who_left_or_has_no_phone_is_not_to_be_called(client: Client, ben: Any) -> None:
    type(ben).objects.filter(pk=ben.pk).update(department="Service")
    make_user("carl", department="Service")
    make_user("doris", department="Service", phone="1234", is_active=False)
    make_user("emil", department="Sales", phone="1234")
    assert "Call" not in headings(shown(client))


def test_the_page_costs_the_same_with_more_of_everything(
    client: Client, everything: Any, space: Any, ben: Any
) -> None:
    def statements() -> int:
        shown(client)
        with CaptureQueriesContext(connection) as asked:
            shown(client)
        return len(asked)

    first = statements()
    for number in range(6):
        make_message(make_group(ben, name=f"Crew {number}"))
        make_poll(space=space, body=f"Which {number}?")
        make_post(space=space)
        make_user(f"carl{number}", department="Service", phone="1234")
    assert statements() == first <= MORE


def test_the_feed_goes_on_below_and_loses_nothing(client: Client, space: Any) -> None:
    posts = [make_post(space=space, body=f"Number {number}") for number in range(CARDS + 3)]
    page = shown(client)
    assert page.count("<post-card") == CARDS
    more = re.search(r'before=([^"]+)"', page)
    assert more
    rest = shown(client, f"/?before={more[1]}", HTTP_HX_REQUEST="true", **HINT)
    assert {post.pk for post in posts} == {
        int(pk) for pk in re.findall(r'<post-card[^>]* id="p-(\d+)"', page + rest)
    }


def test_a_tap_gets_the_part_it_stands_in(client: Client, everything: Any) -> None:
    option = everything.options.first()
    said = {f"option-{everything.pk}": option.pk}
    voted = client.post(f"/polls/{everything.pk}/vote/?start", said, HTTP_HX_REQUEST="true")
    assert "Your vote is counted." in voted.content.decode()
    assert 'id="today-poll"' in voted.content.decode()
    tap = {"_method": "put", "kind": "driving", "until": "hour"}
    status = client.post("/me/status/?start", tap, HTTP_HX_REQUEST="true").content.decode()
    assert re.search(r'hx-delete="/me/status/\?start"', status) and "until" in status
    gone = client.post("/me/status/?start", {"_method": "delete"}, HTTP_HX_REQUEST="true")
    assert 'aria-pressed="true"' not in gone.content.decode()
