"""An attacker who has everything but the secret of the site, and tries to say who answered what.

A case is one survey whose people all give different answers. The attacker reads a dump of every
table that has to do with surveys, row by row in the order in which they lie on the disk, with the
hidden columns of the database; such a dump after every single step; and the log. Each feature
gives one guess for each person. By luck a random order hits once per survey, however many people
there are; a feature that hits more often than luck can explain has found a leak.
"""

import logging
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.test import Client

from surveys.models import Ballot, FreeTextAnswer, Participation
from tests.surveys import making

PEOPLE = 20
Dump = dict[str, list[dict]]
Guess = list[tuple[int, str]]  # person, number he or she answered


@dataclass
class Case:
    """One survey: what happened, and what the attacker holds of it."""

    truth: dict[int, str] = field(default_factory=dict)  # person -> number
    words: dict[str, str] = field(default_factory=dict)  # text -> number
    backups: list[tuple[int, Dump]] = field(default_factory=list)  # who had just answered
    log: list[str] = field(default_factory=list)
    last: Dump = field(default_factory=dict)


# --- what happens -----------------------------------------------------------------------------
def run(people, chance: random.Random, hand_in: Callable, end: Callable) -> Case:
    """A survey in which everybody answers at once, and a backup is made after each of them."""
    survey = making.make_survey(*people, questions=[making.NUMBER, making.TEXT])
    case, log = Case(), Listener()
    numbers = chance.sample(range(10**8, 10**9), len(people))
    order = chance.sample(list(people), len(people))
    logging.getLogger().addHandler(log)
    logging.getLogger("flurfunk.requests").setLevel(logging.INFO)
    lengths = chance.sample(range(100), len(people))
    for person, number, length in zip(order, numbers, lengths, strict=True):
        words = f"because of {1_234_567_890 - number}" + "!" * length
        case.truth[person.pk], case.words[words] = str(number), str(number)
        hand_in(survey, person, {"number": number, "words": words})
        case.backups.append((person.pk, dump()))
    logging.getLogger().removeHandler(log)
    case.log = log.lines
    end(survey)
    case.last = dump()
    return case


def honest(survey, person, answers) -> None:
    """As a browser does it, without even waiting a moment in between."""
    token, signature = making.signed_over_http(survey, person)
    sent = making.hand_in_over_http(survey, token, signature, answers, Client())
    assert sent.status_code == 204, sent.content


class Listener(logging.Handler):
    """Everything that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {vars(record)}")


def dump() -> Dump:
    """Every row in its physical order, with what the database keeps beside it."""
    hidden = "ctid, xmin::text::bigint AS xmin" if on_postgresql() else "rowid AS place"
    order = "ctid" if on_postgresql() else "rowid"
    models = [*apps.get_app_config("surveys").get_models(), apps.get_model("kit", "OutboxEntry")]
    found = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"SELECT {hidden}, * FROM {table} ORDER BY {order}")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


# --- what the attacker tries ------------------------------------------------------------------
def rows(case: Case, model, key: str | None = None) -> list[dict]:
    """The rows of the last dump, as they lie or sorted by a column."""
    found = case.last[model._meta.db_table]
    return sorted(found, key=lambda row: str(row[key]).zfill(40)) if key else found


def numbers_of(ballots: list[dict]) -> list[str]:
    """The answers of ballots, whatever the database made of the JSON."""
    return ["".join(sign for sign in str(row["answers"]) if sign.isdigit()) for row in ballots]


def paired(left: list[int], right: list[str]) -> Guess:
    return list(zip(left, right, strict=False))


def by_place(case: Case) -> Guess:
    """Who came first has the ballot that lies first."""
    people = [row["user_id"] for row in rows(case, Participation)]
    return paired(people, numbers_of(rows(case, Ballot)))


def by_id(case: Case) -> Guess:
    """The same, by primary keys."""
    people = [row["user_id"] for row in rows(case, Participation, "id")]
    return paired(people, numbers_of(rows(case, Ballot, "id")))


def by_transaction(case: Case) -> Guess:
    """The same, by the number of the transaction that wrote the row."""
    people = [row["user_id"] for row in rows(case, Participation, written())]
    return paired(people, numbers_of(rows(case, Ballot, written())))


def written() -> str:
    """The column that tells which row was written first. PostgreSQL fills gaps in a table."""
    return "xmin" if on_postgresql() else "place"


def by_text(case: Case) -> Guess:
    """The same, by the texts: their order, and what else they give away."""
    people = [row["user_id"] for row in rows(case, Participation, written())]
    texts = [row["text"] for row in rows(case, FreeTextAnswer, written())]
    return paired(people, [case.words.get(text, "") for text in texts])


def by_backup(case: Case) -> Guess:
    """What is new in the backup after somebody has answered came from that person."""
    guesses, before = [], set()
    for person, backup in case.backups:
        cells = {str(bytes(c) if isinstance(c, memoryview) else c) for c in cells_of(backup)}
        new = " ".join(cells - before)
        guesses += [(person, number) for number in case.truth.values() if number in new]
        before |= cells
    return guesses


def by_growth(case: Case) -> Guess:
    """By how many bytes the database grew more for one person than for another, compared with how
    much longer one text is than another."""
    sizes = [sum(map(len, sealed(backup))) for _person, backup in case.backups]
    grown = [size - before for size, before in zip(sizes, [0, *sizes], strict=False)]
    texts = {row["text"]: len(row["text"]) for row in rows(case, FreeTextAnswer)}
    return [
        (person, case.words.get(text, ""))
        for size, (person, _backup) in zip(grown, case.backups, strict=True)
        for text, length in texts.items()
        if size - min(grown) == length - min(texts.values()) and min(grown) != max(grown[1:])
    ]


def sealed(backup: Dump) -> list[bytes]:
    """Every cell that is no text."""
    return [bytes(c) for c in cells_of(backup) if isinstance(c, bytes | memoryview)]


def by_log(case: Case) -> Guess:
    """Lines of the log about ballots, in their order; their words, if there are any."""
    guesses = [
        (person, number)
        for line in case.log
        for person, number in case.truth.items()
        if number in line
    ]
    told = [line for line in case.log if "ballots" in line]
    return guesses + paired(list(case.truth), numbers_of(rows(case, Ballot)) if told else [])


def by_spent_token(case: Case) -> Guess:
    """Spent tokens in their order, as far as they lead to a ballot."""
    spent = case.backups[-1][1]["surveys_spenttoken"]
    receipts = {row["receipt"]: row["user_id"] for row in
                case.backups[-1][1]["surveys_participation"]}  # fmt: skip
    people = [receipts[row["digest"]] for row in spent if row["digest"] in receipts]
    return paired(people or list(case.truth), numbers_of(rows(case, Ballot)))


def cells_of(backup: Dump) -> list:
    return [cell for table in backup.values() for row in table for cell in row.values()]


FEATURES = (
    by_place, by_id, by_transaction, by_text, by_backup, by_growth, by_log, by_spent_token,
)  # fmt: skip


def hits(case: Case, feature: Callable[[Case], Guess]) -> int:
    """How many people a feature guessed right, each counted once."""
    return len({person for person, number in feature(case) if case.truth.get(person) == number})


def most_by_luck(cases: int) -> int:
    """What luck exceeds less than once in some million runs: one hit per survey, Poisson."""
    return math.ceil(cases + 5 * math.sqrt(cases) + 3)
