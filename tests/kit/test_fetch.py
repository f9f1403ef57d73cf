"""Fetching addresses given by people: which machines are asked, and for how long at most."""

import ipaddress
import socket
import ssl
import subprocess
import threading
import time

import pytest

from kit import limits
from kit.outbound.fetch import fetch
from kit.outbound.ssrf import FetchError, is_public, refuse_literal, target_of
from tests import guards
from tests.kit.outside import Names, running, say


@pytest.fixture
def machine(settings):
    with running() as found:
        settings.OUTGOING_PORTS = [80, 443, found.port]
        settings.OUTGOING_INTERNAL_HOSTS = ["bot.internal"]
        yield found


@pytest.fixture
def names(monkeypatch):
    found = Names(bot_internal=[["127.0.0.1"]])
    monkeypatch.setattr(socket, "getaddrinfo", found)
    return found


def reason(url, **how):
    with pytest.raises(FetchError) as refused:
        fetch(url, **how)
    return refused.value.reason


# --- which addresses -----------------------------------------------------------------------------
FORBIDDEN = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.1.2 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.1
    198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8
    64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:53aa:64c:0:0:7f00:1
    2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd12:3456::1
    fe80::1 fe80::1%1 2600::1%1 fec0::1 ff02::1 ff0e::1
""".split()  # fmt: skip
PUBLIC = "8.8.8.8 100.63.255.255 100.128.0.1 172.32.0.1 192.0.1.1 193.99.144.80".split()
PUBLIC += ["2001:4860:4860::8888", "2a02:2e0:3fe:1001:302::", "2003:0:1::1"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_C6_a_special_address_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_C6_an_ordinary_address_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", FORBIDDEN)
def test_C6_no_name_leads_to_a_special_address(names, address):
    names.answers["evil_example"] = [[address]]
    assert reason("http://evil.example/") == "forbidden_address"


def test_C6_one_special_address_among_public_ones_is_enough_to_refuse(names):
    names.answers["evil_example"] = [["93.184.216.34", "10.0.0.1"]]
    assert reason("http://evil.example/") == "forbidden_address"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/",
     "http://017700000001/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/"],
)  # fmt: skip
def test_C6_numbers_that_mean_this_machine_are_refused_in_every_spelling(url):
    assert reason(url) == "forbidden_address"


@pytest.mark.parametrize(
    ("url", "why"),
    [("ftp://x.example/", "address"), ("file:///etc/passwd", "address"), ("//x.example", "address"),
     ("gopher://x.example:80/", "address"), ("http://", "address"), ("nothing", "address"),
     ("http://me:secret@x.example/", "address"), ("http://x.example:22/", "port"),
     ("http://x.example:99999/", "address"), ("http://x.example:0/", "port"),
     ("http://x.example/a b", "address"), ("http://x.example\\@y.example/", "address"),
     ("http://x.example/\r\nHost: y", "address"), ("http://[fe80::1%25eth0]/", "address"),
     ("http://[::1", "address"), (f"http://{'a' * 70}.example/", "address"),
     ("http://x.example/" + "a" * 2000, "address"), ("http://x.example/ä", "address")],
)  # fmt: skip
def test_C6_only_plain_web_addresses_are_asked(names, url, why):
    assert reason(url) == why
    assert not names.asked


def test_a_name_with_umlauts_is_asked_in_its_ascii_form():
    assert target_of("https://bücher.example./x?y=1#z").host == "xn--bcher-kva.example"
    assert target_of("https://bücher.example./x?y=1#z").path == "/x?y=1"


def test_C6_numbers_are_refused_before_anybody_is_asked(names):
    with pytest.raises(FetchError):
        refuse_literal("http://10.0.0.1/")
    refuse_literal("http://bot.example/")
    assert not names.asked


def test_C6_only_the_worker_fetches():
    def naming(words):
        found = guards.sources(*guards.APPS)
        return [guards.short(path) for path in found if words in path.read_text()]

    assert naming("kit.outbound.fetch import") == [
        "chat/webhooks.py",
        "notifications/webpush/client.py",
    ]
    assert naming("webhooks.deliver(") == ["chat/handlers.py"]
    assert naming("client import PushMessage, PushOutcome, send_message") == [
        "notifications/webpush/sender.py"
    ]


# --- names that change their mind ----------------------------------------------------------------
def test_C6_a_name_is_asked_for_once_and_the_connection_goes_to_that_answer(machine, names):
    names.answers["bot_internal"] = [["127.0.0.1"], ["10.0.0.1"]]
    assert fetch(machine.url()).status == 200
    assert names.asked.count("bot.internal") == 1


def test_C6_a_name_that_turns_private_for_the_second_request_is_refused(machine, names):
    machine.answers["/"] = say("", 302, Location=machine.url("/", host="rebind.example"))
    names.answers["rebind_example"] = [["127.0.0.1"]]
    assert reason(machine.url()) == "forbidden_address"
    assert len(machine.requests) == 1


def test_the_next_address_is_tried_when_one_does_not_answer(machine, names):
    names.answers["bot_internal"] = [["127.0.0.2", "127.0.0.1"]]  # nobody listens at the first
    assert fetch(machine.url()).status == 200


def test_an_unknown_name_is_said_to_be_unknown(names):
    names.answers["gone_example"] = [[]]
    assert reason("http://gone.example/") == "unknown_host"


def test_C6_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **how: answered.wait(10) and [])
    began = time.monotonic()
    assert reason("http://slow.example/", seconds=0.2) == "timeout"
    assert time.monotonic() - began < 2
    answered.set()


# --- internal hosts ------------------------------------------------------------------------------
def test_C6_without_being_listed_an_internal_host_is_refused(machine, names, settings):
    settings.OUTGOING_INTERNAL_HOSTS = []
    assert reason(machine.url()) == "forbidden_address"
    assert not machine.requests


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::"])
def test_C6_not_even_a_listed_host_leads_to_the_own_wire_or_a_crowd(machine, names, address):
    names.answers["bot_internal"] = [[address]]
    assert reason(machine.url()) == "forbidden_address"


def test_C6_a_port_must_be_listed_too(machine, names, settings):
    settings.OUTGOING_PORTS = [80, 443]
    assert reason(machine.url()) == "port"


def test_C6_everything_can_be_switched_off(machine, names, settings):
    settings.OUTGOING_REQUESTS = False
    assert reason(machine.url()) == "off"
    assert not names.asked


# --- what is sent and taken ----------------------------------------------------------------------
def test_an_answer_has_status_headers_and_body(machine, names):
    machine.answers["/x"] = say("no", 418, X_Kind="teapot")
    answer = fetch(machine.url("/x"), method="POST", body=b"{}", headers={"X-Own": "1"})
    assert (answer.status, answer.headers["x-kind"], answer.body) == (418, "teapot", b"no")
    method, path, headers, body = machine.requests[0]
    assert (method, path, headers["x-own"], body) == ("POST", "/x", "1", b"{}")
    assert headers["host"] == f"bot.internal:{machine.port}"


def test_C6_no_cookie_is_kept_and_no_proxy_of_the_environment_is_asked(machine, names, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.3:9")
    machine.answers["/"] = say("", 302, Set_Cookie="a=b", Location="/next")
    assert fetch(machine.url()).body == b"hello"
    assert all("cookie" not in headers for _, _, headers, _ in machine.requests)


def test_C6_three_redirects_are_followed_and_no_fourth(machine, names):
    for number in range(4):
        machine.answers[f"/{number}"] = say("", 307, Location=f"/{number + 1}")
    assert fetch(machine.url("/1")).body == b"hello"
    assert reason(machine.url("/0")) == "redirects"


def test_C6_a_redirect_passes_the_same_check(machine, names):
    for address in (
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "http://[::1",
        "http://x.example:22",
    ):
        machine.answers["/"] = say("", 302, Location=address)
        assert reason(machine.url()) in {"forbidden_address", "address", "port"}


def test_C6_a_redirect_may_be_left_unfollowed(machine, names):
    machine.answers["/"] = say("", 302, Location="/next")
    assert fetch(machine.url(), redirects=0).status == 302
    assert len(machine.requests) == 1


# --- bodies that never end -----------------------------------------------------------------------
def endless(handler, piece=b"x" * 65536, pause=0.0, head=True):
    if head:
        handler.send_response(200)
        handler.end_headers()
    try:
        while True:
            handler.wfile.write(piece)
            time.sleep(pause)
    except OSError:
        pass


def test_C6_more_than_a_megabyte_is_refused(machine, names):
    machine.answers["/fits"] = say("x" * limits.FETCH_BYTES)
    assert len(fetch(machine.url("/fits")).body) == limits.FETCH_BYTES
    machine.answers["/more"] = say("x" * (limits.FETCH_BYTES + 1))
    assert reason(machine.url("/more")) == "too_large"
    machine.answers["/endless"] = endless
    assert reason(machine.url("/endless")) == "too_large"


@pytest.mark.parametrize("head", [True, False])
def test_C6_an_answer_in_drops_ends_with_the_time(machine, names, head):
    drop = b"x" if head else b"HTTP/1.0 200 OK\r\nX: y\r\n"
    machine.answers["/"] = lambda handler: endless(handler, drop, 0.05, head)
    began = time.monotonic()
    assert reason(machine.url(), seconds=0.5) in {"timeout", "unreachable"}
    assert time.monotonic() - began < 2


def test_C6_a_machine_that_says_nothing_is_not_waited_for(names, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.OUTGOING_PORTS, settings.OUTGOING_INTERNAL_HOSTS = [port], ["bot.internal"]
        for scheme in ("http", "https"):
            assert reason(f"{scheme}://bot.internal:{port}/", seconds=0.3) == "timeout"


@pytest.mark.parametrize("noise", [b"SSH-2.0-server\r\n", b"\x00\xff" * 90_000, b""])
def test_C6_noise_is_no_answer(machine, names, noise):
    machine.answers["/"] = lambda handler: handler.wfile.write(noise)
    assert reason(machine.url(), seconds=2) == "unreachable"


def test_a_closed_port_is_unreachable(machine, names, settings):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings.OUTGOING_PORTS = [port]
    assert reason(f"http://bot.internal:{port}/") == "unreachable"


# --- TLS -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=bot.internal", "-addext", "subjectAltName=DNS:bot.internal", "-keyout", str(key),
         "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


@pytest.fixture
def secure(certificate, settings):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    with running(tls) as found:
        settings.OUTGOING_PORTS = [found.port]
        settings.OUTGOING_INTERNAL_HOSTS = ["bot.internal", "other.internal"]
        yield found


def test_C6_a_certificate_nobody_vouches_for_is_refused(secure, names):
    assert reason(secure.url(scheme="https")) == "certificate"


def test_C6_the_certificate_must_fit_the_name(secure, names, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    names.answers["other_internal"] = [["127.0.0.1"]]
    assert fetch(secure.url(scheme="https")).body == b"hello"
    assert reason(secure.url(host="other.internal", scheme="https")) == "certificate"
