"""The box of an anonymous survey: ballots lie in it sealed, mixed and equally long.

It is filled one by one and emptied once, at the end. What may be seen before is counted inside:
of every question at least five answers more each time, and at least five are always held back, so
that neither two looks nor the last look and the end differ by fewer.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys import blind, disclosure, encryption, tally
from surveys.answers import Answers, longest_bytes
from surveys.models import BallotBatch, BallotBox, GroupKey, Survey
from surveys.models.surveys import FEWEST
from surveys.questionnaire import ROWS, Question, Questions

PER_BATCH = 50  # ballots: so much is rewritten when one is added
SHARE_OF_A_STEP = 20  # in large surveys a step is a twentieth, so that counting stays cheap
ROWS_FROM = 1000  # numbers of rows of a matrix begin here; below are places of questions
BYTES_OF_A_PART = 8  # of the number of a part that is shown
LENGTH = 4  # bytes that say how long a ballot is without its padding
chance = secrets.SystemRandom()


@dataclass
class SealedBallot:
    """A ballot in the box, and the parts of it (numbers of `_parts`) that results count already."""

    answers: Answers
    group: str = tally.EVERYBODY
    shown: list[int] = field(default_factory=list)


def prepare(survey: Survey, people: int) -> BallotBox:
    """Set a box up for at most `people` ballots, with a key of its own, and one for each group."""
    box = BallotBox.objects.create(
        survey=survey, **_new_key(survey), shown=encryption.encrypt(b"{}", f"shown {survey.pk}")
    )
    GroupKey.objects.bulk_create(
        GroupKey(ballot_box=box, group=group, **_new_key(survey)) for group in survey.groups
    )
    empty = [BallotBatch(ballot_box=box, sealed=b"") for _ in range(1 + people // PER_BATCH)]
    for batch in BallotBatch.objects.bulk_create(empty):
        _close(batch, [], survey.asked)
    return box


def _new_key(survey: Survey) -> dict[str, bytes]:
    key = blind.new_key()
    private = encryption.encrypt(blind.private_bytes(key), f"key {survey.pk}")
    return {"public_key": blind.public_bytes(key), "private_key": private}


def key_of(box: BallotBox, group: str) -> BallotBox | GroupKey:
    """What holds the keys of a group; those who belong to none share the one of the box.

    A token is signed with the key of the group its person belongs to, so a ballot cannot claim
    another: a group is what the company says, not what the sender says.
    """
    return box.group_keys.filter(group=group).first() or box if group else box


def private_key(box: BallotBox, key_row: BallotBox | GroupKey) -> blind.PrivateKey:
    """The key that signs tokens; it exists until the survey is counted."""
    return blind.read_private(encryption.decrypt(key_row.private_key, f"key {box.pk}"))


def add(box: BallotBox, questions: Questions, answers: Answers, group: str) -> None:
    """Put a ballot into the box, whose row the caller has locked."""
    batch = chance.choice(list(box.batches.all()))
    _close(batch, [*_open(batch), SealedBallot(answers, group)], questions)
    box.count += 1
    if box.count % max(FEWEST, box.count // SHARE_OF_A_STEP) == 0:
        _show_more(box, questions)
    box.save(update_fields=["count", "shown"])


def shown(box: BallotBox) -> tally.Tally:
    """What may be seen while the survey runs."""
    found: tally.Tally = json.loads(encryption.decrypt(box.shown, f"shown {box.pk}"))
    return found


def drain(box: BallotBox) -> list[SealedBallot]:
    """Every ballot, in no order."""
    ballots = [ballot for batch in box.batches.all() for ballot in _open(batch)]
    chance.shuffle(ballots)
    return ballots


def _show_more(box: BallotBox, questions: Questions) -> None:
    """Count further answers into what is shown, part by part, five or more at a time."""
    batches = [(batch, _open(batch)) for batch in box.batches.all()]
    ballots = [ballot for _batch, inside in batches for ballot in inside]
    counted = shown(box)
    for number, question, row in _parts(questions):
        for ballot in _due(ballots, number, question, row):
            ballot.shown.append(number)
            _count(counted, question, row, ballot.answers[question.key])
    box.shown = encryption.encrypt(json.dumps(counted).encode(), f"shown {box.pk}")
    for batch, inside in batches:
        _close(batch, inside, questions)


def _parts(questions: Questions) -> Iterator[tuple[int, Question, disclosure.Row]]:
    """What is shown while a survey runs, numbered: questions, and rows of matrices."""
    steady = disclosure.steady(questions)
    for place, question in enumerate(questions):
        if question.is_text or not steady[place]:
            continue
        yield place, question, None
        for row in range(len(question.rows)):
            yield ROWS_FROM + place * ROWS + row, question, row


def _count(counted: tally.Tally, question: Question, row: disclosure.Row, answer: Any) -> None:
    everybody = counted.setdefault(question.key, {}).setdefault(
        tally.EVERYBODY, tally.empty(question)
    )
    if row is not None:
        tally.add_row(everybody, row, answer[row])
    elif question.rows:
        everybody["n"] += 1  # its rows are counted by themselves
    else:
        tally.add_answer(everybody, question, answer)


def _due(
    ballots: Iterable[SealedBallot], number: int, question: Question, row: disclosure.Row
) -> list[SealedBallot]:
    """Ballots whose answer to this part may be shown now."""
    new = [
        ballot
        for ballot in ballots
        if number not in ballot.shown and disclosure.gives(question, ballot.answers, row)
    ]
    return chance.sample(new, len(new) - FEWEST) if len(new) >= 2 * FEWEST else []


# --- batches ------------------------------------------------------------------------------------
def _open(batch: BallotBatch) -> list[SealedBallot]:
    content = encryption.decrypt(batch.sealed, f"batch {batch.ballot_box_id} {batch.pk}")
    size = int.from_bytes(content[:LENGTH])
    records = (content[at : at + size] for at in range(LENGTH, len(content), size or 1))
    return [_read(record) for record in records]


def _close(batch: BallotBatch, ballots: Sequence[SealedBallot], questions: Questions) -> None:
    """Shuffle and seal: the whole batch is new each time, whatever was in it before."""
    parts = sum(1 + len(question.rows) for question in questions)
    size = longest_bytes(questions) + BYTES_OF_A_PART * parts + LENGTH
    mixed = chance.sample(list(ballots), len(ballots))
    content = size.to_bytes(LENGTH) + b"".join(_record(ballot, size) for ballot in mixed)
    batch.sealed = encryption.encrypt(content, f"batch {batch.ballot_box_id} {batch.pk}")
    batch.save(update_fields=["sealed"])


def _record(ballot: SealedBallot, size: int) -> bytes:
    facts: list[Any] = [ballot.answers, ballot.group, ballot.shown]
    written = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    return (len(written).to_bytes(LENGTH) + written).ljust(size, b"\0")


def _read(record: bytes) -> SealedBallot:
    length = int.from_bytes(record[:LENGTH])
    return SealedBallot(*json.loads(record[LENGTH : LENGTH + length]))
