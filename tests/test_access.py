"""Who gets which answer at every address. An address this file does not know fails the tests."""

import copy
import re

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from spaces.actions import remove_member
from spaces.models import Space
from tests.access_worlds.table import BODIES, CLOSED, HEADERS, read_table
from tests.access_worlds.world import World
from tests.factories import make_user
from tests.routes import every

pytestmark = pytest.mark.slow  # about 1,500 requests

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

EXPECTED = read_table()
ROUTES = {route.name: route for route in every() if not route.path.startswith("admin/")}
ADMIN = [route for route in every() if route.path.startswith("admin/")]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """One world for all tests: what each of them changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def db(built, monkeypatch):
    """In place of a transaction a test, which would need a world each: a savepoint a test."""
    mark = transaction.savepoint()
    # Other connections wait for the world's transaction; whether all parts work is another test.
    monkeypatch.setattr("kit.http.health._with_connection", lambda ask: None)
    yield
    transaction.savepoint_rollback(mark)
    connection.run_on_commit.clear()


@pytest.fixture
def world(built):
    return copy.deepcopy(built)


def ask(world, client, route, method, path=None):
    """One request as `client`; programs send JSON, browsers forms."""
    cache.clear()  # rates are another test's matter
    path = path or world.path(route)
    body = BODIES.get((route.name, method), lambda w: {})(world)
    if method == "GET":
        return client.get(path)
    if "_method" in body:
        return client.post(path, body)
    if any(hasattr(value, "read") for value in body.values()):
        return client.generic(method, path, encode_multipart(BOUNDARY, body), MULTIPART_CONTENT)
    if route.path.startswith("api/"):
        headers = HEADERS.get((route.name, method))
        change = getattr(client, method.lower())
        return change(path, body, content_type="application/json", headers=headers)
    return client.post(path, body) if method == "POST" else getattr(client, method.lower())(path)


# --- the table -----------------------------------------------------------------------------------
def test_every_address_is_in_the_table():
    unknown = set(ROUTES) - {name for name, _method in EXPECTED}
    assert not unknown, f"say in TABLE who may use: {sorted(unknown)}"


def test_the_table_knows_no_address_that_is_gone():
    assert not {name for name, _method in EXPECTED} - set(ROUTES)
    assert set(CLOSED) <= set(EXPECTED)


@pytest.mark.parametrize("name", ROUTES)
def test_A1_every_person_gets_the_answer_of_the_table(world, name):
    route, wrong = ROUTES[name], {}
    for method in METHODS:
        row = EXPECTED.get((name, method), {"manager": 405})
        got = {person: undone(world, person, route, method) for person in row}
        if got != row:
            wrong[method] = got
    assert not wrong


def undone(world, person, route, method):
    """The status of one request, whose changes are taken back."""
    path, mark = world.path(route), transaction.savepoint()
    try:
        return ask(world, world.client(person), route, method, path=path).status_code
    finally:
        transaction.savepoint_rollback(mark)
        connection.run_on_commit.clear()


@pytest.fixture
def closed_world(built):
    """The same people with spaces that may be known of."""
    return World("closed")


def test_A5_outsiders_of_a_closed_space_may_ask_and_nothing_else(closed_world):
    wrong = {}
    for (name, method), row in EXPECTED.items():
        if "slug" in ROUTES[name].path:
            wanted = CLOSED.get((name, method), row["outsider"])
            if (got := undone(closed_world, "outsider", ROUTES[name], method)) != wanted:
                wrong[name, method] = got
    assert not wrong


# --- A2: hidden is unknown -----------------------------------------------------------------------
HIDDEN = [
    key for key, row in EXPECTED.items() if row["outsider"] == 404 and "<" in ROUTES[key[0]].path
]


def masked(response):
    """Status, body and headers without what differs between two equal answers."""
    body = re.sub(rb'(data-csrf|nonce|value)="[\w+/=-]{20,}"', b"", response.content)
    headers = {name: value for name, value in response.items() if name != "X-Request-Id"}
    headers.pop("Content-Security-Policy", None)
    return response.status_code, body, headers, sorted(response.cookies)


@pytest.mark.parametrize("name", sorted({name for name, _method in HIDDEN}))
def test_A2_hidden_things_answer_byte_for_byte_like_unknown_ones(world, name):
    route, eve = ROUTES[name], world.client("outsider")
    eve.get("/people/")  # cookies are set
    for method in METHODS:
        if (name, method) in HIDDEN:
            hidden = ask(world, eve, route, method)
            unknown = ask(world, eve, route, method, path=world.unknown(route))
            assert hidden.status_code == 404, method
            assert masked(hidden) == masked(unknown), method


def test_A2_permission_comes_before_validation(world):
    eve = world.client("outsider")
    garbage = "{" * 50
    for name, method in HIDDEN:
        route = ROUTES[name]
        if method != "GET" and route.path.startswith("api/"):
            cache.clear()
            path = world.path(route)
            sent = eve.generic(method, path, garbage, content_type="application/json")
            assert sent.status_code == 404, (name, method)


def test_A5_a_topic_of_hidden_posts_looks_like_one_nobody_used(world):
    eve = world.client("outsider")
    for address in ("/t/{}/", "/api/v1/posts/?topic={}"):
        used, unused = eve.get(address.format("eagle")), eve.get(address.format("eaglf"))
        assert used.status_code == unused.status_code
        assert masked(used)[1].replace(b"eagle", b"eaglf") == masked(unused)[1]


def test_A5_no_page_of_an_outsider_names_what_is_hidden(world):
    eve = world.client("outsider")
    words = (b"Hidden", b"secret words", b"secret answer", world.space.slug.encode())
    for name, route in ROUTES.items():
        cache.clear()
        if EXPECTED.get((name, "GET"), {}).get("outsider") != 200:
            continue
        path = world.path(route)
        shown = eve.get(path)
        content = b"".join(shown.streaming_content) if shown.streaming else shown.content
        for word in words:
            assert word not in content, (name, word)


def test_A5_a_closed_space_shows_outsiders_its_header_and_no_more(closed_world):
    world = closed_world
    eve = world.client("outsider")
    for page in ("", "about/"):
        shown = eve.get(f"/s/{world.space.slug}/{page}").content
        assert b"Hidden" in shown
        for word in (b"secret words", b"secret answer", world.anna.name.encode(), b"3 Mitglieder"):
            assert word not in shown
    told = eve.get(f"/api/v1/spaces/{world.space.slug}/").json()
    assert told["member_count"] is None
    assert told["unread"] == 0


# --- the description of the API ------------------------------------------------------------------
def bare(path):
    """An address without the names of its parts."""
    return re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>|\{[^}]+\}", "{}", path).replace("^", "").rstrip("$")


def fields_of(schema, described):
    """The fields of an object in the description; of a page, those of its rows."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    rows = schema["properties"].get("results", {}).get("items")
    return fields_of(rows, described) if rows else set(schema["properties"])


def promised(operation, status, described):
    """The fields that an answer is described with; None where nobody expects its status."""
    answer = operation["responses"].get(str(status))
    content = answer and answer.get("content")
    return (
        fields_of(content["application/json"]["schema"], described) if content else answer and set()
    )


def given(answer, default):
    """The fields of an answer; of a page, those of its first row, or the default."""
    body = answer.json() if answer.content else {}
    rows = body.get("results")
    if not isinstance(rows, list):
        return set(body)
    return set(rows[0]) if rows else default


def test_answers_of_the_api_are_as_described(world):
    described = world.client("manager").get("/api/v1/schema/", {"format": "json"}).json()
    operations = {bare(path)[1:]: methods for path, methods in described["paths"].items()}
    wrong, seen = [], 0
    for (name, method), row in EXPECTED.items():
        methods = operations.get(bare(ROUTES[name].path))
        if methods is None or row["manager"] not in (200, 201, 204):
            continue
        path, seen = world.path(ROUTES[name]), seen + 1
        mark = transaction.savepoint()
        answer = ask(world, world.client("manager"), ROUTES[name], method, path=path)
        transaction.savepoint_rollback(mark)
        connection.run_on_commit.clear()
        expected = promised(methods[method.lower()], answer.status_code, described)
        if expected is None or given(answer, expected) != expected:
            wrong.append((name, method, answer.status_code))
    assert wrong == []
    assert seen > 100


# --- A3: a right that ends -----------------------------------------------------------------------
def test_A3_a_removed_member_reads_nothing_with_the_next_request(world):
    ben = world.client("member")
    reading = {
        world.path(ROUTES[name]): row["member"]
        for (name, method), row in EXPECTED.items()
        if method == "GET" and row["outsider"] == 404 and row["member"] in (200, 302)
    }
    assert len(reading) > 10
    for path, status in reading.items():
        cache.clear()
        assert ben.get(path).status_code == status
    remove_member(by=world.anna, space=world.space, user=world.ben)
    for path in reading:
        cache.clear()
        assert ben.get(path).status_code == 404, path


def test_A3_deactivation_ends_reading_with_the_next_request(world):
    ben = world.client("member")
    assert ben.get("/").status_code == 200
    User.objects.filter(pk=world.ben.pk).update(is_active=False)
    assert ben.get("/").status_code == 302
    assert ben.get("/api/v1/posts/").status_code == 401


# --- A4: a child under another parent ------------------------------------------------------------
CHILDREN = [key for key in EXPECTED if re.search(r"<int:\w+>.*<int:\w+>", ROUTES[key[0]].path)]


@pytest.mark.parametrize("name", sorted({name for name, _method in CHILDREN}))
def test_A4_a_child_under_another_parent_is_unknown(world, name):
    route, anna = ROUTES[name], world.client("manager")
    parent = re.search(r"<int:(\w+)>", route.path)[1]
    elsewhere = world.other_talk if parent == "conversation_pk" else world.elsewhere
    path = world.path(route, **{parent: elsewhere.pk})
    for method in METHODS:
        if (name, method) in CHILDREN:
            assert ask(world, anna, route, method, path=path).status_code == 404, method


def test_A4_there_are_children():
    assert len(CHILDREN) >= 8


# --- A10: the administration ---------------------------------------------------------------------
def admin_path(route):
    return "/" + re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", "1", route.path).replace("^", "").replace(
        "$", ""
    )


@pytest.mark.parametrize("person", ["nobody", "outsider", "manager", "gone"])
def test_A10_the_administration_is_closed_to_everybody_else(world, person):
    client = world.client(person)
    assert ADMIN
    for route in ADMIN:
        cache.clear()
        for method in ("get", "post"):
            answer = getattr(client, method)(admin_path(route))
            assert answer.status_code in (302, 403, 404), (route.path, method)
            if answer.status_code == 302:
                assert "login" in answer.url or route.path == "admin/logout/", route.path


def test_A10_the_administration_shows_no_content_of_a_secret_space(world):
    Space.objects.filter(pk=world.space.pk).update(description="Buying Acme")
    boss = make_boss(world)
    for page in ("spaces/space/", f"spaces/space/{world.space.pk}/change/", "feed/post/"):
        shown = boss.get(f"/admin/{page}")
        assert shown.status_code == 200
        for word in (b"secret words", b"secret answer", b"Buying Acme"):
            assert word not in shown.content, page


def make_boss(world):
    world.people["boss"] = make_user("boss", role=User.Role.ADMINISTRATOR)
    return world.client("boss")
