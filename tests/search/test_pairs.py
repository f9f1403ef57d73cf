"""What people look for in the demo company is found, and stands first.

`WRITE_LISTS=1` writes lists.txt anew, after a change of the order or of the company's texts.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import User
from tests.search.conftest import TOLD, at_moment
from tests.search.pairs import LISTS, lists, pairs, place_of

FIRST, AMONG_THREE = 0.85, 0.95


@pytest.mark.usefixtures("nordwerk")
class TestPairs:
    """All questions of pairs.txt."""

    @pytest.fixture
    def meike(self):
        return User.objects.get(handle="meike-jansen")

    def test_there_are_enough_questions_in_both_languages(self):
        asked = Counter(pair.language for pair in pairs())
        assert asked["de"] >= 70 and asked["en"] >= 50

    def test_K2_what_is_meant_is_among_the_first_three_and_mostly_first(self, meike):
        places = {pair: place_of(pair, meike) for pair in pairs()}
        missed = [f"{pair.question} | {pair.words}" for pair, place in places.items() if not place]
        first = sum(place == 1 for place in places.values())
        assert len(missed) <= (1 - AMONG_THREE) * len(places), missed
        assert first >= FIRST * len(places), [p.question for p, n in places.items() if n != 1]

    def test_K2_all_day_long_a_question_gives_the_same_list(self, meike):
        midnight = (TOLD + timedelta(days=1)).replace(hour=0)
        found = []
        for hours in (0.01, 23.99):
            with at_moment(midnight + timedelta(hours=hours)):
                found.append(lists(meike))
        assert found[0].splitlines() == found[1].splitlines()

    def test_K2_both_databases_give_the_same_list(self, meike):
        found = lists(meike)
        if os.environ.get("WRITE_LISTS"):
            LISTS.write_text(found)
        assert found == LISTS.read_text()
