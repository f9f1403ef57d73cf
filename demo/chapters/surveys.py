"""What Nordwerk asks and answers; anonymous answers go the same sealed way as everybody's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from demo.history import history, identity
from demo.people import read_facts
from spaces.models import Space
from surveys import actions, ballot_box, blind
from surveys.models import ResultVisibility, Survey

OWN = ("weights", "texts")  # of a question: how people answer it
WRITING = 0.35  # the share of people who write something
SILENT = "meike-jansen"  # the technician of the demo has not answered anything yet


def write(
    people: dict[str, User], spaces: dict[str, Space], now: datetime, *, pictures: bool
) -> str:
    """Every survey of the company, answered."""
    listed = read_facts("surveys.toml")["survey"]
    for facts in listed:
        with history():
            _ask(facts, people, spaces, now)
    return f"{len(listed)} surveys are asked and answered."


def _ask(
    facts: dict[str, Any], people: dict[str, User], spaces: dict[str, Space], now: datetime
) -> None:
    key = identity("survey", facts["key"])
    if Survey.objects.filter(client_id=key).exists():
        return
    begun, ends = (now + timedelta(days=day) for day in facts["days"])
    author = people[facts["by"]]
    survey = actions.create_survey(
        by=author,
        title=facts["title"],
        intro=facts["intro"],
        spaces=[spaces[slug] for slug in facts["in"]],
        anonymous=not facts.get("named", False),
        by_department=facts.get("compared", False),
        shown_to=facts.get("shown_to", ResultVisibility.AUDIENCE),
        questions=[_asked(question) for question in facts["question"]],
        ends_at=now + timedelta(days=1),
        client_id=key,
    )
    survey = actions.publish_survey(by=author, survey=survey)
    _answer(survey, facts, author)
    Survey.objects.filter(pk=survey.pk).update(opens_at=begun, ends_at=ends, published_at=begun)
    actions.close_due()


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in question.items() if name not in OWN}


def _answer(survey: Survey, facts: dict[str, Any], author: User) -> None:
    chance = Random(facts["key"])
    asked = list(survey.audience().exclude(handle__in=[SILENT, author.handle]).order_by("handle"))
    for person in chance.sample(asked, min(facts["people"], len(asked))):
        answers = dict(_answers(facts["question"], chance))
        if survey.anonymous:
            _hand_in(survey, person, answers)
        else:
            actions.finish_response(by=person, survey=survey, answers=answers)


def _hand_in(survey: Survey, person: User, answers: dict[str, Any]) -> None:
    group = survey.group_of(person)
    public = blind.read_public(ballot_box.key_of(survey.ballot_box, group).public_key)
    token = blind.new_token()
    blinded, inverse = blind.blind(public, token)
    signed = actions.sign_token(by=person, survey=survey, blinded=blinded)
    signature = blind.finalize(public, token, signed, inverse)
    actions.hand_in(
        survey_id=survey.pk, token=token, signature=signature, answers=answers, group=group
    )


def _answers(questions: Iterable[dict[str, Any]], chance: Random) -> Iterable[tuple[str, Any]]:
    for question in questions:
        if "texts" in question:
            wrote = chance.random() < WRITING
            yield question["key"], chance.choice(question["texts"]) if wrote else None
        else:
            yield question["key"], _chosen(question, chance)


def _chosen(question: dict[str, Any], chance: Random) -> Any:
    weights, kind = question["weights"], question["kind"]
    options = range(len(weights))
    if kind == "multiple":
        return sorted(set(chance.choices(options, weights, k=2)))
    if kind == "matrix":
        return [chance.choices(options, weights)[0] for _row in question["rows"]]
    if kind == "ranking":
        return sorted(options, key=lambda option: -chance.random() * weights[option])
    return chance.choices(options, weights)[0] + (1 if kind == "scale" else 0)
