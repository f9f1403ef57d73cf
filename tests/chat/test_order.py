"""Reading while others write: everybody sees everything, in the one order."""

import threading

import pytest
from django.db import connections, transaction

from chat import actions
from chat.models import Conversation, Message
from tests.chat.order import is_whole, numbers
from tests.factories import make_group, make_message, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds until something counts as stuck


@pytest.fixture
def group(ben):
    return make_group(ben)


class Reader(threading.Thread):
    """Asks "what came after my last change" until told to stop, and keeps what it saw."""

    def __init__(self, conversation, cursor="change"):
        super().__init__(daemon=True)
        self.rows, self.cursor = Message.objects.filter(conversation=conversation), cursor
        self.after, self.seen, self.done = 0, [], threading.Event()

    def run(self):
        try:
            while not self.done.is_set():
                self.look()
            self.look()
        finally:
            connections.close_all()

    def look(self):
        fresh = self.rows.filter(**{f"{self.cursor}__gt": self.after}).order_by(self.cursor)
        for row in fresh:
            self.after = getattr(row, self.cursor)
            self.seen.append(row.seq)


def test_E3_a_reader_that_asks_after_its_last_change_misses_nothing_of_overlapping_writers():
    people = [make_user(f"person{n}") for n in range(6)]
    group = make_group(*people)
    reader = Reader(group)
    reader.start()
    at_once(lambda n: [make_message(group, people[n], str(i)) for i in range(8)], times=6)
    reader.done.set()
    reader.join(PATIENCE)
    assert reader.seen == numbers(group) == list(range(1, 6 * 8 + 2))


class Slow(threading.Thread):
    """A transaction that runs `write` and commits only when it is let go."""

    def __init__(self, write):
        super().__init__(daemon=True)
        self.write, self.written, self.may_commit = write, threading.Event(), threading.Event()

    def __enter__(self):
        self.start()
        assert self.written.wait(PATIENCE)
        return self

    def __exit__(self, *error):
        self.commit()

    def run(self):
        try:
            with transaction.atomic():
                self.write()
                self.written.set()
                assert self.may_commit.wait(PATIENCE)
        finally:
            connections.close_all()

    def commit(self):
        self.may_commit.set()
        self.join(PATIENCE)


@pytest.mark.server  # SQLite lets one transaction write at a time, so there nothing overlaps
def test_E3_with_plain_ids_a_reader_would_miss_the_message_of_a_slower_transaction(group, anna):
    """The counter-example: why conversations hand out their numbers under a lock."""
    fields = {"conversation": group, "author": anna, "body": "unlocked"}
    reader = Reader(group, cursor="id")
    reader.look()
    with Slow(lambda: Message.objects.create(seq=2, change=2, **fields)) as slow:
        Message.objects.create(seq=3, change=3, **fields)
        reader.look()
        slow.commit()
    reader.look()
    assert numbers(group) == [1, 2, 3]
    assert reader.seen == [1, 3], "2 is lost to this reader for good"


@pytest.mark.server
def test_E3_the_message_of_a_slower_transaction_comes_first_and_is_seen_first(group, anna, ben):
    reader = Reader(group)
    reader.look()
    with Slow(lambda: make_message(group, anna, "slow")) as slow:
        quick = Slow(lambda: make_message(group, ben, "quick"))
        quick.may_commit.set()
        quick.start()
        assert not quick.written.wait(0.3), "the second did not wait for the first"
        reader.look()
        assert reader.seen == [1]
        slow.commit()
    quick.join(PATIENCE)
    reader.look()
    assert reader.seen == [1, 2, 3]
    assert list(group.messages.in_order().values_list("body", flat=True))[1:] == ["slow", "quick"]


def test_E3_all_kinds_of_changes_at_once_reach_a_reader(group, anna, ben):
    mine = [make_message(group, ben, str(n)) for n in range(TWELVE)]
    reader = Reader(group)
    reader.look()
    before = reader.after
    changes = [
        lambda message: actions.edit_message(by=ben, message=message, body="new words"),
        lambda message: actions.delete_message(by=ben, message=message),
        lambda message: actions.react_to_message(by=anna, message=message),
        lambda message: make_message(group, anna, reply_to=message),
    ]
    reader.seen.clear()
    reader.start()
    at_once(lambda n: changes[n % 4](mine[n]))
    reader.done.set()
    reader.join(PATIENCE)
    assert before < reader.after == Conversation.objects.get(pk=group.pk).last_change
    assert set(reader.seen) == set(numbers(group)[1:])
    assert is_whole(group)
