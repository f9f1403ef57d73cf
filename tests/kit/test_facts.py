"""Facts that are kept: as good as counted anew, and cheaper."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from accounts.events import PersonDeactivated
from accounts.models import User
from kit import facts
from kit.jobs.outbox import publish
from kit.live.hints import access_changed, send_hint_to
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _one_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = facts.Facts(lambda: {"said": F("status_words")}, kept=True)
    monkeypatch.setattr(facts, "FACTS", {"test": kept})
    monkeypatch.setattr(facts._facts_of, "statements", {})
    monkeypatch.setattr(facts._all_facts_of, "statements", {})


def said(person: User) -> Any:
    """What a request of now would show."""
    return facts.facts_of(User.objects.get(pk=person.pk))["said"]


def say(person: User, words: str) -> None:
    User.objects.filter(pk=person.pk).update(status_words=words)


def test_what_is_kept_is_asked_for_once(
    monkeypatch: pytest.MonkeyPatch, count_queries: Callable[..., int]
) -> None:
    anna, ben = make_user("anna"), make_user("ben")
    say(anna, "one")
    assert (said(anna), said(ben)) == ("one", "")
    say(anna, "two")
    assert said(anna) == "one"
    counted = facts.Facts(lambda: {"now": F("status_words")}, kept=False)
    monkeypatch.setitem(facts.FACTS, "counted", counted)
    facts._facts_of.statements.clear()
    person = User.objects.get(pk=anna.pk)
    assert count_queries(lambda: facts.facts_of(person)) == 1
    assert facts.facts_of(person) == {"now": "two", "said": "one"}


@pytest.mark.parametrize(
    "tell",
    [
        lambda anna: send_hint_to([anna.pk], bell=1),
        lambda anna: access_changed([anna.pk]),
        lambda anna: publish(PersonDeactivated(user_id=0)),
    ],
    ids=["a hint to the person", "other rights", "something is gone"],
)
def test_it_is_counted_anew_after(tell: Callable[[User], None]) -> None:
    anna, ben = make_user("anna"), make_user("ben")
    said(anna)
    say(anna, "two")
    send_hint_to([ben.pk], bell=1)
    assert said(anna) == ""
    tell(anna)
    assert said(anna) == "two"


@pytest.mark.django_db(transaction=True)
def test_who_asks_while_the_change_is_not_yet_there_spoils_nothing() -> None:
    anna = make_user("anna")
    with transaction.atomic():
        send_hint_to([anna.pk], bell=1)
        assert said(anna) == ""  # as another process sees it, before the commit
        say(anna, "two")
    assert said(anna) == "two"


def test_who_counted_for_an_old_mark_keeps_nothing_that_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anna = make_user("anna")
    count = facts._all_facts_of

    def slowly(user: User) -> Any:
        found = count(user)
        say(anna, "two")  # meanwhile somebody else is ready
        send_hint_to([anna.pk], bell=1)
        return found

    monkeypatch.setattr(facts, "_all_facts_of", slowly)
    assert said(anna) == ""
    monkeypatch.setattr(facts, "_all_facts_of", count)
    assert said(anna) == "two"


def test_what_a_former_version_kept_is_neither_read_nor_spoiled() -> None:
    anna = make_user("anna")
    facts.cache.set(f"facts:{anna.pk}", former := ([None, None], {"said": "old"}), 60)
    assert said(anna) == ""
    assert facts.cache.get(f"facts:{anna.pk}") == former


def test_a_minute_is_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = {}
    monkeypatch.setattr(
        facts.cache, "set", lambda key, _value, seconds: heard.update({key: seconds})
    )
    said(anna := make_user("anna"))
    assert heard == {f"facts-kept:{anna.pk}": 60}
