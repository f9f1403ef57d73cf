"""The part that runs inside the installation: who writes, and what is stored in the end."""

from chat.actions import open_space_conversation
from chat.models import Message
from spaces.models import Membership
from tests.factories import make_space
from tests.signed_in import make_people, session_of


def build(clients: int, hands: int, readers: int) -> dict[str, object]:
    """A space where `clients` times `hands` people write and `readers` people read.

    A client writes for several people in turn, because each person may write 60 times a minute.
    """
    people = make_people(clients * hands + readers, "faulty")
    space = make_space(author=people[0])
    Membership.objects.bulk_create(Membership(space=space, user=person) for person in people)
    conversation = open_space_conversation(by=people[0], space=space)
    sessions = [session_of(person) for person in people]
    writing = sessions[: clients * hands]
    return {
        "conversation": conversation.pk,
        "writers": [writing[n::clients] for n in range(clients)],
        "readers": sessions[clients * hands :],
    }


def stored(conversation: int) -> list[tuple[int, str, str]]:
    """Number, client id and text of every message, in order."""
    rows = Message.objects.filter(conversation=conversation).in_order()
    return [
        (seq, str(key), body) for seq, key, body in rows.values_list("seq", "client_id", "body")
    ]
