"""Over random histories of votes, changes, withdrawals and answers: counters equal the rows."""

from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kit.http.exceptions import Problem
from polls import actions, counters
from polls.models import Participation, Poll, Vote
from tests.factories import make_poll, make_space, make_user

PEOPLE, OPTIONS = 4, 4  # the last person stands outside, the last option belongs to nobody
people = st.integers(0, PEOPLE - 1)
chosen = st.lists(st.integers(0, OPTIONS - 1), max_size=3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), people, chosen),
        st.tuples(st.just("withdraw"), people, st.just([])),
        st.tuples(st.just("add"), people, st.lists(st.integers(0, 3), min_size=1, max_size=1)),
        st.tuples(st.just("remove"), people, chosen.filter(bool)),
        st.tuples(st.just("close"), people, st.just([])),
    ),
    max_size=14,
)


@dataclass
class Model:
    """The poll as a table on paper: who holds which answers now."""

    is_multiple: bool
    is_anonymous: bool
    held: dict[int, frozenset[int]]
    ended: bool = False

    def vote(self, who: int, ids: set[int], known: set[int]) -> None:
        """Take the vote down if it counts."""
        again = self.is_anonymous and who in self.held
        fits = ids and ids <= known and (self.is_multiple or len(ids) == 1)
        if fits and not again and not self.ended and who < PEOPLE - 1:
            self.held[who] = frozenset(ids)

    def withdraw(self, who: int) -> None:
        """Strike the vote out if that is possible."""
        if not self.ended and not self.is_anonymous:
            self.held.pop(who, None)

    def close(self, who: int) -> None:
        """The author is the first person."""
        self.ended = self.ended or who == 0


class TestCounters(TestCase):
    """Named and anonymous, single and multiple."""

    @given(st.booleans(), st.booleans(), steps)
    def test_G1_counters_equal_what_people_hold_after_any_history(self, multiple, anonymous, taken):
        crowd = [make_user(f"p{n}") for n in range(PEOPLE)]
        poll = make_poll(
            crowd[0], make_space(*crowd[:-1], access="closed"), ["a", "b", "c"],
            is_multiple=multiple, is_anonymous=anonymous, allows_options=True,
        )  # fmt: skip
        model = Model(multiple, anonymous, {})
        ids = [*poll.options.values_list("pk", flat=True), 0]
        for name, who, numbers in taken:
            self.step(model, poll, crowd[who], name, who, [ids[n] for n in numbers], numbers)
        self.compare(model, poll)

    def step(self, model, poll, person, name, who, chosen_ids, numbers):
        """One step in the database and on paper."""
        known = set(poll.options.values_list("pk", flat=True))
        with suppress(Problem, Http404, PermissionDenied):
            if name == "vote":
                model.vote(who, set(chosen_ids), known)
                actions.vote(by=person, poll_id=poll.pk, option_ids=chosen_ids)
            elif name == "withdraw":
                model.withdraw(who)
                actions.withdraw_vote(by=person, poll_id=poll.pk)
            elif name == "add":
                actions.add_option(by=person, poll_id=poll.pk, text=f"more {numbers[0]}")
            elif name == "remove":
                actions.remove_option(by=person, poll_id=poll.pk, option_id=chosen_ids[0])
            else:
                model.close(who)
                actions.close_poll(by=person, poll=poll)

    def compare(self, model, poll):
        """Counters, rows and paper agree; a recount finds nothing to put right."""
        poll = Poll.objects.get(pk=poll.pk)
        assert poll.voter_count == len(model.held) == Participation.objects.count()
        for option in poll.options.all():
            holders = sum(option.pk in answers for answers in model.held.values())
            assert option.vote_count == holders
            rows = Vote.objects.filter(option=option).count()
            assert rows == (0 if poll.is_anonymous else holders)
        assert counters.recount() == {"polls": 0, "options": 0}


class TestRecount(TestCase):
    """What is wrong is found and put right."""

    def test_G1_a_wrong_counter_is_repaired_and_reported(self):
        anna = make_user("anna")
        poll, secret = make_poll(anna), make_poll(anna, is_anonymous=True)
        for one in (poll, secret):
            actions.vote(by=anna, poll_id=one.pk, option_ids=[one.options.first().pk])
        Poll.objects.update(voter_count=7)
        poll.options.update(vote_count=9)
        assert counters.recount() == {"polls": 2, "options": 2}
        assert set(Poll.objects.values_list("voter_count", flat=True)) == {1}
        assert secret.options.first().vote_count == 1  # no rows, so the counter is the record
        assert counters.recount() == {"polls": 0, "options": 0}
