"""The organisation: departments as a tree, and the people of each."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions import deactivate_person, set_quiet_time
from accounts.models import User
from spaces.actions import change_space
from spaces.models import Space
from spaces.organisation import Unit, every, organisation
from tests.factories import make_space, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def found(answer: Any) -> str:
    return str(answer.content.decode()).partition("<main")[2]


def drawn(units: list[Unit], depth: int = 0) -> list[str]:
    """The tree in lines: name, own people, people with those below."""
    lines = []
    for unit in units:
        lines.append(f"{'  ' * depth}{unit.name} {unit.own}/{unit.total}")
        lines += drawn(unit.children, depth + 1)
    return lines


@pytest.fixture
def service(anna: User) -> Space:
    """Service with north and south; two of north, one of south, and sales without a space."""
    service = make_space(anna, kind="department", name="Service")
    for name in ("North", "South"):
        make_space(anna, kind="department", name=name, parent=service)
    make_user("cleo", first_name="Cleo", department="North", phone="0451 1")
    make_user("dora", first_name="Dora", department="north", email="dora@example.com")
    make_user("emil", first_name="Emil", department="South")
    make_user("finn", first_name="Finn", department="Sales")
    return service


@pytest.mark.usefixtures("service")
def test_departments_lie_in_each_other_and_count_whom_the_reader_may_see(ben: User) -> None:
    wanted = ["Sales 1/1", "Service 0/3", "  North 2/2", "  South 1/1"]
    assert drawn(organisation(ben)) == wanted


@pytest.mark.usefixtures("service")
def test_who_has_left_and_bots_do_not_count(ben: User) -> None:
    deactivate_person(by=None, user=User.objects.get(handle="emil"))
    User.objects.filter(handle="finn").update(is_bot=True)
    assert drawn(organisation(ben)) == ["Service 0/2", "  North 2/2", "  South 0/0"]


def test_a_department_nobody_may_know_of_is_no_part_of_the_tree_for_others(
    service: Space, anna: User, ben: User
) -> None:
    secret = make_space(anna, kind="department", name="Merger", access="secret", parent=service)
    make_space(anna, kind="department", name="Law", parent=secret)
    assert "    Law 0/0" in drawn(organisation(anna))
    assert "Law 0/0" in drawn(organisation(ben))
    assert "Merger" not in " ".join(drawn(organisation(ben)))


def test_moving_a_department_moves_its_people_and_never_below_itself(
    service: Space, anna: User
) -> None:
    anna.role = User.Role.ADMINISTRATOR
    anna.save()
    south = Space.objects.get(name="South")
    change_space(by=anna, space=south, parent=None)
    assert drawn(organisation(anna)) == [
        "Sales 1/1", "Service 0/2", "  North 2/2", "South 1/1",
    ]  # fmt: skip
    with pytest.raises(Exception, match="circle"):
        change_space(by=anna, space=service, parent=Space.objects.get(name="North"))


@pytest.mark.usefixtures("service")
def test_the_page_leads_to_each_department_and_its_people_below(as_ben: Client) -> None:
    tree = found(as_ben.get("/organisation/"))
    assert tree.index("Service") < tree.index("North") < tree.index("South")
    assert 'href="/organisation/?department=North"' in tree
    page = found(as_ben.get("/organisation/", {"department": "Service"}))
    assert all(name in page for name in ("Cleo", "Dora", "Emil"))
    assert "Finn" not in page
    assert 'href="/organisation/?department=North"' in page
    north = found(as_ben.get("/organisation/", {"department": "North"}))
    assert 'href="/organisation/?department=Service"' in north
    assert "Emil" not in north


@pytest.mark.usefixtures("service")
def test_cards_there_have_call_chat_and_mail_like_everywhere(as_ben: Client) -> None:
    page = found(as_ben.get("/organisation/", {"department": "North"}))
    assert 'href="tel:04511"' in page and 'href="mailto:dora@example.com"' in page
    assert 'formaction="/chat/with/cleo/"' in page and 'id="chat-form"' in page


@pytest.mark.usefixtures("service")
def test_only_who_can_be_reached_now_is_left_where_that_is_asked(as_ben: Client) -> None:
    for person in User.objects.filter(department__iexact="north"):
        set_quiet_time(by=person, user=person, is_on=False)
    User.objects.filter(handle="cleo").update(is_active=False)
    asked = {"department": "North", "now": "1"}
    page = found(as_ben.get("/organisation/", asked))
    assert "Dora" in page and "Cleo" not in page
    assert 'aria-current="true"' in page


def test_nobody_and_nothing_say_so(as_ben: Client, anna: User) -> None:
    assert "No departments yet" in found(as_ben.get("/organisation/"))
    make_space(anna, kind="department", name="Empty")
    page = found(as_ben.get("/organisation/", {"department": "Empty"}))
    assert "Nobody belongs to this department yet." in page


@pytest.mark.parametrize("name", ["Nowhere", "x" * 5000, "%", "‮<b>"])
def test_a_department_that_is_none_does_not_exist(as_ben: Client, name: str) -> None:
    assert as_ben.get("/organisation/", {"department": name}).status_code == 404


def test_many_people_come_page_by_page(as_ben: Client) -> None:
    for number in range(40):
        make_user(f"p{number}", first_name=f"P{number:02}", department="Large")
    asked = {"department": "Large"}
    page = as_ben.get("/organisation/", asked)
    assert found(page).count('class="card person"') == 30
    rest = as_ben.get(
        f"/organisation/{page.context['more']}&rows=1", headers={"HX-Request": "true"}
    )
    assert rest.content.decode().count('class="card person"') == 10
    assert "<html" not in rest.content.decode()


def test_the_tree_costs_the_same_for_few_and_many(
    as_ben: Client, anna: User, count_queries: Any
) -> None:
    def add(number: int) -> None:
        make_space(anna, kind="department", name=f"D{number}")
        make_user(f"d{number}", department=f"D{number}")

    add(0)
    as_ben.get("/organisation/")
    few = count_queries(lambda: as_ben.get("/organisation/"))
    for number in range(1, 8):
        add(number)
    assert count_queries(lambda: as_ben.get("/organisation/")) == few


@pytest.mark.usefixtures("service")
def test_programs_read_the_same_tree(as_ben: Client) -> None:
    rows = as_ben.get("/api/v1/departments/").json()["results"]
    assert [(row["name"], row["part_of"], row["people"], row["people_below"]) for row in rows] == [
        ("Sales", None, 1, 1),
        ("Service", None, 0, 3),
        ("North", "Service", 2, 2),
        ("South", "Service", 1, 1),
    ]
    assert rows[0]["space"] is None and rows[1]["space"]["name"] == "Service"


def test_every_department_comes_before_those_that_are_part_of_it() -> None:
    top = Unit("Top", children=[Unit("Middle", children=[Unit("Low")])])
    assert [unit.name for unit in every([top])] == ["Top", "Middle", "Low"]
