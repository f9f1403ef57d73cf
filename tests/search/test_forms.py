"""What the address of a search means, and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from search.forms import Question, SearchForm
from tests.factories import make_group, make_space, make_user


def asked(user: User, query: str) -> Question:
    return SearchForm(QueryDict(query), user=user).question()


def test_an_empty_address_asks_for_nothing_in_the_best_order(anna: User) -> None:
    question = asked(anna, "")
    assert (question.query.text, question.query.order, question.narrowed) == ("", "best", False)


@pytest.mark.parametrize(("time", "days"), [("week", 7), ("month", 30), ("year", 365)])
def test_a_time_is_counted_back_from_now(anna: User, time: str, days: int) -> None:
    since = asked(anna, f"q=x&time={time}").query.since
    assert since and abs(since - (timezone.now() - timedelta(days=days))) < timedelta(minutes=5)


def test_a_place_is_a_space_by_its_name_or_a_conversation_by_its_number(
    anna: User, ben: User
) -> None:
    space, group = make_space(anna, slug="heat-pumps", name="Heat pumps"), make_group(ben)
    assert asked(anna, f"in={space.slug}").query.space == space.pk
    question = asked(anna, f"in=chat-{group.pk}")
    assert question.query.conversation == group.pk
    assert question.conversation and question.conversation.title == "Crew"


def test_places_that_one_may_not_read_are_like_places_that_do_not_exist(
    anna: User, ben: User, eve: User
) -> None:
    space, group = make_space(ben, access="secret"), make_group(ben)
    for name in (space.slug, f"chat-{group.pk}", "nowhere", "chat-", "chat-0", "chat-" + "9" * 40):
        question = asked(eve, f"in={name}")
        assert (question.space, question.conversation, question.narrowed) == (None, None, False)


def test_a_person_is_named_by_the_handle_and_must_be_there(anna: User, ben: User) -> None:
    assert asked(anna, "by=ben").query.person == ben.pk
    make_user("gone", is_active=False)
    assert asked(anna, "by=gone").query.person is None


@pytest.mark.parametrize("query", ["kind=post", "mine=1", "time=week", "by=ben"])
def test_what_leaves_something_out_counts_as_narrowed_down(
    anna: User, ben: User, query: str
) -> None:
    assert asked(anna, query).narrowed


@pytest.mark.parametrize("query", ["q=pump", "order=newest", "kind=nonsense", "time=never"])
def test_words_an_order_and_nonsense_do_not(anna: User, query: str) -> None:
    assert not asked(anna, query).narrowed


def test_the_newest_first_is_an_order_of_its_own(anna: User) -> None:
    orders: list[Any] = [asked(anna, query).query.order for query in ("order=newest", "order=x")]
    assert orders == ["newest", "best"]
