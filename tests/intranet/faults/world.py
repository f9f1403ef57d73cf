"""A few people who are signed in, and two rooms they write in."""

from chat.actions import open_space_conversation
from spaces.models import Membership
from tests.factories import make_space
from tests.signed_in import make_people, session_of


def build() -> dict[str, object]:
    """Ids of two rooms, and a session for each of thirteen people."""
    people = make_people(13, "faulty")
    rooms = []
    for _room in range(2):
        space = make_space(author=people[0])
        Membership.objects.bulk_create(Membership(space=space, user=person) for person in people)
        rooms.append(open_space_conversation(by=people[0], space=space).pk)
    return {"rooms": rooms, "sessions": [session_of(person) for person in people]}
