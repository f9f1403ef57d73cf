"""Pages of conversations, as a browser with and without script asks for them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chat import actions
from chat.models import ChatFile, Conversation, Draft, Message, Participant, Planned
from spaces.actions import remove_member
from tests.factories import make_group, make_message, make_space, make_user

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]

SWAP = {"HX-Request": "true"}
QUEUE = {"Accept": "application/json"}


@pytest.fixture
def group(ben):
    return make_group(ben, make_user("carl"), name="Crew North")


def shown(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# --- the list ------------------------------------------------------------------------------------
def test_the_list_shows_who_wrote_last_and_what_is_new(client, group):
    make_message(group, body="The **red** valve")
    html = shown(client.get("/chat/"))
    assert "Crew North" in html
    assert "Anna: The red valve" in html
    assert "2 unread" in html


def test_an_empty_list_says_what_to_do(client, ben):
    assert "No conversations yet" in shown(client.get("/chat/"))
    assert "No archived chats" in shown(client.get("/chat/?archived"))


def test_the_conversation_of_a_space_is_listed_once_somebody_wrote(client, ben, anna):
    talk = actions.open_space_conversation(by=anna, space=make_space(anna, ben, name="Vans"))
    assert talk.get_absolute_url() not in shown(client.get("/chat/"))
    make_message(talk)
    assert talk.get_absolute_url() in shown(client.get("/chat/"))


def test_pinned_conversations_stand_first(client, ben, anna, group):
    talk = actions.open_direct(by=anna, person=ben)
    make_message(talk)
    client.put(f"/chat/{group.pk}/pin/")
    html = shown(client.get("/chat/"))
    assert html.index("Crew North") < html.index("Anna Test")


def test_what_is_put_away_comes_back_with_a_new_message(client, group):
    address = group.get_absolute_url()
    client.put(f"/chat/{group.pk}/archive/")
    assert address not in shown(client.get("/chat/"))
    assert address in shown(client.get("/chat/?archived"))
    make_message(group)
    assert address in shown(client.get("/chat/"))


def test_a_draft_stands_in_the_list_instead_of_the_last_message(client, ben, group):
    client.put(f"/chat/{group.pk}/draft/", "body=half+a+thou", "application/x-www-form-urlencoded")
    assert "half a thou" in shown(client.get("/chat/"))
    assert "half a thou" in shown(client.get(f"/chat/{group.pk}/"))
    client.put(f"/chat/{group.pk}/draft/", "body=", "application/x-www-form-urlencoded")
    assert not Draft.objects.exists()


def test_the_draft_of_a_room_stands_not_in_its_threads(client, ben, group):
    question = make_message(group, ben)
    actions.keep_draft(by=ben, conversation=group, body="half a thou")
    assert "half a thou" not in shown(client.get(f"/chat/{group.pk}/t/{question.seq}/"))
    assert "half a thou" not in shown(
        client.get(f"/chat/{group.pk}/t/{question.seq}/", headers=SWAP)
    )


def test_nobody_sees_the_draft_of_another(client, ben, anna, group):
    actions.keep_draft(by=anna, conversation=group, body="private words")
    assert "private words" not in shown(client.get(f"/chat/{group.pk}/"))
    assert "private words" not in shown(client.get("/chat/"))


# --- the badge -----------------------------------------------------------------------------------
def test_the_badge_counts_conversations_with_something_new(client, ben, anna, group):
    make_message(group)
    make_message(group)
    make_message(actions.open_direct(by=anna, person=ben))
    assert 'data-count="2"' in shown(client.get("/chat/unread/", headers=SWAP))
    client.put(f"/chat/{group.pk}/mute/")
    assert 'data-count="1"' in shown(client.get("/chat/unread/", headers=SWAP))


def test_a_space_counts_for_members_who_never_opened_it_and_for_nobody_else(client, ben, anna):
    space = make_space(anna, ben)
    make_message(actions.open_space_conversation(by=anna, space=space))
    assert 'data-count="1"' in shown(client.get("/chat/unread/", headers=SWAP))
    remove_member(by=None, space=space, user=ben)
    assert 'data-count="0"' in shown(client.get("/chat/unread/", headers=SWAP))


def test_the_badge_costs_two_queries_beside_the_sign_in(client, count_queries, group):
    client.get("/chat/unread/")
    assert count_queries(lambda: client.get("/chat/unread/", headers=SWAP)) <= 4


# --- the room ------------------------------------------------------------------------------------
def test_the_room_opens_at_the_unread_line(client, ben, group):
    for number in range(60):
        make_message(group, body=f"message {number}")
    actions.mark_read(by=ben, conversation=group, upto=40)
    html = shown(client.get(f"/chat/{group.pk}/"))
    line = html.index('id="unread-line"')
    assert html.index('id="m-40"') < line < html.index('id="m-41"')
    assert "21 new since" in html
    assert 'id="m-16"' not in html  # a window only
    assert "data-earlier" in html


def test_further_windows_come_in_both_directions(client, ben, group):
    for number in range(200):
        make_message(group, body=f"message {number}")
    room = f"/chat/{group.pk}/"
    above = shown(client.get(f"{room}?before=100", headers=SWAP))
    assert [int(n) for n in re.findall(r'data-seq="(\d+)"', above)] == list(range(50, 100))
    below = shown(client.get(f"{room}?after=100", headers=SWAP))
    assert [int(n) for n in re.findall(r'data-seq="(\d+)"', below)] == list(range(101, 151))
    around = shown(client.get(f"{room}?around=3", headers=SWAP))
    assert "data-earlier" not in around
    assert "data-later" in around


def test_a_link_to_a_message_opens_the_room_there(client, ben, group):
    for number in range(120):
        make_message(group, body=f"message {number}")
    actions.mark_read(by=ben, conversation=group, upto=200)
    html = shown(client.get(f"/chat/{group.pk}/m/10/"))
    assert 'data-sought="10"' in html
    assert 'id="m-10"' in html
    assert client.get(f"/chat/{group.pk}/m/999/").status_code == 404


def test_one_jumps_to_a_day(client, ben, group):
    for number in range(100):
        make_message(group, body=f"message {number}")
    old = timezone.now() - timedelta(days=3)
    Message.objects.filter(seq__lte=20).update(created_at=old)
    html = shown(client.get(f"/chat/{group.pk}/?date={timezone.localdate()}"))
    assert 'id="m-21"' in html
    assert client.get(f"/chat/{group.pk}/?date=someday").status_code == 400


def test_messages_of_one_breath_belong_together(client, ben, anna, group):
    make_message(group, anna)
    make_message(group, anna)
    make_message(group, ben)
    html = shown(client.get(f"/chat/{group.pk}/"))
    assert html.count("msg--cont") == 1
    assert len(re.findall(r'class="msg msg--me" id="m-', html)) == 1


def test_who_joined_later_does_not_see_what_was_before(client, ben, anna):
    group = make_group(make_user("carl"), history="joining")
    first = make_message(group, anna, "old secret")
    actions.add_participants(by=anna, conversation=group, people=[ben])
    make_message(group, make_user("carl"), "as I said", reply_to=first)
    html = shown(client.get(f"/chat/{group.pk}/"))
    assert "old secret" not in html
    assert "A message from before you joined" in html
    assert client.get(f"/chat/{group.pk}/m/{first.seq}/").status_code == 404
    assert client.get(f"/chat/{group.pk}/t/{first.seq}/").status_code == 404
    assert "old secret" not in shown(
        client.get(f"/chat/{group.pk}/messages/?after=0", headers=SWAP)
    )


def test_a_deleted_message_leaves_a_placeholder_here_and_in_quotes(client, anna, ben, group):
    message = make_message(group, anna, "wrong words")
    make_message(group, ben, "what?", reply_to=message)
    actions.delete_message(by=anna, message=message)
    html = shown(client.get(f"/chat/{group.pk}/"))
    assert "wrong words" not in html
    assert html.count("Message deleted") >= 2


# --- catching up ---------------------------------------------------------------------------------
def test_E3_everything_after_a_cursor_comes_oldest_first(client, ben, anna, group):
    group.refresh_from_db()
    cursor = group.last_change
    first = make_message(group, anna, "first")
    make_message(group, anna, "second")
    actions.edit_message(by=anna, message=first, body="first, changed")
    html = shown(client.get(f"/chat/{group.pk}/messages/?after={cursor}", headers=SWAP))
    assert html.index("second") < html.index("first, changed")
    assert html.count("<article") == 2


def test_a_catch_up_is_cut_at_200_and_goes_on(client, ben, anna, group):
    for number in range(230):
        make_message(group, anna, str(number))
    address, cursor, seen = f"/chat/{group.pk}/messages/?after=", 0, []
    while rows := re.findall(
        r'data-seq="(\d+)" data-change="(\d+)"',
        shown(client.get(f"{address}{cursor}", headers=SWAP)),
    ):
        assert len(rows) <= 200
        seen += [int(seq) for seq, _change in rows]
        cursor = int(rows[-1][1])
    assert seen == list(range(1, 232))


# --- writing -------------------------------------------------------------------------------------
def test_a_message_is_sent_without_script(client, ben, group):
    answer = client.post(f"/chat/{group.pk}/messages/", {"body": "from a form"})
    assert answer.status_code == 302
    assert answer.url == f"/chat/{group.pk}/#m-2"


def test_E5_a_refused_form_keeps_the_text(client, group):
    html = client.post(f"/chat/{group.pk}/messages/", {"body": "x" * 8_001}).content.decode()
    assert "x" * 8_001 in html
    assert "at most 8000 characters" in html


def test_E2_the_queue_of_a_device_gets_the_stored_message_each_time(client, ben, group):
    sent = {"body": "from the queue", "client_id": str(uuid.uuid4())}
    first = client.post(f"/chat/{group.pk}/messages/", sent, headers=QUEUE)
    again = client.post(f"/chat/{group.pk}/messages/", sent, headers=QUEUE)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"] == 2
    assert "from the queue" in first.json()["html"]
    other = client.post(f"/chat/{group.pk}/messages/", {**sent, "body": "else"}, headers=QUEUE)
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"body": ""}, "empty"),
        ({"body": "x" * 8_001}, "too_long"),
        ({"body": "x", "file": ["a"] * 1}, "unknown_file"),
        ({"body": "x", "file": [str(n) for n in range(11)]}, "too_many_files"),
        ({"body": "x", "client_id": "no uuid"}, "invalid"),
        ({"body": "x", "due_at": "2001-01-01T10:00"}, "invalid"),
    ],
)
def test_C1_bad_messages_are_refused_with_a_reason(client, group, sent, code):
    answer = client.post(f"/chat/{group.pk}/messages/", sent, headers=QUEUE)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"]


def test_photos_and_files_travel_ahead_of_their_message(client, ben, group):
    upload = SimpleUploadedFile("list.pdf", b"%PDF-1.4 something")
    key = client.post("/chat/files/", {"file": upload, "description": ""}).json()["key"]
    assert client.get(f"/files/chat/{key}/file").status_code == 200
    client.post(f"/chat/{group.pk}/messages/", {"body": "", "file": key}, headers=QUEUE)
    file = ChatFile.objects.get(key=key)
    assert file.message.seq == 2
    assert "list.pdf" in shown(client.get(f"/chat/{group.pk}/"))
    assert "list.pdf" in shown(client.get(f"/chat/{group.pk}/files/"))
    answer = client.get(f"/files/chat/{key}/file")
    assert answer["Content-Disposition"].startswith("attachment")


def test_D1_a_file_is_gone_with_its_message(client, ben, anna, group):
    upload = SimpleUploadedFile("list.pdf", b"%PDF-1.4 something")
    file = actions.upload_file(by=anna, upload=upload)
    assert client.get(f"/files/chat/{file.key}/file").status_code == 404  # Anna's own, waiting
    message = make_message(group, anna, "see", files=[file.key])
    assert client.get(f"/files/chat/{file.key}/file").status_code == 200
    actions.delete_message(by=anna, message=message)
    assert client.get(f"/files/chat/{file.key}/file").status_code == 404


# --- one message ---------------------------------------------------------------------------------
def test_the_sheet_of_a_message_offers_what_one_may_do(client, ben, anna, group):
    own, other = make_message(group, ben, "mine"), make_message(group, anna, "hers")
    html = shown(client.get(f"/chat/{group.pk}/m/{own.seq}/more/", headers=SWAP))
    assert "Edit" in html
    assert "Delete" in html
    html = shown(client.get(f"/chat/{group.pk}/m/{other.seq}/more/", headers=SWAP))
    assert "Edit" not in html
    assert "Reply" in html
    assert 'aria-pressed="false"' in html


def test_an_edit_by_form_shows_that_it_was_edited(client, ben, group):
    message = make_message(group, ben, "frist")
    address = f"/chat/{group.pk}/m/{message.seq}/edit/"
    assert "frist" in shown(client.get(address, headers=SWAP))
    assert client.post(address, {"body": "first", "version": 1}).status_code == 302
    assert "edited" in shown(client.get(f"/chat/{group.pk}/"))
    stale = client.post(address, {"body": "third", "version": 1})
    assert stale.status_code == 409
    assert "third" in stale.content.decode()


def test_reactions_answer_with_the_fresh_message(client, ben, group):
    message = make_message(group, body="good news")
    address = f"/chat/{group.pk}/m/{message.seq}/reaction/?kind=congrats"
    html = shown(client.put(address, headers=SWAP))
    assert "🎉 1" in html
    assert 'aria-pressed="true"' in html
    assert "Ben Test" in shown(client.get(f"/chat/{group.pk}/m/{message.seq}/reactions/"))
    assert "🎉" not in shown(client.delete(address, headers=SWAP))


def test_a_thread_has_its_own_unread_number(client, ben, anna, group):
    question = make_message(group, ben, "Which valve?")
    answer = make_message(group, anna, "The red one", reply_to=question)
    assert "1 unread" in shown(client.get(f"/chat/{group.pk}/?around=2", headers=SWAP))
    html = shown(client.get(f"/chat/{group.pk}/t/{question.seq}/", headers=SWAP))
    assert "The red one" in html
    upto = f"upto={answer.seq}"
    client.put(
        f"/chat/{group.pk}/t/{question.seq}/read/", upto, "application/x-www-form-urlencoded"
    )
    assert "1 unread" not in shown(client.get(f"/chat/{group.pk}/?around=2", headers=SWAP))
    assert Participant.objects.get(conversation=group, user=ben).read_seq == question.seq


def test_a_reply_leads_to_the_thread_of_its_question(client, ben, anna, group):
    question = make_message(group, anna)
    reply = make_message(group, ben, reply_to=question)
    answer = client.get(f"/chat/{group.pk}/t/{reply.seq}/")
    assert answer.url == f"/chat/{group.pk}/t/{question.seq}/"


def test_forwarding_offers_the_own_conversations(client, ben, anna, group):
    message = make_message(group, anna, "the plan")
    address = f"/chat/{group.pk}/m/{message.seq}/forward/"
    assert "No other conversation yet" in shown(client.get(address))
    talk = actions.open_direct(by=ben, person=make_user("doris"))
    page = shown(client.get(address))
    assert "Doris Test" in page
    assert f'name="to" value="{group.pk}"' not in page
    assert client.post(address, {"to": talk.pk}).url == talk.get_absolute_url()
    assert "the plan" in shown(client.get(talk.get_absolute_url()))
    hidden = make_group(make_user("doris"), name="Hidden")
    assert client.post(address, {"to": hidden.pk}).status_code == 404


def test_a_forward_that_comes_twice_is_one_message(client, ben, anna, group):
    message, talk = make_message(group, anna), make_group(ben)
    address = f"/chat/{group.pk}/m/{message.seq}/forward/"
    key = re.search(r'name="client_id" value="([^"]+)"', shown(client.get(address)))[1]
    for _ in range(2):
        client.post(address, {"to": talk.pk, "client_id": key})
    assert talk.messages.filter(kind="text").count() == 1


def test_the_head_offers_a_call_where_there_is_a_number(client, ben):
    doris = make_user("doris", phone="+49 (0)451 555-01 48")
    for other, has_number in ((doris, True), (make_user("emil"), False)):
        page = shown(client.get(actions.open_direct(by=ben, person=other).get_absolute_url()))
        assert (f'href="tel:{other.dial}"' in page) == has_number
        assert ("tel:" in page) == has_number


def test_that_somebody_is_busy_is_said_once(client, ben, anna):
    until = timezone.now() + timedelta(hours=1)
    busy = make_user("doris", status="driving", status_until=until)
    group = make_group(ben, busy)
    question = make_message(group, ben)
    reply = "nobody expects an instant reply"
    assert shown(client.get(group.get_absolute_url())).count(reply) == 1
    assert reply not in shown(client.get(f"/chat/{group.pk}/t/{question.seq}/"))


# --- reading positions ---------------------------------------------------------------------------
def test_E6_the_position_only_moves_forward(client, ben, group):
    make_message(group)
    for upto in (2, 1, 99):
        client.put(f"/chat/{group.pk}/read/", f"upto={upto}", "application/x-www-form-urlencoded")
    assert Participant.objects.get(conversation=group, user=ben).read_seq == 2


# --- beginning -----------------------------------------------------------------------------------
def test_one_person_without_a_name_is_the_conversation_of_two(client, ben, anna):
    answer = client.post("/chat/new/", {"person": "anna"})
    talk = Conversation.objects.get(kind="direct")
    assert answer.url == talk.get_absolute_url()
    assert client.post("/chat/with/anna/").url == talk.get_absolute_url()
    assert Conversation.objects.count() == 1


def test_several_people_need_a_name(client, ben, anna):
    make_user("carl")
    html = client.post("/chat/new/", {"person": ["anna", "carl"]}).content.decode()
    assert "Give the group a name." in html
    assert re.search(r'value="carl" checked', html)
    client.post("/chat/new/", {"person": ["anna", "carl"], "name": "Vans", "history": "joining"})
    group = Conversation.objects.get(kind="group")
    assert (group.name, group.history, group.people.count()) == ("Vans", "joining", 3)


def test_people_are_found_while_typing(client, ben, anna):
    assert "Anna Test" in shown(client.get("/chat/new/people/?q=ann", headers=SWAP))
    assert "Nobody found" in shown(client.get("/chat/new/people/?q=zzz", headers=SWAP))


# --- people of a group ---------------------------------------------------------------------------
def test_who_looks_after_a_group_adds_renames_and_removes(client, ben, anna):
    group = actions.start_group(by=ben, name="Crew", people=[anna])
    make_user("carl")
    client.post(f"/chat/{group.pk}/people/add/", {"person": ["carl"]})
    client.put(f"/chat/{group.pk}/name/", "name=Vans", "application/x-www-form-urlencoded")
    html = shown(client.get(f"/chat/{group.pk}/people/"))
    assert "Carl Test" in html
    assert "Vans" in html
    client.delete(f"/chat/{group.pk}/people/carl/")
    assert "Carl Test" not in shown(client.get(f"/chat/{group.pk}/people/"))
    room = shown(client.get(f"/chat/{group.pk}/"))
    assert "Ben Test added Carl Test" in room
    assert "Ben Test removed Carl Test" in room


def test_members_of_a_group_may_only_leave(client, ben, group):
    for change in (
        lambda: client.delete(f"/chat/{group.pk}/people/carl/"),
        lambda: client.post(f"/chat/{group.pk}/people/add/", {"person": ["carl"]}),
        lambda: client.put(f"/chat/{group.pk}/name/", {}),
    ):
        assert change().status_code == 403
    assert client.delete(f"/chat/{group.pk}/people/ben/").url == "/chat/"
    assert client.get(f"/chat/{group.pk}/").status_code == 404


# --- later ---------------------------------------------------------------------------------------
def test_a_message_is_planned_changed_and_taken_back(client, ben, group):
    due = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {"body": "for tomorrow", "due_at": due}
    assert client.post(f"/chat/{group.pk}/messages/", sent).url == f"/chat/{group.pk}/planned/"
    assert "for tomorrow" in shown(client.get(f"/chat/{group.pk}/planned/"))
    planned = Planned.objects.get()
    address = f"/chat/{group.pk}/planned/{planned.pk}/"
    assert client.post(address, {"body": "", "due_at": due}).status_code == 400
    client.post(address, {"body": "for later", "due_at": due})
    assert "for later" in shown(client.get(f"/chat/{group.pk}/planned/"))
    client.delete(address)
    assert not Planned.objects.exists()


@pytest.mark.parametrize("more", [{}, {"reply_to": 1}, {"files": True}], ids=str)
def test_the_row_of_a_new_message_is_the_one_that_is_read_later(client, ben, group, more):
    make_message(group, body="The **red** valve")
    more = {"reply_to": Message.objects.latest("seq").seq} if "reply_to" in more else more
    if "files" in more:
        more = {"files": SimpleUploadedFile("list.txt", b"1, 2, 3")}
    address = f"/chat/{group.pk}/messages/"
    told = client.post(address, {"body": "See *here*", **more}, headers=QUEUE).json()
    row = Message.objects.get(conversation=group, seq=told["seq"])
    later = client.get(f"{address}?after={row.change - 1}", headers=SWAP).content.decode()
    assert told["html"].strip() in later
    assert ("list.txt" in told["html"]) == ("files" in more)
    assert ("red valve" in told["html"]) == ("reply_to" in more)
