"""What pages of conversations may cost: statements and bytes, however full they are."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chat import actions
from tests.factories import make_group, make_message, make_post, make_space, make_user

pytestmark = [pytest.mark.english, pytest.mark.usefixtures("as_ben")]

QUERIES = 12
KIB = 1024
SWAP = {"HX-Request": "true"}


def rooms(ben):
    """A conversation of each kind."""
    anna, carl = make_user("anna"), make_user("carl")
    space = make_space(anna, ben, carl)
    return {
        "direct": actions.open_direct(by=anna, person=ben),
        "group": make_group(ben, carl),
        "space": actions.open_space_conversation(by=anna, space=space),
    }


def fill(conversation, count):
    """Messages with everything a row can show."""
    anna, post = make_user("anna"), make_post()
    first = make_message(conversation, anna, f"See {post.get_absolute_url()}")
    for number in range(count):
        upload = SimpleUploadedFile(f"list{number}.pdf", b"%PDF-1.4 something")
        file = actions.upload_file(by=anna, upload=upload)
        words = f"Number {number}: **valve** of @ben leaks, see <{post.get_absolute_url()}>"
        message = make_message(conversation, anna, words, files=[file.key], reply_to=first)
        actions.react_to_message(by=anna, message=message, kind="helpful")


@pytest.mark.parametrize("kind", ["direct", "group", "space"])
def test_a_room_takes_at_most_12_queries_and_the_same_for_2_and_40_messages(
    client, count_queries, ben, kind
):
    conversation = rooms(ben)[kind]
    address = conversation.get_absolute_url()
    fill(conversation, 1)
    client.get(address)
    few = count_queries(lambda: client.get(address))
    fill(conversation, 39)
    assert count_queries(lambda: client.get(address)) == few <= QUERIES


def test_lists_take_at_most_12_queries_and_the_same_for_3_and_30(client, count_queries, ben):
    anna = make_user("anna")
    for conversation in rooms(ben).values():
        make_message(conversation)
    client.get("/chat/")
    few = count_queries(lambda: client.get("/chat/"))
    for number in range(17):
        make_message(
            actions.open_direct(by=make_user(f"p{number}"), person=ben), make_user(f"p{number}")
        )
        make_message(make_group(ben, name=f"Group {number}"), anna)
    assert count_queries(lambda: client.get("/chat/")) == few <= QUERIES


def test_a_catch_up_takes_few_queries(client, count_queries, ben):
    conversation = rooms(ben)["group"]
    fill(conversation, 20)
    address = f"/chat/{conversation.pk}/messages/?after=0"
    client.get(address, headers=SWAP)
    assert count_queries(lambda: client.get(address, headers=SWAP)) <= QUERIES


@pytest.mark.parametrize("kind", ["direct", "group", "space"])
def test_a_message_takes_at_most_12_statements(client, count_queries, ben, kind):
    conversation = rooms(ben)[kind]
    make_message(conversation, ben)

    def send():
        return actions.send_message(by=ben, conversation=conversation, body="Hello")

    assert count_queries(send) <= QUERIES


def test_a_full_room_weighs_at_most_18_kib(client, ben):
    conversation = rooms(ben)["group"]
    fill(conversation, 74)
    weight = len(gzip.compress(client.get(conversation.get_absolute_url()).content, 4))
    assert weight <= 18 * KIB, weight
