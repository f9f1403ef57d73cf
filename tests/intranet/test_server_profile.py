"""The processes of the server profile, started by the very commands of docker-compose.yml."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.intranet.processes import fetch, manage
from tests.intranet.sites import ServerSite
from tests.services import Services, wait_until

pytestmark = pytest.mark.server
WORK = """
from django.db import transaction
from kit.models import OutboxEntry
from kit.jobs.outbox import publish
from spaces.events import JoinRequested
with transaction.atomic():
    publish(JoinRequested(space_id=0, user_id=0))
print(OutboxEntry.objects.get().pk)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    services = Services().start()
    made = ServerSite(tmp_path_factory.mktemp("site"), services)
    try:
        manage(made.environment("web"), "prepare")
        for name in ("web", "live", "worker", "beat"):
            made.start(name)
        yield made
    finally:
        made.kill()
        services.stop()


def test_pages_answer_from_granian(site):
    site.processes["web"].wait_for_answer(f"{site.base}/healthz")
    assert fetch(f"{site.base}/healthz")[0] == 200
    status, body = fetch(f"{site.base}/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)


def test_the_sign_in_page_and_its_hashed_style_sheet_are_served(site):
    site.processes["web"].wait_for_answer(f"{site.base}/healthz")
    status, page = fetch(f"{site.base}/login/")
    assert status == 200
    style = next(part for part in page.split('"') if part.startswith("/static/") and ".css" in part)
    assert style.count(".") >= 2, "the name carries no hash"
    assert fetch(site.base + style)[0] == 200


def test_A8_sockets_answer_from_uvicorn_and_ask_to_sign_in(site):
    port = site.ports["live"]
    site.processes["live"].wait_for_answer(f"http://localhost:{port}/")
    address = f"ws://localhost:{port}/ws/"
    with connect(address, origin=site.base) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=10)
    assert closed.value.rcvd.code == 4401


def test_the_socket_process_serves_no_pages(site):
    port = site.ports["live"]
    site.processes["live"].wait_for_answer(f"http://localhost:{port}/")
    assert fetch(f"http://localhost:{port}/login/")[0] == 404


def test_F2_the_worker_does_what_was_handed_over(site):
    site.processes["worker"].wait_for("ready.")
    entry = int(manage(site.environment("web"), "shell", "-v", "0", "-c", WORK).stdout)
    question = f"select done_at from kit_outboxentry where id = {entry} and done_at is not null"
    wait_until(lambda: site.ask(question), "the worker", 30)


def test_the_clock_runs(site):
    site.processes["beat"].wait_for("beat: Starting")
    wait_until(lambda: (site.folder / "beat.pid").exists(), "the clock's pid file", 30)


def test_pages_keep_few_connections(site):
    site.processes["web"].wait_for_answer(f"{site.base}/healthz")
    for _ in range(40):
        fetch(f"{site.base}/login/")
    others = "datname = 'flurfunk' and pid <> pg_backend_pid()"
    count = site.ask(f"select count(*) from pg_stat_activity where {others}")[0]
    # two processes of four threads, the pool of the sockets, two workers with their parent
    assert count <= 2 * 4 + 8 + 3 + 2


def test_I2_every_process_ends_by_itself_when_it_is_asked_to(site):
    """Stands last: after it nothing runs any more."""
    site.processes["web"].wait_for_answer(f"{site.base}/healthz")
    site.processes["live"].wait_for_answer(f"http://localhost:{site.ports['live']}/")
    site.processes["worker"].wait_for("ready.")
    site.processes["beat"].wait_for("beat: Starting")
    codes = {name: process.stop() for name, process in site.processes.items()}
    assert set(codes.values()) <= {0, -15, 143}, codes


def test_J3_a_process_refuses_a_database_that_lacks_migrations(site):
    site.ask("delete from django_migrations where app = 'feed' returning 1")
    process = site.start("web")
    assert process.child.wait(60) != 0
    assert "The database lacks migrations" in process.output
