"""Pages of a person back from leave ask as much of the database as anybody's."""

import pytest

from tests.busy import make_busy
from tests.factories import make_user

PATHS = [
    "/", "/announcements/", "/notifications/", "/notifications/newest/", "/notifications/unread/",
    "/chat/", "/chat/unread/", "/me/", "/people/", "/spaces/", "/settings/notifications/",
    "/settings/digest/preview/",
]  # fmt: skip


@pytest.mark.slow
def test_pages_of_a_person_back_from_leave_ask_no_more_than_those_of_others(client, count_queries):
    ordinary, busy = make_user("ordinary"), make_user("busy")
    make_busy(ordinary, lines=3, duties=3, conversations=3)
    make_busy(busy)
    asked = {}
    for person in (ordinary, busy):
        client.force_login(person)
        for path in PATHS:
            client.get(path)
            asked[person, path] = count_queries(lambda path=path: client.get(path))
    more = {
        path: (asked[ordinary, path], asked[busy, path])
        for path in PATHS
        if asked[busy, path] > asked[ordinary, path]
    }
    assert not more
