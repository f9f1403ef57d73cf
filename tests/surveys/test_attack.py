"""G3: who holds the database, its backups and the logs cannot say who answered what."""

import logging
import os
import random

import pytest
from django.db import transaction
from django.utils import timezone

from kit.models import OutboxEntry
from surveys import ballot_box
from surveys.models import Ballot, BallotBatch, FreeTextAnswer, Participation, Survey
from tests.surveys import attack, making

SURVEYS = int(os.environ.get("ATTACKED_SURVEYS", "6"))  # 200 take some minutes
WEAK = 3


def cases(count, hand_in, end):
    chance, people = random.Random(9474), making.crowd(attack.PEOPLE)
    for _ in range(count):
        with transaction.atomic():
            yield attack.run(people, chance, hand_in, end)
            Participation.objects.all().delete()
            Ballot.objects.all().delete()
            FreeTextAnswer.objects.all().delete()
            Survey.objects.all().delete()
            OutboxEntry.objects.all().delete()


def test_G3_no_feature_links_answers_to_people_better_than_luck():
    found = dict.fromkeys(attack.FEATURES, 0)
    for case in cases(SURVEYS, attack.honest, making.end):
        assert len(case.last["surveys_ballot"]) == attack.PEOPLE
        for feature in attack.FEATURES:
            found[feature] += attack.hits(case, feature)
    leaks = {
        feature.__name__: count
        for feature, count in found.items()
        if count > attack.most_by_luck(SURVEYS)
    }
    assert not leaks


# --- the same attacker against schemes that were weakened on purpose ------------------------------
def share_of(case, feature):
    return attack.hits(case, feature) / attack.PEOPLE


def in_order(survey, person, answers):
    """Weak: the ballot is written at once, so it lies where its person lies."""
    making.a_token(survey, person)
    words = answers.pop("words")
    with transaction.atomic():  # one of its own, as in life: the rows say which
        Ballot.objects.create(survey=survey, answers=answers)
        FreeTextAnswer.objects.create(survey=survey, question="words", text=words)


def test_the_attack_succeeds_where_ballots_are_written_in_order():
    for case in cases(WEAK, in_order, lambda survey: None):
        assert share_of(case, attack.by_transaction) == 1
        assert share_of(case, attack.by_text) == 1
        assert share_of(case, attack.by_backup) == 1


def told(survey, person, answers):
    """Weak: the ballot is sealed and shuffled, but an event carries it along."""
    making.take_part(survey, person, answers)
    now = timezone.now()
    OutboxEntry.objects.create(event="told", payload=answers, created_at=now, due_at=now)


def test_the_attack_succeeds_where_an_event_carries_the_answers():
    for case in cases(WEAK, told, making.end):
        assert share_of(case, attack.by_backup) == 1
        assert share_of(case, attack.by_place) < 1


def tight(survey, person, answers):
    """Weak: what is sealed is as long as what it says."""
    making.take_part(survey, person, answers)
    others = Survey.objects.exclude(pk=survey.pk)
    spare = others.first() or making.make_survey(*survey.audience())
    BallotBatch.objects.create(ballot_box=spare.ballot_box, sealed=os.urandom(len(str(answers))))


def test_the_attack_succeeds_where_ballots_are_not_equally_long():
    found = sum(share_of(case, attack.by_growth) for case in cases(WEAK, tight, making.end))
    assert found / WEAK > 0.3  # texts of one length stay apart


def marked(survey, person, answers):
    """Weak: the log says when a ballot came."""
    in_order(survey, person, answers)
    logging.getLogger("weak").warning("ballots: %s", answers)


def test_the_attack_succeeds_where_the_log_tells():
    for case in cases(1, marked, lambda survey: None):
        assert share_of(case, attack.by_log) == 1


def test_sealed_batches_open_to_nobody_without_the_secret(settings):
    people = making.crowd(6)
    survey = making.make_survey(*people, questions=[making.NUMBER])
    making.take_part(survey, people[0], {"number": 4711})
    assert [one.answers for one in ballot_box.drain(survey.ballot_box)] == [{"number": 4711}]
    first, settings.SECRET_KEY = settings.SECRET_KEY, "another secret, a thief's guess" * 3
    with pytest.raises(ValueError, match="no longer known"):
        ballot_box.drain(survey.ballot_box)
    settings.SECRET_KEY_FALLBACKS = [first]
    assert len(ballot_box.drain(survey.ballot_box)) == 1
