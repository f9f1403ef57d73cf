"""The index in the administration: how full it is and when it was checked, never what is in it."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from search.index.checking import check
from search.models import IndexedSource, Rebuild, SearchEntry
from search.tasks import build_missing
from tests.factories import make_post, make_space, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/search/indexedsource/"


@pytest.fixture
def chief(client: Client) -> User:
    person = make_user("chief", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(person)
    return person


@pytest.fixture
def built(anna: User) -> None:
    make_post(anna, make_space(anna), "Sesame")
    call_command("rebuild_search", verbosity=0)


def shown(client: Client, source: str) -> dict[str, str]:
    """The columns of a row, by name."""
    rows = client.get(LIST).context["cl"].result_list
    row = next(one for one in rows if one.source == source)
    return {name: getattr(row, name) for name in ("entries", "built_at", "checked_at", "differed")}


@pytest.mark.usefixtures("built", "chief")
def test_the_list_says_how_full_the_index_is_and_nothing_of_what_it_holds(client: Client) -> None:
    row = shown(client, "feed.post")
    assert row["entries"] == SearchEntry.objects.filter(source="feed.post").count() == 1
    assert row["built_at"] is not None
    assert row["checked_at"] is None
    assert "Sesame" not in client.get(LIST).content.decode()


@pytest.mark.usefixtures("built", "chief")
def test_what_the_check_at_night_put_right_is_counted(client: Client) -> None:
    SearchEntry.objects.filter(source="feed.post").update(title="Stale")
    check()
    row = shown(client, "feed.post")
    assert row["differed"] == 1
    assert row["checked_at"] is not None
    check()
    assert shown(client, "feed.post")["differed"] == 0


@pytest.mark.usefixtures("built", "chief")
def test_a_kind_is_built_anew_by_the_clock_when_an_administrator_asks(client: Client) -> None:
    SearchEntry.objects.filter(source="feed.post").update(title="Stale")
    wanted = IndexedSource.objects.get(source="feed.post")
    asked: dict[str, Any] = {"action": "build_anew", "_selected_action": [wanted.pk]}
    answer = client.post(LIST, asked, follow=True)
    assert "1 kind will be built anew within minutes." in answer.content.decode()
    assert "0 done" in answer.content.decode()
    build_missing()
    assert not SearchEntry.objects.filter(title="Stale").exists()
    assert not Rebuild.objects.exists()


@pytest.mark.usefixtures("built")
def test_rows_can_neither_be_added_nor_changed_nor_deleted(client: Client, chief: User) -> None:
    row = IndexedSource.objects.first()
    assert row is not None
    for address in ("add/", f"{row.pk}/delete/"):
        assert client.get(LIST + address).status_code == 403
    assert client.post(f"{LIST}{row.pk}/change/", {"entries": 7}).status_code == 403
