"""The conversations of the demo company, and the long one for measurements."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from chat import counters, queries
from chat.models import Conversation, Message, MessageReaction, Participant, Planned
from demo import company
from demo.conversations import conversations
from demo.long_conversation import REPLY_EVERY, UNREAD, fill_conversation
from demo.paper import paper
from demo.pictures import SCENES
from kit.models import OutboxEntry
from tests.factories import make_message, make_user

TABLES = (Conversation, Message, MessageReaction, Participant, Planned)


def person(handle: str) -> User:
    return User.objects.get(handle=handle)


def listed(handle: str) -> list[Conversation]:
    user = person(handle)
    return [*queries.pinned(user), *queries.conversations(user).items]


def sizes() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_the_file_names_only_what_exists():
    handles = {one.handle for one in company.company()}
    for talk in conversations():
        keys = {saying.key for saying in talk.sayings} | {""}
        spoken = {saying.by for saying in talk.sayings} | {talk.by}
        assert {*talk.people, *talk.unread, *talk.pinned, *talk.muted, *spoken} <= handles
        for saying in talk.sayings:
            assert saying.text or saying.photos, talk.key
            assert saying.reply in keys
            assert {name for name, _words in saying.photos} <= set(SCENES)


@pytest.mark.usefixtures("nordwerk")
class TestTalks:
    """What is there after filling."""

    def test_everything_is_said_in_the_order_of_its_times(self):
        assert Conversation.objects.count() == len(conversations())
        assert Message.objects.filter(kind="text").count() == sum(
            len(t.sayings) for t in conversations()
        )
        for conversation in Conversation.objects.all():
            times = list(conversation.messages.in_order().values_list("created_at", flat=True))
            assert times == sorted(times)
            assert times[-1] == conversation.last_activity_at <= timezone.now()

    def test_only_replies_quote_something(self):
        replies = sum(bool(saying.reply) for talk in conversations() for saying in talk.sayings)
        quoting = Message.objects.exclude(reply_to=None)
        assert quoting.filter(kind="text").count() == replies
        ended = sum(s.question.has_ended for t in conversations() for s in t.sayings if s.question)
        assert quoting.filter(kind="outcome").count() == ended == 1
        answer = Message.objects.get(body__startswith="Yes: firmware")
        assert answer.reply_to.body.startswith("Bei mir Freitag in Mölln")

    def test_counters_equal_the_rows_and_nobody_is_notified(self):
        assert counters.recount() == {"messages": 0}
        assert not OutboxEntry.objects.filter(event__startswith="chat.").exists()

    def test_the_list_of_the_technician_begins_as_it_was_drawn(self):
        titles = [one.title for one in listed(company.TECHNICIAN)]
        assert titles[:3] == ["Bereitschaft Nord", "Frank Wieczorek", "Rückruf Dialyse"]
        assert {"Aleksandra Nowak", "Jonas Petersen", "Hanna Lindqvist", "Fuhrpark"} <= set(titles)

    @pytest.mark.parametrize("handle", company.SIGN_INS)
    def test_everybody_who_may_sign_in_has_something_unread(self, handle):
        expected = {t.key: t.unread[handle] for t in conversations() if handle in t.unread}
        assert sorted(one.unread for one in listed(handle) if one.unread) == sorted(
            expected.values()
        )

    def test_a_muted_conversation_makes_no_badge(self):
        unread = [one for one in listed(company.TECHNICIAN) if one.unread]
        assert queries.unread_count(person(company.TECHNICIAN)) == len(unread) - 1

    def test_members_of_a_space_begin_with_nothing_unread(self):
        talk = Conversation.objects.get(space__slug="fuhrpark")
        assert talk.participants.count() == talk.space.member_count

    def test_nobody_reacts_to_what_he_or_she_has_not_read(self):
        for mark in MessageReaction.objects.select_related("message"):
            rows = Participant.objects.filter(conversation=mark.message.conversation_id)
            assert rows.get(user=mark.user_id).read_seq >= mark.message.seq

    def test_some_messages_wait_for_their_time(self):
        assert Planned.objects.count() == sum(len(talk.plans) for talk in conversations()) > 0
        assert not Planned.objects.filter(due_at__lte=timezone.now()).exists()

    def test_filling_again_changes_nothing(self):
        before = sizes()
        company.fill(lambda words: None, pictures=False)
        assert sizes() == before


def test_photos_and_papers_hang_below_their_messages(settings, tmp_path):
    from demo.conversation_writer import ConversationWriter

    settings.MEDIA_ROOT = tmp_path
    company.add_people(timezone.now())
    people = {user.handle: user for user in User.objects.all()}
    place = next(one for one in company.places() if one.slug == "fuhrpark")
    space = company.found(place, people)
    ConversationWriter(people, {"fuhrpark": space}, timezone.now()).write_all()
    talk = Conversation.objects.get(name="Bereitschaft Nord")
    names = list(talk.files.values_list("name", flat=True))
    assert names == ["boiler.webp", "Checkliste Firmware 4.2.1.pdf"]
    assert talk.files.get(name__endswith=".pdf").content_type == "application/pdf"


def test_a_paper_is_one_page_with_its_lines():
    made = BytesIO(paper("Heading", ["(one)", "zwölf"])).getvalue()
    assert made.startswith(b"%PDF-1.4") and made.endswith(b"%%EOF\n")
    assert b"(\\(one\\))" in made and "zwölf".encode("cp1252") in made
    start = int(made.rsplit(b"startxref\n", 1)[1].split()[0])
    assert made[start:].startswith(b"xref")


# --- the long one --------------------------------------------------------------------------------
def test_a_long_room_is_numbered_without_gap_and_goes_on():
    people = [make_user(name) for name in ("anna", "ben", "carl")]
    group = fill_conversation(people, 300)
    rows = group.messages.in_order()
    assert [(row.seq, row.change) for row in rows] == [(n, n) for n in range(1, 302)]
    assert counters.recount() == {"messages": 0}
    assert rows.exclude(root=None).count() == 300 // REPLY_EVERY
    mine = Conversation.objects.with_participation_of(people[0]).get()
    assert (mine.unread, mine.last_message) == (UNREAD, rows.last())
    assert make_message(group, people[1]).seq == 302


def test_the_command_fills_a_room_for_people_who_are_there():
    out = StringIO()
    make_user("anna")
    make_user("ben")
    call_command("demo", "conversation", "ben", "anna", messages=20, stdout=out)
    group = Conversation.objects.get()
    assert (group.author.handle, group.last_seq) == ("ben", 21)
    assert group.get_absolute_url() in out.getvalue()
    call_command("demo", "conversation", messages=20, stdout=out)
    for wrong in ("--messages=0", "nobody"):
        with pytest.raises(CommandError):
            call_command("demo", "conversation", wrong, stdout=out)
