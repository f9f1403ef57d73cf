"""Surveys for tests, and people who take part in them: plain functions."""

import base64
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from spaces.models import Membership
from surveys import actions, ballot_box, blind
from surveys.models import Participation, Response, Survey
from tests.factories import make_space, make_user
from tests.signed_in import make_people

SCALE = {"key": "mood", "kind": "scale", "text": "How are you?", "steps": 5}
SINGLE = {"key": "pick", "kind": "single", "text": "Which one?", "options": ["A", "B", "C"]}
NUMBER = {"key": "number", "kind": "number", "text": "How many?"}
TEXT = {"key": "words", "kind": "short", "text": "Why?"}
QUESTIONS = [SCALE, SINGLE, NUMBER, TEXT]


def crowd(count, **fields):
    """People of one company."""
    return [make_user(f"person-{n}", **fields) for n in range(count)]


def make_survey(*people, questions=None, author=None, is_published=True, **fields):
    """A published survey of Anna among `people`, in a closed space of their own."""
    author = author or make_user("anna", role="editor")
    space = fields.pop("space", None) or make_space(author, *people, access="closed")
    survey = actions.create_survey(
        by=author,
        **{
            "title": "How are we?",
            "spaces": [space],
            "ends_at": timezone.now() + timedelta(days=7),
            "questions": QUESTIONS if questions is None else questions,
            **fields,
        },
    )
    return actions.publish_survey(by=author, survey=survey) if is_published else survey


def a_token(survey, person):
    """A token and its signature, obtained by `person`."""
    key_row = ballot_box.key_of(survey.ballot_box, survey.group_of(person))
    public = blind.read_public(key_row.public_key)
    token = blind.new_token()
    blinded, inverse = blind.blind(public, token)
    signed = actions.sign_token(by=person, survey=survey, blinded=blinded)
    return token, blind.finalize(public, token, signed, inverse)


def take_part(survey, person, answers, group=None):
    """Everything one person does, through the actions."""
    token, signature = a_token(survey, person)
    group = survey.group_of(person) if group is None else group
    actions.hand_in(
        survey_id=survey.pk, token=token, signature=signature, answers=answers, group=group
    )


def end(survey, **ago):
    """Let the survey have ended, and the clock count it."""
    ended = timezone.now() - timedelta(**(ago or {"hours": 1}))
    Survey.objects.filter(pk=survey.pk).update(ends_at=ended, opens_at=ended - timedelta(days=1))
    actions.close_due()
    return Survey.objects.get(pk=survey.pk)


# --- over the network -----------------------------------------------------------------------------
def octets(data):
    """Bytes as the API writes them."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_octets(text):
    """Bytes as the API reads them."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed_over_http(survey, person):
    """The same as `a_token`, through the API, as a browser does it."""
    client = Client()
    client.force_login(person)
    address = f"/api/v1/surveys/{survey.pk}/participation/"
    public = blind.read_public(from_octets(client.get(address).json()["key"]))
    token = blind.new_token()
    blinded, inverse = blind.blind(public, token)
    answer = client.put(address, {"blinded": octets(blinded)}, content_type="application/json")
    signed = from_octets(answer.json()["signature"])
    return token, blind.finalize(public, token, signed, inverse)


def hand_in_over_http(survey, token, signature, answers, client=None, **more):
    """The ballot, sent by nobody."""
    sent = {"token": octets(token), "signature": octets(signature), "answers": answers, **more}
    address = f"/api/v1/surveys/{survey.pk}/ballots/"
    return (client or Client()).post(address, sent, content_type="application/json")


def make_answered(author, *readers, count=5_000, is_over=False):
    """A named survey of `author` with so many answers, among them a text each."""
    people = make_people(count, "asked-")
    space = make_space(author, *readers, access="closed")
    Membership.objects.bulk_create(Membership(space=space, user=person) for person in people)
    survey = make_survey(author=author, space=space, anonymous=False, questions=QUESTIONS)
    now = timezone.now()
    Response.objects.bulk_create(
        Response(
            survey=survey,
            user=person,
            answers={"mood": 1 + n % 5, "pick": n % 3, "number": n % 40, "words": f"Because {n}"},
            finished_at=now,
        )
        for n, person in enumerate(people)
    )
    Participation.objects.bulk_create(Participation(survey=survey, user=one) for one in people)
    return end(survey) if is_over else survey
