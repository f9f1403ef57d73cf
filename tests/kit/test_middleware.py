"""What every request passes: limits, readable problems, plain forms, private answers."""

import json
import logging
import re

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from kit import limits
from kit.http import throttling
from tests.factories import make_user

pytestmark = pytest.mark.urls("tests.kit.addresses")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def anna(client: Client) -> Client:
    """A browser in which Anna is signed in; errors of ours are answers, not exceptions."""
    client.force_login(make_user("anna"))
    client.raise_request_exception = False
    return client


STATUSES = {
    "problem": 400,
    "conflict": 409,
    "large": 413,
    "type": 415,
    "many": 429,
    "denied": 403,
    "missing": 404,
    "data": 400,
    "number": 400,
}


# --- one problem, three forms --------------------------------------------------------------------
@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_C1_a_problem_is_a_page_for_people(anna: Client, how: str, status: int) -> None:
    answer = anna.get(f"/fail/{how}/")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1>" in answer.text


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_C1_a_problem_is_json_for_programs(anna: Client, how: str, status: int) -> None:
    answer = anna.get(f"/api/v1/fail/{how}/")
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "detail", "field", "limit"}
    assert answer.json()["detail"]


def test_C1_json_names_code_field_and_limit(anna: Client) -> None:
    assert anna.get("/fail/problem/", headers={"accept": "application/json"}).json() == {
        "code": "too_long",
        "detail": "Too long",
        "field": "body",
        "limit": 7,
    }


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_C1_a_problem_is_a_note_for_a_swap(anna: Client, how: str, status: int) -> None:
    answer = anna.get(f"/fail/{how}/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (status, "#toasts")
    assert answer["HX-Reswap"] == "beforeend"
    assert "<html" not in answer.text


def test_C3_the_pause_is_in_the_header(anna: Client) -> None:
    assert anna.get("/fail/many/")["Retry-After"] == "17"


@pytest.mark.parametrize("how", STATUSES)
def test_C8_errors_are_not_cached(anna: Client, how: str) -> None:
    assert anna.get(f"/fail/{how}/")["Cache-Control"] == "no-store"


def test_E5_an_error_page_shows_what_was_typed(anna: Client) -> None:
    typed = {
        "body": "My <long> text",
        "password": "geheim",
        "csrfmiddlewaretoken": "t",
        "empty": " ",
    }
    page = anna.post("/fail/problem/", typed).text
    assert "My &lt;long&gt; text" in page
    assert "geheim" not in page


def test_problems_speak_the_language_of_the_person(client: Client) -> None:
    client.force_login(make_user("anna", language="de"))
    german = client.get("/api/v1/fail/conflict/").json()["detail"]
    client.force_login(make_user("ben", language="en"))
    english = client.get("/api/v1/fail/conflict/").json()["detail"]
    assert english == "This was changed in the meantime. Reload and try again."
    assert german.startswith("Das wurde inzwischen geändert.")


def without_dice(text: str) -> str:
    """`text` without what is thrown anew for each answer: nonce and masked token."""
    return re.sub(r"""nonce[-=]"?[\w+/=]+|data-csrf="\w+"|csrftoken=\w+""", "", text)


@pytest.mark.parametrize("address", ["/fail/missing/", "/api/v1/fail/missing/"])
def test_A2_unknown_addresses_and_hidden_things_answer_alike(anna: Client, address: str) -> None:
    unknown = address.replace("fail", "no-such-place")
    first, second = anna.get(address), anna.get(unknown)
    assert (first.status_code, second.status_code) == (404, 404)
    assert without_dice(first.text) == without_dice(second.text)
    assert without_dice(str(first.headers)) == without_dice(str(second.headers))


# --- garbage -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "/echo/%00/",
        "/echo/a%00b/",
        "/%00",
        "/echo/9223372036854775808/",
        "/echo/" + "9" * 1000 + "/",
        "/echo/" + "9" * 5000 + "/",
        "/api/v1/posts/9223372036854775808/",
        "/p/99999999999999999999/",
    ],
)
def test_C1_addresses_that_cannot_exist_are_404(anna: Client, address: str) -> None:
    assert anna.get(address).status_code == 404 or "word" in anna.get(address).text


@pytest.mark.parametrize("query", ["a=%00", "%00", "after=%00&x=1", "q=a%00b"])
def test_C1_parameters_with_nul_are_400(anna: Client, query: str) -> None:
    assert anna.get(f"/?{query}").status_code == 400
    assert anna.get(f"/api/v1/posts/?{query}").json()["code"] == "invalid"


@pytest.mark.parametrize("query", ["a=%ff%fe", "a=%", "&&&=", "a[]=1", "a=" + "x" * 5000, "%d1"])
def test_C1_odd_parameters_are_harmless(anna: Client, query: str) -> None:
    assert anna.get(f"/echo/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, b"a=" + b"x" * (limits.JSON_BYTES + 1), 413),
        (FORM, b"&".join(b"a%d=1" % n for n in range(limits.JSON_KEYS + 1)), 413),
        (FORM, b"a=%ff%fe%00", 200),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=", b"x", 400),
        ("multipart/form-data; boundary=" + "b" * 400, b"x", 400),
        ("multipart/form-data; boundary=b", b"", 200),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-da", 200),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n--b--", 200),
        ("application/json", b"{" * 10, 200),
        ("text/plain; charset=nonsense", b"x", 200),
        ("", b"x", 200),
        ("application/octet-stream", b"x" * (limits.JSON_BYTES + 1), 413),
    ],
)
def test_C1_broken_bodies_never_break_us(
    anna: Client, content_type: str, body: bytes, status: int
) -> None:
    answer = anna.generic("POST", "/open/", body, content_type=content_type)
    assert answer.status_code == status


def test_C2_too_many_files_are_refused(anna: Client) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n'
    body = part * 21 + b"--b--"
    answer = anna.generic("POST", "/open/", body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413


@pytest.mark.parametrize(("signed_in", "status"), [(True, 200), (False, 413)])
def test_C2_only_people_who_are_signed_in_may_upload(
    client: Client, signed_in: bool, status: int
) -> None:
    if signed_in:
        client.force_login(make_user("anna"))
    file = b"x" * (limits.JSON_BYTES + 1)
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
    body = head + file + b"\r\n--b--"
    answer = client.generic("POST", "/open/", body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == status


@pytest.mark.parametrize("length", ["-", "x", "1.5", "ü"])
def test_C1_a_length_that_is_none_is_400(anna: Client, length: str) -> None:
    answer = anna.get("/echo/", CONTENT_LENGTH=length)
    assert answer.status_code in {200, 400}


def test_C2_a_body_larger_than_all_uploads_is_refused_unread(anna: Client) -> None:
    kind = "multipart/form-data; boundary=b"
    answer = anna.post(
        "/open/", b"", content_type=kind, CONTENT_LENGTH=str(limits.UPLOAD_BYTES + 1)
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/json;q=x, */*;q=99"},
        {"accept": "a" * 5000},
        {"accept-language": "xx-yy;q=ü"},
        {"cookie": "sessionid=%00; \x01=2"},
        {"if-none-match": '"' * 500},
        {"if-modified-since": "never"},
        {"HX-Request": "maybe"},
        {"HX-Current-URL": "\x7f"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer " + "x" * 5000},
        {"x-forwarded-for": "not an address, ::::"},
        {"range": "bytes=9-1"},
    ],
)
@pytest.mark.parametrize("address", ["/echo/", "/fail/problem/", "/api/v1/posts/", "/"])
def test_C1_odd_headers_never_break_us(anna: Client, headers: dict[str, str], address: str) -> None:
    assert anna.get(address, headers=headers).status_code < 500


# --- plain forms ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "method"),
    [("put", "PUT"), ("DELETE", "DELETE"), ("patch", "PATCH"), ("trace", "POST"), ("", "POST")],
)
def test_a_plain_form_can_say_put_and_delete(anna: Client, sent: str, method: str) -> None:
    assert anna.post("/open/", {"_method": sent}).text.startswith(method)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("description=a+boiler", "application/x-www-form-urlencoded"),
        (encode_multipart(BOUNDARY, {"description": "a boiler"}), MULTIPART_CONTENT),
    ],
)
def test_a_form_sent_as_put_is_read_like_one_sent_as_post(
    anna: Client, body: str, kind: str
) -> None:
    assert anna.put("/open/", body, kind).text.startswith("PUT ['description']")


def test_a_get_cannot_become_anything_else(anna: Client) -> None:
    assert anna.get("/open/?_method=delete").text.startswith("GET")


def test_json_cannot_change_its_method(anna: Client) -> None:
    answer = anna.post("/open/", json.dumps({"_method": "delete"}), "application/json")
    assert answer.text.startswith("POST")


def strict_client() -> tuple[Client, str]:
    """A browser in which Anna is signed in and CSRF is checked, and its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("anna"))
    client.cookies["csrftoken"] = token = "t" * 32
    return client, token


def test_A8_a_plain_form_carries_its_token_along() -> None:
    client, token = strict_client()
    sent = {"_method": "put", "csrfmiddlewaretoken": token}
    assert client.post("/echo/", sent).text.startswith("PUT")


@pytest.mark.parametrize("method", ["put", "delete", "post"])
@pytest.mark.parametrize("token", [None, "", "x" * 32, "ü"])
def test_A8_without_the_right_token_nothing_happens(method: str, token: str | None) -> None:
    client, _token = strict_client()
    sent = {"_method": method} | ({"csrfmiddlewaretoken": token} if token is not None else {})
    assert client.post("/echo/", sent).status_code == 403


# --- rates ---------------------------------------------------------------------------------------
def test_C3_everything_together_is_limited_per_person(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "EVERYTHING", throttling.Rate("everything", 5, 60))
    assert [anna.get("/echo/").status_code for _ in range(6)] == [200] * 5 + [429]
    ben = Client()
    ben.force_login(make_user("ben"))
    assert ben.get("/echo/").status_code == 200


def test_C3_a_view_can_limit_its_writes(anna: Client) -> None:
    answers = [anna.post("/limited/").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert anna.get("/limited/").status_code == 200


# --- answers -------------------------------------------------------------------------------------
def test_C8_personal_answers_are_private_and_asked_for_anew(anna: Client) -> None:
    answer = anna.get("/echo/")
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "HX-Request"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_a_view_may_say_itself_how_long_it_is_kept(anna: Client) -> None:
    assert anna.get("/cached/")["Cache-Control"] == "public, max-age=60"


def test_C4_every_answer_has_the_headers_that_protect(anna: Client) -> None:
    for address in ("/echo/", "/fail/problem/", "/no/such/address/", "/api/v1/posts/"):
        answer = anna.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


# --- the log -------------------------------------------------------------------------------------
def test_H3_the_log_names_routes_not_addresses(
    anna: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "flurfunk.requests"):
        anna.post("/echo/secret-token/?q=private", {"body": "what I wrote"})
    lines = " ".join(str(vars(record)) for record in caplog.records)
    assert "'status': 200" in lines or "'status': 403" in lines
    for secret in ("secret-token", "private", "what I wrote"):
        assert secret not in lines


def test_a_value_that_only_the_database_refuses_is_logged(
    anna: Client, caplog: pytest.LogCaptureFixture
) -> None:
    anna.get("/fail/data/")
    assert "refused value" in caplog.text


# --- requests of nobody ---------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_H3_a_nameless_address_knows_nobody_and_leaves_no_line(
    anna: Client, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    caplog.set_level(logging.INFO)
    sender = {"REMOTE_ADDR": "203.0.113.7", "HTTP_USER_AGENT": "Spy", "HTTP_X_REAL_IP": "x"}
    answer = getattr(anna, method)("/api/v1/surveys/1/ballots/", **sender)
    assert 400 <= answer.status_code < 500
    told = {name for name in answer.wsgi_request.META if name.startswith("HTTP_")}
    assert told <= {"HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"}
    assert answer.wsgi_request.META["REMOTE_ADDR"] == ""
    assert not answer.wsgi_request.user.is_authenticated
    assert not answer.cookies
    assert not [one for one in caplog.records if one.name.startswith(("flurfunk", "django.req"))]


@pytest.mark.parametrize("address", ["ballots", "ballots/x/", "x/../ballots/"])
def test_neighbours_of_a_nameless_address_are_like_all_others(
    anna: Client, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    caplog.set_level(logging.INFO)
    anna.get(f"/api/v1/surveys/1/{address}")
    assert [one for one in caplog.records if one.name == "flurfunk.requests"]
