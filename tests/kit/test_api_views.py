"""The API's common ground: JSON limits, cursor pages, one shape of errors, its description."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions, serializers

from feed.models import Post
from kit import limits
from kit.api import framework, json_limits
from kit.api.methods import call, create
from kit.api.openapi import METHODS, REFUSALS
from kit.api.views import Viewset
from kit.http.exceptions import Problem
from tests.factories import make_post, make_space, make_user

POSTS = "/api/v1/posts/"


@pytest.fixture
def anna(client: Client) -> Client:
    """A program that acts for Anna."""
    client.force_login(make_user("anna"))
    return client


def send(client: Client, body: bytes | str, address: str = POSTS, **more: Any) -> Any:
    return client.post(address, body, content_type="application/json", **more)


def shape(body: bytes) -> str:
    """ "fine", or the code of the problem."""
    try:
        json_limits.check_shape(body)
    except Problem as problem:
        return problem.code
    return "fine"


# --- JSON ----------------------------------------------------------------------------------------
def test_C2_twenty_levels_are_fine_and_one_more_is_not() -> None:
    assert shape(b"[" * 20 + b"]" * 20) == "fine"
    assert shape(b"[" * 21 + b"]" * 21) == "too_deep"
    assert shape(b'{"a":' * 21) == "too_deep"


def test_C2_five_hundred_keys_are_fine_and_one_more_is_not() -> None:
    assert shape(json.dumps(dict.fromkeys(map(str, range(500)))).encode()) == "fine"
    assert shape(json.dumps(dict.fromkeys(map(str, range(501)))).encode()) == "too_many_keys"


def test_brackets_and_colons_inside_texts_do_not_count() -> None:
    assert shape(json.dumps({"a": '[{:"' * 1000 + "\\"}).encode()) == "fine"


@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_the_measured_depth_is_the_real_one(value: Any) -> None:
    def depth(part: Any) -> int:
        return 1 + max(map(depth, part), default=0) if isinstance(part, list) else 0

    expected = "fine" if depth(value) <= limits.JSON_DEPTH else "too_deep"
    assert shape(json.dumps(value).encode()) == expected


@pytest.mark.parametrize("sign", ['"', "\\", '\\"', '"a', "[]", "{", "a", ":"])
def test_C5_measuring_looks_at_each_sign_once(sign: str) -> None:
    body = (sign * 50_000).encode()
    found = list(json_limits._SIGNS.finditer(body))
    assert sum(len(one[0]) for one in found) <= len(body)
    assert shape(body) in {"fine", "too_deep", "too_many_keys"}


BAD_BODIES = [
    (b"", 400),
    (b"x", 400),
    (b"{", 400),
    (b'{"body": NaN}', 400),
    (b'{"body": Infinity}', 400),
    (b'{"body": 1, "body": 2}', 400),
    (b"\xff\xfe\x00", 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 40_000, 400),
    (b"[" + b"1," * 100_000 + b"1]", 400),
    (b"9" * 10_000, 400),
    (b"-", 400),
    (b'"\\ud800"', 400),
    (b'{"body": "\\u0000"}', 400),
    (b'{"body": "\\udfff"}', 400),
    (b"null", 400),
    (b"[]", 400),
    (b'"text"', 400),
    (b"{}", 400),
    (b'{"body": {"a": 1}, "spaces": [1]}', 400),
    (b'{"body": ["a"], "spaces": "x"}', 400),
    (b'{"body": "x", "spaces": [99999999999999999999]}', 400),
    (b'{"body": "x", "spaces": [-1, 1.5, true, null]}', 400),
    (b'{"body": "x", "spaces": {"a": 1}}', 400),
    (b'{"body": "x", "spaces": [1e400]}', 400),
    (b'{"body": "' + b"x" * 300_000 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_C1_bad_json_is_refused_in_our_shape(anna: Client, body: bytes, status: int) -> None:
    answer = send(anna, body)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "detail", "field", "limit"}


def test_C1_other_types_of_body_are_415(anna: Client) -> None:
    for kind in (
        "text/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
    ):
        answer = anna.post(POSTS, b"a=1", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_type")


# --- errors --------------------------------------------------------------------------------------
def test_C1_nobody_is_401_and_says_how_to_sign_in(client: Client) -> None:
    answer = client.get(POSTS)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Cache-Control"] == "no-store"


def test_C1_a_wrong_method_is_405(anna: Client) -> None:
    answer = anna.delete(POSTS)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("address", [POSTS, "/api/v1/me/portrait/", "/api/v1/people/"])
def test_C1_asking_for_options_is_405_everywhere(anna: Client, address: str) -> None:
    assert anna.options(address).status_code == 405


def test_C1_an_unknown_address_is_404_in_our_shape(anna: Client) -> None:
    assert anna.get("/api/v1/nothing/").json()["code"] == "not_found"


def test_C1_the_first_error_of_a_serializer_names_its_place() -> None:
    class Photo(serializers.Serializer[Any]):
        """A thing inside another."""

        text = serializers.CharField(max_length=3)

    class Post(serializers.Serializer[Any]):
        """A thing with others inside."""

        photos = Photo(many=True)

    checked = Post(data={"photos": [{"text": "ok"}, {"text": "too long"}]})
    with pytest.raises(exceptions.ValidationError) as caught:
        checked.is_valid(raise_exception=True)
    problem = framework._of_validation(caught.value.detail)
    assert (problem.code, problem.field, problem.limit) == ("max_length", "photos.1.text", 3)


def test_A2_whoever_may_not_know_of_a_thing_hears_nothing_about_the_body(client: Client) -> None:
    post = make_post(space=make_space(make_user("anna"), access="secret"))
    client.force_login(make_user("eve"))
    for body in (b"", b"{", b'{"body": 1}', b'{"body": "x"}'):
        hidden = send_to(client, f"{POSTS}{post.pk}/", body)
        unknown = send_to(client, f"{POSTS}{post.pk + 1000}/", body)
        assert hidden.status_code == 404
        assert (hidden.content, hidden.headers) == (unknown.content, unknown.headers)


def send_to(client: Client, address: str, body: bytes) -> Any:
    return client.patch(address, body, content_type="application/json")


@pytest.mark.parametrize("name", sorted(METHODS))
def test_C1_a_view_whose_method_would_answer_at_every_address_is_refused(name: str) -> None:
    with pytest.raises(TypeError):
        type("Resource", (Viewset,), {name: None})


# --- lists ---------------------------------------------------------------------------------------
def test_a_list_is_read_to_its_end_by_cursor(anna: Client) -> None:
    space = make_space(make_user("anna"))
    made = [make_post(space=space, body=f"Post {number}").pk for number in range(5)]
    found, after = [], ""
    while after is not None:
        answer = anna.get(POSTS, {"limit": 2, **({"after": after} if after else {})}).json()
        found += [post["id"] for post in answer["results"]]
        after = answer["next"]
    assert found == made[::-1]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "1.0", "٣", "9" * 30])
def test_C2_a_page_has_one_to_a_hundred_rows(anna: Client, limit: str) -> None:
    answer = anna.get(POSTS, {"limit": limit})
    assert (answer.status_code, answer.json()["field"]) == (400, "limit")


@pytest.mark.parametrize("address", [POSTS, "/api/v1/people/", "/api/v1/spaces/"])
@pytest.mark.parametrize("cursor", ["x", "%00", "' OR 1", "W10", "WzFd", "A" * 900, "é"])
def test_C1_a_foreign_cursor_is_400(anna: Client, address: str, cursor: str) -> None:
    answer = anna.get(f"{address}?after={cursor}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "detail", "field", "limit"}


# --- repeating -----------------------------------------------------------------------------------
def test_E2_a_repeated_create_answers_200_with_the_first_and_409_for_another(anna: Client) -> None:
    space = make_space(make_user("anna"))
    sent = {"body": "Hello", "spaces": [space.slug], "client_id": str(uuid.uuid4())}
    first, again = send(anna, json.dumps(sent)), send(anna, json.dumps(sent))
    other = send(anna, json.dumps({**sent, "body": "Else"}))
    assert [first.status_code, again.status_code, other.status_code] == [201, 200, 409]
    assert first.json()["id"] == again.json()["id"]


# --- the description -----------------------------------------------------------------------------
@pytest.fixture
def described(client: Client) -> Any:
    """The description of the API, as programs read it."""
    return client.get(reverse("api-schema"), {"format": "json"}).json()


def test_every_operation_documents_every_refusal_in_one_shape(described: Any) -> None:
    assert described["openapi"] == "3.1.1"
    operations = [
        path[method] for path in described["paths"].values() for method in METHODS & path.keys()
    ]
    assert operations
    for operation in operations:
        assert REFUSALS.keys() <= operation["responses"].keys()
        for status in REFUSALS:
            content = operation["responses"][status]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_list_documents_cursor_and_size(described: Any) -> None:
    names = {item["name"] for item in described["paths"][POSTS]["get"]["parameters"]}
    assert {"after", "limit"} <= names


def test_the_resources_of_the_product_are_described(described: Any) -> None:
    words = {word for path in described["paths"] for word in path.split("/")}
    assert {"people", "spaces", "posts", "comments", "reaction", "share"} <= words


# --- methods -------------------------------------------------------------------------------------
def test_a_method_is_described_by_what_its_action_promises_unless_the_api_says_more() -> None:
    def act(*, by: Any) -> None:
        """Do it once.

        Nobody outside of the house needs to know the rest.
        """

    assert call(act).__doc__ == "Do it once."
    assert call(act, "Do it.").__doc__ == "Do it."
    assert create(act).__doc__ == "Do it once. Sent again, it answers 200 with the first one."


def test_a_view_takes_model_and_name_from_its_serializer_unless_it_says_others() -> None:
    class Shape(serializers.ModelSerializer[Any]):
        """A post."""

        class Meta:
            model = Post
            fields = ["id"]

    class Plain(Viewset):
        """Posts."""

        serializer_class = Shape

    class Other(Plain):
        """The same under another name."""

        serializer_class = Shape
        thing = "message"

    class Below(Other):
        """What says nothing keeps what stands above it."""

    assert [(view.model, view.thing) for view in (Plain, Other, Below)] == [
        (Post, "post"),
        (Post, "message"),
        (Post, "message"),
    ]
