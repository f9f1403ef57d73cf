"""Rates: exact, per person, shared by processes, and still there without Redis."""

import hashlib
import threading
import time

import pytest
from django.core.cache import cache

from accounts.limits import INVITE
from chat.limits import CHAT_WRITE
from feed.limits import PREVIEW_TEXT
from kit.http import throttling
from kit.http.exceptions import TooMany
from kit.http.throttling import Rate, consume
from spaces.limits import FOUND_SPACE
from tests.factories import make_user

RATE = Rate("test", 3, 60)


def spent(who: object, times: int, rate: Rate = RATE) -> int:
    """How many of `times` uses were allowed."""
    allowed = 0
    for _ in range(times):
        try:
            consume(who, rate)
            allowed += 1
        except TooMany:
            pass
    return allowed


def test_C3_exactly_as_many_as_the_rate_says() -> None:
    assert spent("anna", 10) == 3


def test_C3_people_and_rates_do_not_disturb_each_other() -> None:
    anna, ben = make_user("anna"), make_user("ben")
    assert spent(anna, 5) == 3
    assert spent(ben, 5) == 3
    assert spent(anna, 5, Rate("other", 2, 60)) == 2


def test_C3_the_answer_says_when_to_go_on() -> None:
    spent("anna", 3)
    with pytest.raises(TooMany) as caught:
        consume("anna", RATE)
    problem = caught.value
    assert (problem.status, problem.limit) == (429, 3)
    assert 1 <= int(problem.headers["Retry-After"]) <= 60


@pytest.mark.embedded  # Redis has a clock of its own, which no test turns
def test_C3_a_new_window_begins_when_the_old_one_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    spent("anna", 3)
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert spent("anna", 5) == 3


def test_a_counter_without_an_end_does_not_lock_anybody_out() -> None:
    spent("anna", 3)
    key = throttling.key_of("anna", RATE)
    cache.delete(f"{key}:until")
    cache.set(key, 50, None)
    assert spent("anna", 5) == 3


def test_H3_the_shared_cache_holds_no_address_of_whoever_is_counted() -> None:
    for who in ("anna@firma.example", "203.0.113.7"):
        spent(who, 1)
        key = throttling.key_of(who, RATE)
        assert cache.get(key) == 1
        assert who not in key and hashlib.sha256(who.encode()).hexdigest() not in key


@pytest.mark.parametrize("who", [f"person {number}" for number in range(8)])
def test_C3_twelve_at_once_are_counted_one_by_one(who: str) -> None:
    start, allowed = threading.Barrier(12), []

    def use() -> None:
        start.wait(10)
        allowed.append(spent(who, 1))

    threads = [threading.Thread(target=use) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sum(allowed) == 3


@pytest.mark.parametrize(
    ("rate", "count", "seconds"),
    [
        (throttling.WRITE, 30, 60),
        (CHAT_WRITE, 60, 60),
        (throttling.UPLOAD, 30, 60),
        (throttling.SEARCH, 60, 60),
        (PREVIEW_TEXT, 20, 60),
        (throttling.EXPORT, 5, 3600),
        (INVITE, 5, 3600),
        (throttling.EVERYTHING, 600, 60),
        (FOUND_SPACE, 20, 3600),
    ],
)
def test_C3_the_numbers_are_the_promised_ones(rate: Rate, count: int, seconds: int) -> None:
    assert (rate.count, rate.seconds) == (count, seconds)
