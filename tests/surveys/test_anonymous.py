"""G3, G1: taking part anonymously. Tokens are signed once, spent once, and tell nothing."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from kit.http import throttling
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from surveys import actions, ballot_box, blind
from surveys.models import Ballot, BallotBox, FreeTextAnswer, Participation, SpentToken, Survey
from tests.factories import make_user
from tests.surveys import making
from tests.together import TWELVE, at_once

FINE = {"mood": 3, "pick": 1, "number": 7, "words": "Because"}


@pytest.fixture
def people():
    return making.crowd(8)


@pytest.fixture
def survey(people):
    return making.make_survey(*people)


def blinded_for(survey):
    return blind.blind(blind.read_public(survey.ballot_box.public_key), blind.new_token())[0]


# --- signing --------------------------------------------------------------------------------------
def test_G1_a_person_gets_one_signature_and_the_same_one_again(survey, people):
    blinded = blinded_for(survey)
    first = actions.sign_token(by=people[0], survey=survey, blinded=blinded)
    assert actions.sign_token(by=people[0], survey=survey, blinded=blinded) == first
    with pytest.raises(Conflict) as refused:
        actions.sign_token(by=people[0], survey=survey, blinded=blinded_for(survey))
    assert refused.value.code == "took_part"
    assert Participation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_different_tokens_at_once_give_one_signature(survey, people):
    waiting = [blinded_for(survey) for _ in range(TWELVE)]

    def ask(number):
        try:
            return actions.sign_token(by=people[0], survey=survey, blinded=waiting[number])
        except Conflict as conflict:
            return conflict.code

    answers = at_once(ask)
    assert answers.count("took_part") == TWELVE - 1
    assert Participation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_requests_at_once_give_the_same_signature(survey, people):
    blinded = blinded_for(survey)
    signed = at_once(lambda _n: actions.sign_token(by=people[0], survey=survey, blinded=blinded))
    assert len(set(signed)) == 1
    assert Participation.objects.count() == 1


def test_G2_nobody_outside_the_audience_gets_a_signature(survey):
    with pytest.raises(PermissionDenied):
        actions.sign_token(by=make_user("eve"), survey=survey, blinded=blinded_for(survey))


def test_G2_nothing_is_signed_before_the_beginning_and_after_the_end(survey, people):
    blinded, now = blinded_for(survey), timezone.now()
    for begins, ends in ((1, 2), (-2, -1)):
        times = {"opens_at": now + timedelta(hours=begins), "ends_at": now + timedelta(hours=ends)}
        Survey.objects.filter(pk=survey.pk).update(**times)
        with pytest.raises(Problem) as refused:
            actions.sign_token(by=people[0], survey=survey, blinded=blinded)
        assert refused.value.code == "closed"
    assert not Participation.objects.exists()


@pytest.mark.parametrize("blinded", [b"", b"x", b"\xff" * 256])
def test_a_message_that_is_none_costs_nobody_the_right(survey, people, blinded):
    with pytest.raises(Problem):
        actions.sign_token(by=people[0], survey=survey, blinded=blinded)
    assert not Participation.objects.exists()


# --- handing in -----------------------------------------------------------------------------------
def hand_in(survey, token, signature, answers=FINE, **more):
    actions.hand_in(survey_id=survey.pk, token=token, signature=signature, answers=answers, **more)


def refusal(*args, **more):
    with pytest.raises(Problem) as refused:
        hand_in(*args, **more)
    return refused.value.code


def test_G3_a_token_counts_once(survey, people):
    token, signature = making.a_token(survey, people[0])
    hand_in(survey, token, signature)
    assert refusal(survey, token, signature) == "token_spent"
    assert refusal(survey, token, signature, {**FINE, "mood": 1}) == "token_spent"
    assert len(ballot_box.drain(BallotBox.objects.get())) == BallotBox.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_ballots_at_once_count_once(survey, people):
    token, signature = making.a_token(survey, people[0])

    def send(_number):
        return making.hand_in_over_http(survey, token, signature, FINE).status_code

    assert sorted(at_once(send)) == [204] + [409] * (TWELVE - 1)
    assert len(ballot_box.drain(BallotBox.objects.get())) == SpentToken.objects.count() == 1


def test_G3_forged_and_foreign_tokens_are_refused(survey, people):
    token, signature = making.a_token(survey, people[0])
    other = making.make_survey(*people, title="Another")
    theirs, their_signature = making.a_token(other, people[1])
    assert refusal(survey, token, b"\0" * 256) == "forged"
    assert refusal(survey, blind.new_token(), signature) == "forged"
    assert refusal(survey, token[:-1], signature) == "forged"
    assert refusal(survey, theirs, their_signature) == "forged"
    assert BallotBox.objects.get(pk=survey.pk).count == 0


def test_a_survey_that_does_not_exist_answers_like_a_forged_token(survey):
    nothing = {"token": b"x" * 64, "signature": b"x" * 256}
    real = making.hand_in_over_http(survey, **nothing, answers={})
    survey.pk = 4711
    unknown = making.hand_in_over_http(survey, **nothing, answers={})
    assert real.status_code == unknown.status_code == 400
    assert real.content == unknown.content


def test_a_refused_ballot_does_not_spend_its_token(survey, people):
    token, signature = making.a_token(survey, people[0])
    assert refusal(survey, token, signature, {"mood": 99}) == "invalid_answer"
    assert refusal(survey, token, signature, {"nonsense": 1}) == "unknown_question"
    assert refusal(survey, token, signature, FINE, group="Secret service") == "unknown_group"
    hand_in(survey, token, signature)


def test_G2_a_ballot_may_be_on_its_way_for_some_minutes_and_no_longer(survey, people):
    early, late = making.a_token(survey, people[0]), making.a_token(survey, people[1])
    for minutes, expected in ((10, None), (16, "closed")):
        ended = timezone.now() - timedelta(minutes=minutes)
        Survey.objects.filter(pk=survey.pk).update(ends_at=ended)
        if expected is None:
            hand_in(survey, *early)
        else:
            assert refusal(survey, *late) == expected
    making.end(survey)
    assert refusal(survey, *late) == "closed"


# --- the address that does not know who asks ------------------------------------------------------
def test_G3_the_address_reads_no_cookie_key_or_address_and_counts_no_rate(survey, people):
    token, signature = making.a_token(survey, people[0])
    client = Client(
        REMOTE_ADDR="203.0.113.7",
        HTTP_AUTHORIZATION="Bearer ff_nonsense",
        HTTP_USER_AGENT="Spy/1",
        HTTP_X_FORWARDED_FOR="203.0.113.7",
    )
    client.force_login(people[0])
    cache.clear()
    sent = making.hand_in_over_http(survey, token, signature, FINE, client)
    assert sent.status_code == 204
    assert not sent.cookies
    assert cache.get(throttling.key_of(people[0], throttling.EVERYTHING)) is None
    assert sent.wsgi_request.META.get("REMOTE_ADDR") == ""
    assert not [name for name in sent.wsgi_request.META if "COOKIE" in name or "AGENT" in name]
    assert not sent.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("is_genuine", [True, False])
def test_G3_H3_the_log_says_nothing_about_a_ballot(survey, people, caplog, is_genuine):
    caplog.set_level(logging.DEBUG)
    token, signature = making.a_token(survey, people[0])
    caplog.clear()
    making.hand_in_over_http(survey, token, signature if is_genuine else b"x", FINE)
    told = [record for record in caplog.records if not record.name.startswith("asyncio")]
    assert [record.getMessage() for record in told if "django.db" not in record.name] == []


def test_G3_no_event_names_a_person_or_an_answer(survey, people):
    for person in people:
        making.take_part(survey, person, FINE)
    making.end(survey)
    told = json.dumps(
        list(OutboxEntry.objects.filter(event__startswith="surveys").values("payload"))
    )
    assert "Because" not in told
    assert json.loads(told)[-1] == {"payload": {"survey_id": survey.pk}}


# --- the end --------------------------------------------------------------------------------------
def test_G3_at_the_end_ballots_are_written_without_texts_and_the_key_is_destroyed(survey, people):
    for number, person in enumerate(people):
        making.take_part(survey, person, {**FINE, "number": number, "words": f"text {number}"})
    assert not Ballot.objects.exists()
    ended = making.end(survey)
    assert ended.tally["ballots"] == Ballot.objects.count() == len(people)
    assert {ballot.answers["number"] for ballot in Ballot.objects.all()} == set(range(8))
    assert all("words" not in ballot.answers for ballot in Ballot.objects.all())
    assert {remark.text for remark in FreeTextAnswer.objects.all()} == {
        f"text {n}" for n in range(8)
    }
    assert not BallotBox.objects.exists()
    assert not SpentToken.objects.exists()
    assert set(Participation.objects.values_list("receipt", flat=True)) == {""}


def test_F3_counting_twice_counts_once(survey, people):
    for person in people:
        making.take_part(survey, person, FINE)
    making.end(survey)
    assert actions.close_due() == 0
    assert Ballot.objects.count() == len(people)


def test_G4_fewer_than_five_answers_are_never_written(survey, people):
    for person in people[:4]:
        making.take_part(survey, person, FINE)
    assert making.end(survey).tally == {"ballots": 0, "questions": {}}
    assert not Ballot.objects.exists()
    assert not FreeTextAnswer.objects.exists()


def test_participation_and_ballots_share_no_column(survey):
    names = {field.column for field in Participation._meta.fields} - {"id", "survey_id"}
    others = {
        field.column
        for model in (Ballot, FreeTextAnswer, SpentToken)
        for field in model._meta.fields
    }
    assert names == {"user_id", "receipt"}
    assert not names & others
    assert not [name for name in others if "at" in name.split("_") or "user" in name]


# --- tokens and batches ---------------------------------------------------------------------------
@pytest.mark.parametrize("length", [0, 1, 63, 65, 200])
def test_G3_a_token_of_another_length_is_forged_however_it_was_signed(survey, people, length):
    """Whoever chooses the length marks the ballot: it is kept as a digest, but it travels."""
    public, token = blind.read_public(survey.ballot_box.public_key), b"x" * length
    blinded, inverse = blind.blind(public, token)
    signed = actions.sign_token(by=people[0], survey=survey, blinded=blinded)
    signature = blind.finalize(public, token, signed, inverse)
    assert refusal(survey, token, signature, FINE) == "forged"
    assert not SpentToken.objects.exists()


def test_G3_inside_a_sealed_batch_ballots_do_not_lie_in_their_order(survey):
    """Who opens it later with the secret must not read from the order who came first."""
    for number in range(12):
        ballot_box.add(survey.ballot_box, survey.asked, {"number": number}, "")
    (batch,) = survey.ballot_box.batches.all()
    inside = [one.answers["number"] for one in ballot_box._open(batch)]
    assert inside != sorted(inside)
    assert sorted(inside) == list(range(12))
