"""The server profile behind the shipped proxy file, every part as the user of its container."""

import io
import random
import socket
import ssl
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from kit import limits
from tests.e2e.test_embedded import sign_in
from tests.intranet.stack import running_stack
from tests.tus import PART, TUS, UPLOADS, pairs

pytestmark = pytest.mark.server
FILL = """
from tests.factories import make_post, make_space, make_user
anna, ben = make_user("anna", language="en"), make_user("ben", language="en")
make_post(anna, make_space(anna, ben, access="closed", name="Heat pumps"), "The first one")
"""
GUARDS = {
    "strict-transport-security": "max-age=31536000",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
MUCH = 8 * limits.MIB  # more than any buffer between a browser and the application holds
SEND = """async ([address, type, bytes]) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": csrf, "Content-Type": type };
  const sent = await fetch(address, { method: "POST", headers, body: new Uint8Array(bytes) });
  return [sent.status, await sent.text()];
}"""


@pytest.fixture(scope="module")
def stack():
    """In a folder of its own: pytest closes its folders to other users whenever a run begins."""
    with TemporaryDirectory(prefix="flurfunk-stack-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running_stack(folder, FILL) as found:
            yield found


@pytest.fixture
def client(stack):
    with httpx.Client(base_url=stack.base, verify=False) as made:
        yield made


@pytest.fixture
def page_of(open_browser, stack):
    def open_one(name, size="desktop"):
        page = open_browser(size=size, ignore_https_errors=True)
        sign_in(page, stack.base, name)
        return page

    return open_one


def a_large_picture():
    made = io.BytesIO()
    Image.effect_noise((2400, 1800), 90).save(made, "JPEG", quality=95)
    return made.getvalue()


def test_two_people_meet_live_and_see_a_picture(page_of, stack, client):
    anna, ben = page_of("anna"), page_of("ben", "phone")
    anna.locator(".prompt__field").click()
    anna.locator("#composer .audience > summary").click()
    anna.locator("#composer [name=space]").check()
    anna.locator("#composer .audience > summary").click()
    anna.fill("#composer textarea", "Look @ben")
    picture = {"name": "boiler.jpg", "mimeType": "image/jpeg", "buffer": a_large_picture()}
    anna.set_input_files("#composer [name=files]", picture)
    expect(anna.locator("#composer [name=photo]")).not_to_have_value("", timeout=30_000)
    anna.locator("#composer button.btn--primary").click()
    expect(ben.locator(".newpill")).to_be_visible(timeout=30_000)
    ben.locator(".newpill").click()
    shown = ben.locator("post-card").first.locator("img[srcset]")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("one => one.naturalWidth") > 0, stack.processes["proxy"].output

    address = shown.evaluate("one => one.currentSrc")
    cookies = {one["name"]: one["value"] for one in ben.context.cookies()}
    file = client.get(address, cookies=cookies)
    assert (file.status_code, file.headers["content-type"]) == (200, "image/webp")
    policies = {
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-cache",
    }
    assert {name: file.headers.get(name) for name in GUARDS | policies} == GUARDS | policies
    again = client.get(address, cookies=cookies, headers={"If-None-Match": file.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address).status_code == 302
    for page in (anna, ben):
        page.goto("about:blank")


def test_C2_a_refused_body_is_answered_with_what_it_is(page_of):
    page = page_of("anna")
    status, said = page.evaluate(SEND, ["/api/v1/posts/", "application/json", MUCH])
    assert (status, '"code": "too_large"' in said) == (413, True), said[:300]
    status, said = page.evaluate(SEND, ["/compose/", "application/x-www-form-urlencoded", MUCH])
    assert (status, "This is too large." in said) == (413, True), said[:300]
    page.goto("about:blank")


@pytest.mark.parametrize(
    ("address", "body", "headers", "status"),
    [
        ("/api/v1/posts/", {"content": b"x" * MUCH}, {"Content-Type": "application/json"}, 413),
        ("/api/v1/photos/", {"files": {"file": b"x" * MUCH}}, {"Authorization": "Bearer no"}, 401),
        ("/photos/", {"files": {"file": b"x" * MUCH}}, {}, 413),
        ("/p/1/reaction/", {"content": b"x" * MUCH}, {}, 413),
    ],
)
def test_C2_a_stranger_is_refused_with_the_right_answer(client, address, body, headers, status):
    assert client.post(address, headers=headers, **body).status_code == status


@pytest.fixture
def sender(page_of, stack):
    """A program that speaks tus, signed in as Anna by the cookies of her browser."""
    page = page_of("anna")
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    page.goto("about:blank")
    headers = {**TUS, "X-CSRFToken": cookies["csrftoken"], "Referer": f"{stack.base}/"}
    with httpx.Client(base_url=stack.base, verify=False, headers=headers, cookies=cookies) as made:
        yield made


def send_part(sender, place, offset, content):
    headers = {"Content-Type": PART, "Upload-Offset": str(offset)}
    return sender.patch(place, content=content, headers=headers)


def cut_part(sender, place, offset, content):
    """The head of a request and half of its body, and then the line breaks."""
    headers = {"Content-Type": PART, "Upload-Offset": str(offset)}
    request = sender.build_request("PATCH", place, content=content, headers=headers)
    lines = [
        f"PATCH {place} HTTP/1.1",
        *(f"{name}: {one}" for name, one in request.headers.items()),
    ]
    trusting = ssl._create_unverified_context()
    address = (request.url.host, request.url.port)
    with trusting.wrap_socket(
        socket.create_connection(address), server_hostname="localhost"
    ) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + content[: len(content) // 2])


def test_D5_a_file_arrives_in_parts_through_the_proxy_and_goes_on_after_a_cut(sender):
    spoken = sender.options(UPLOADS)
    assert (spoken.status_code, spoken.headers["tus-version"]) == (204, "1.0.0")
    whole = random.Random("valve").randbytes(2 * limits.PART_BYTES + 1)
    told = pairs(kind="files", filename="valve.bin")
    announced = {"Upload-Length": str(len(whole)), "Upload-Metadata": told}
    begun = sender.post(UPLOADS, headers=announced)
    assert (begun.status_code, begun.headers["tus-resumable"]) == (201, "1.0.0")
    place = urlsplit(begun.headers["location"]).path
    first, second = whole[: limits.PART_BYTES], whole[limits.PART_BYTES :]
    assert send_part(sender, place, 0, first).status_code == 204
    large = send_part(sender, place, len(first), second)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    cut_part(sender, place, len(first), second[:-1])
    come = sender.head(place)
    assert come.headers["upload-offset"] == str(len(first))
    assert (come.headers["cache-control"], come.headers["tus-resumable"]) == ("no-store", "1.0.0")
    assert send_part(sender, place, len(first), second[:-1]).headers["upload-offset"] == str(
        len(whole) - 1
    )
    key = send_part(sender, place, len(whole) - 1, second[-1:]).headers["file-key"]
    assert sender.get(f"/files/posts/{key}").content == whole


def test_what_is_larger_than_any_upload_is_refused_by_the_proxy(client):
    body = (b"x" * limits.MIB for _ in range(211))
    assert client.post("/photos/", content=body).status_code == 413


def test_pages_files_and_refusals_carry_the_same_guards(client):
    style = client.get("/login/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    for address in ("/login/", style, "/nothing/here/", "/api/v1/posts/"):
        answer = client.get(address)
        assert {name: answer.headers.get(name) for name in GUARDS} == GUARDS, address


def test_an_unencrypted_address_leads_to_the_encrypted_one(stack):
    answer = httpx.get(f"http://localhost:{stack.ports['plain']}/login/?next=/x/")
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://localhost/login/?next=/x/"


def test_pages_are_compressed_once(client):
    for accepted, used in (("gzip", "gzip"), ("identity", None)):
        headers = {"Accept-Encoding": accepted}
        answer = client.get("/login/", headers=headers)
        assert answer.headers.get("content-encoding") == used
        assert "Accept-Encoding" in answer.headers["vary"]
        assert "csrfmiddlewaretoken" in answer.text


def test_I1_pages_that_are_away_say_so_to_people_and_programs(stack, client):
    """Stands last: the pages are stopped."""
    stack.processes["web"].stop()
    for address in ("/login/", "/api/v1/posts/", "/api/v1/surveys/1/ballots/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), address
        assert answer.headers["cache-control"] == "no-store"
        is_api = address.startswith("/api/")
        assert answer.headers["content-type"].startswith(
            "application/json" if is_api else "text/html"
        )
