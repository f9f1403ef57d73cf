"""A conversation of 100,000 messages costs what one of 100 costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import queries, windows
from chat.models import Conversation, Message
from tests import profile
from tests.factories import make_group, make_message, make_user
from tests.statistics import analyze

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _swept(django_db_setup, django_db_blocker):
    """What the tests before took back lies in the table, and spoils how PostgreSQL plans."""
    if profile.IS_SERVER:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM chat_message")


FEW, MANY = 100, 100_000
NEW_UUID = "gen_random_uuid()" if profile.IS_SERVER else "lower(hex(randomblob(16)))"
COPIED = {"seq": "seq + {n}", "change": "change + {n}", "client_id": NEW_UUID}
if profile.IS_SERVER:  # only its plans are looked at, and they depend on how times are spread
    COPIED["created_at"] = "created_at + interval '10 seconds' * {n}"


def fill(conversation, count):
    """Copy what is written until there are `count` messages."""
    columns = [field.column for field in Message._meta.concrete_fields if not field.primary_key]
    copied = ", ".join(COPIED.get(column, column) for column in columns)
    conversation.refresh_from_db()
    there = conversation.last_seq
    while there < count:
        step = min(there, count - there)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO chat_message ({', '.join(columns)}) SELECT {copied.format(n=there)}"
                f" FROM chat_message WHERE conversation_id = {conversation.pk} AND seq <= {step}"
            )
        there += step
    last = Message.objects.get(conversation=conversation, seq=there)
    Conversation.objects.filter(pk=conversation.pk).update(
        last_seq=there, last_change=there, last_message=last
    )
    analyze()


class Room:
    """A group that Ben has read halfway, with replies and reactions in between."""

    def __init__(self, count):
        self.ben = make_user("ben")
        group = make_group(self.ben, name=f"Crew of {count}")
        first = make_message(group, body="The valve leaks")
        make_message(group, body="Which one?", reply_to=first)
        make_message(group, body="The red one", reply_to=first)
        old = timezone.now() - timedelta(days=30)
        group.messages.update(created_at=old)
        fill(group, count)
        group.participants.filter(user=self.ben).update(read_seq=count // 2)
        self.count, self.pk = count, group.pk
        self.day = old.date()

    @property
    def group(self):
        return queries.opened_conversation(self.ben, self.pk)

    def questions(self):
        """Everything that people do in a room, by name."""
        ben, group, middle = self.ben, self.group, self.count // 2
        return {
            "opening": lambda: windows.initial_window(ben, group),
            "around": lambda: windows.around(ben, group, middle),
            "earlier": lambda: windows.earlier(ben, group, middle),
            "later": lambda: windows.later(ben, group, middle),
            "changes": lambda: queries.changes(ben, group, middle),
            "news": lambda: queries.changes(ben, group, self.count - 1),
            "day": lambda: queries.seq_of_day(ben, group, self.day),
            "message": lambda: queries.one_message(ben, group.pk, middle),
            "frame": lambda: queries.opened_conversation(ben, group.pk),
            "list": lambda: queries.conversations(ben),
            "badge": lambda: queries.unread_count(ben),
        }


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured]


def plan(statement):
    """How PostgreSQL would go about it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}")
        return cursor.fetchone()[0]


def walks(node):
    """Whether a plan looks at every message there is."""
    if isinstance(node, list):
        return any(map(walks, node))
    if not isinstance(node, dict):
        return False
    is_walk = node.get("Node Type") == "Seq Scan" and node.get("Relation Name") == "chat_message"
    return is_walk or any(map(walks, node.values()))


def never_walks(statement):
    """Whether the plan is a good one; statistics are a sample, so a bad one gets two more."""
    for _sample in range(3):
        if not walks(plan(statement)):
            return True
        analyze("chat_message")
    return False


ADDRESSES = (
    "/chat/{pk}/",
    "/chat/{pk}/m/{middle}/",
    "/chat/{pk}/?before={middle}",
    "/chat/{pk}/?after={middle}",
    "/chat/{pk}/search/",
)
INDEXED = ("opening", "around", "earlier", "later", "changes", "news", "day", "message")


def test_a_room_of_100000_messages_takes_the_statements_of_one_of_100(client, count_queries):
    def measured(room):
        client.force_login(room.ben)
        asked = {name: len(statements(ask)) for name, ask in room.questions().items()}
        assert max(asked.values()) <= 5, asked
        for shape in ADDRESSES:
            address = shape.format(pk=room.pk, middle=room.count // 2)
            assert client.get(address).status_code == 200, address
            asked[shape] = count_queries(lambda a=address: client.get(a))
        assert max(asked.values()) <= 12, asked
        return asked

    assert measured(Room(MANY)) == measured(Room(FEW))


@pytest.mark.server
def test_no_question_of_a_long_room_walks_over_all_messages():
    room = Room(MANY)
    assert walks(plan("SELECT * FROM chat_message WHERE body = 'no index knows this'"))
    questions = room.questions()
    for name in INDEXED:
        for statement in statements(questions[name]):
            assert never_walks(statement), name
    meet_without_gap(room)


def meet_without_gap(room):
    """The windows of both directions, and the ends of the room."""
    ben, group = room.ben, room.group
    opening = windows.initial_window(ben, group)
    assert opening.unread_from == MANY // 2 + 1
    up, down = windows.earlier(ben, group, opening.first), windows.later(ben, group, opening.last)
    shown = [m.seq for window in (up, opening, down) for m in window.messages]
    assert shown == list(range(up.first, down.last + 1))
    assert not windows.earlier(ben, group, 40).has_earlier
    assert not windows.later(ben, group, MANY - 40).has_later
