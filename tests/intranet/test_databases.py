"""What the address of a database, a Redis or a bucket becomes."""

import pytest
from django.db import connection

from intranet import databases

pytestmark = pytest.mark.embedded  # addresses only, nobody answers


def test_sqlite_takes_its_write_lock_at_once(tmp_path):
    made = databases.database("", tmp_path, "web")
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]
    assert made["TEST"]["NAME"].endswith(".sqlite3")


def test_an_address_is_read_with_all_its_parts(tmp_path):
    made = databases.database("postgres://me:p%40ss@db:5433/intra?sslmode=require", tmp_path, "web")
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == (
        "me",
        "p@ss",
        "db",
        "5433",
        "intra",
    )
    assert made["OPTIONS"].items() >= {"connect_timeout": 2, "sslmode": "require"}.items()


def test_a_socket_is_an_address_too(tmp_path):
    made = databases.database("postgres:///intra?host=/run/postgresql", tmp_path, "web")
    assert (made["NAME"], made["HOST"], made["PORT"]) == ("intra", "/run/postgresql", "")


def test_pages_keep_connections_and_sockets_share_a_pool(tmp_path):
    web = databases.database("postgres:///x", tmp_path, "web")
    live = databases.database("postgres:///x", tmp_path, "live")
    assert web["CONN_MAX_AGE"] == 600
    assert web["CONN_HEALTH_CHECKS"]
    assert live["CONN_HEALTH_CHECKS"]
    assert "pool" not in web["OPTIONS"]
    assert live["CONN_MAX_AGE"] == 0
    assert live["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize(
    ("process", "words", "expected"),
    [
        ("web", ["granian"], databases.FOR_PAGES),
        ("live", ["uvicorn"], databases.FOR_PAGES),
        ("web", ["manage.py", "start"], databases.FOR_PAGES),
        ("worker", ["celery"], databases.FOR_WORK),
        ("web", ["manage.py", "migrate"], databases.FOR_COMMANDS),
    ],
)
def test_I1_pages_wait_shortly_for_locks_and_commands_for_long(process, words, expected):
    assert databases.patience(process, words) == expected


def test_I1_every_connection_carries_its_limits(tmp_path):
    for process in ("web", "live", "worker"):
        made = databases.database("postgres:///x", tmp_path, process)["OPTIONS"]["options"]
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            assert name in made
        assert "jit=off" in made


@pytest.mark.server
def test_the_database_compiles_no_statement_of_ours():
    with connection.cursor() as cursor:
        cursor.execute("show jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
    ],
)
def test_the_task_queue_understands_the_same_redis(given, made):
    assert databases.broker(given) == made


def test_files_stay_on_disk_without_a_bucket(tmp_path):
    made = databases.storages(tmp_path)["default"]
    assert made["BACKEND"].endswith("FileSystemStorage")
    assert made["OPTIONS"]["location"] == str(tmp_path)


def test_D1_a_bucket_is_private_and_its_addresses_die_after_a_minute(tmp_path, monkeypatch):
    for name in ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY"):
        monkeypatch.setenv(name, "x")
    options = databases.storages(tmp_path)["default"]["OPTIONS"]
    assert options["default_acl"] == "private"
    assert options["querystring_expire"] == 60
    assert options["client_config"].connect_timeout == 1


def test_static_names_are_hashed_outside_development(tmp_path, monkeypatch):
    monkeypatch.delenv("PLAIN_STATIC", raising=False)
    assert databases.storages(tmp_path)["staticfiles"]["BACKEND"] == "kit.http.static_files.Storage"
    monkeypatch.setenv("DEBUG", "1")
    assert "kit" not in databases.storages(tmp_path)["staticfiles"]["BACKEND"]


def test_browsers_may_load_pictures_from_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    assert databases.picture_sources() == []
    monkeypatch.setenv("S3_BUCKET", "flurfunk")
    assert databases.picture_sources() == ["https://amazonaws.com", "https://*.amazonaws.com"]
    monkeypatch.setenv("S3_ENDPOINT", "https://files.nordwerk.example:9000/")
    assert databases.picture_sources()[0] == "https://files.nordwerk.example:9000"
