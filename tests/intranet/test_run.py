"""The scripts that a newcomer meets first."""

import hashlib
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.intranet.processes import ROOT, Process, clean_environment, fetch, free_port, manage

pytestmark = pytest.mark.embedded
SCRIPTS = ("run", "test", "lint", "bench", "demo", "_environment.sh")
PACKAGE = re.compile(r"^([a-zA-Z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


@pytest.fixture
def embedded(tmp_path):
    """The environment of a fresh embedded installation, and its port."""
    port = free_port()
    return clean_environment(VAR_DIR=str(tmp_path / "var"), PORT=str(port), DEMO="0"), port


def start(embedded, tmp_path):
    environment, port = embedded
    process = Process(["python", "manage.py", "start"], environment, tmp_path / "log")
    process.wait_for_answer(f"http://127.0.0.1:{port}/healthz", seconds=120)
    return process


@pytest.mark.slow
def test_a_fresh_start_serves_and_ctrl_c_ends_it_cleanly(embedded, tmp_path):
    process = start(embedded, tmp_path)
    try:
        assert fetch(f"http://127.0.0.1:{embedded[1]}/login/")[0] == 200
        assert process.stop(signal.SIGINT) == 0, process.output
    finally:
        process.kill()
    assert f"http://127.0.0.1:{embedded[1]}" in process.output
    assert "Traceback" not in process.output


@pytest.mark.slow
def test_a_second_preparation_finds_nothing_to_do(embedded):
    environment, _port = embedded
    first, second = (manage(environment, "prepare").stdout for _ in range(2))
    assert "Preparing the database" in first
    assert second == ""


@pytest.mark.slow
def test_a_taken_port_is_one_sentence(embedded, tmp_path):
    environment, port = embedded
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        process = Process(["python", "manage.py", "start"], environment, tmp_path / "log")
        assert process.child.wait(60) == 1
    assert f"Port {port} is in use" in process.output
    assert process.output.count("\n") == 1


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_plain_posix_shell(name):
    shell = shutil.which("dash") or "sh"
    subprocess.run([shell, "-n", f"bin/{name}"], cwd=ROOT, check=True)
    text = (ROOT / "bin" / name).read_text()
    assert not re.search(r"\[\[ |^\s*(local|source|function) |<\(", text, re.MULTILINE)


def script(tmp_path, body, path="/usr/bin:/bin"):
    """Run `body` after the common part of the scripts, in a project folder of its own."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    shutil.copy(ROOT / "bin" / "_environment.sh", tmp_path / "bin")
    file = tmp_path / "bin" / "try"
    file.write_text(f'. "$(dirname -- "$0")/_environment.sh"\n{body}\n')
    return subprocess.run(
        ["sh", file], env={"PATH": path, "HOME": str(tmp_path)}, capture_output=True, text=True
    )


def test_a_machine_without_python_reads_one_sentence(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "id"):
        (tools / name).symlink_to(Path(shutil.which(name)))
    ended = script(tmp_path, "find_python", path=str(tools))
    assert ended.returncode == 1
    assert ended.stderr == (
        "Python 3.11 or newer is missing: install it, or name it with PYTHON=/path/to/python.\n"
    )


def test_a_missing_program_is_one_sentence_without_apt(tmp_path):
    ended = script(tmp_path, "may_install() { false; }\nneed no-such-program its-package")
    assert ended.returncode == 1
    assert "apt install its-package" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("installed", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_not_installed_again(tmp_path, installed):
    """The development packages contain the others, so a start after a test run does nothing."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"content of {name}")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(Path(shutil.which("python3")))
    content = (tmp_path / installed).read_bytes()
    (tmp_path / ".venv" / "locked").write_text(hashlib.sha256(content).hexdigest())
    for package in ("@fontsource-variable", "tus-js-client"):
        (tmp_path / "node_modules" / package).mkdir(parents=True)
    ended = script(tmp_path, "set_up requirements.txt", path="/usr/local/bin:/usr/bin:/bin")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_development_packages_contain_those_of_the_product():
    product, development = (
        dict(PACKAGE.findall((ROOT / name).read_text()))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert product
    assert product.items() <= development.items()


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt", "package-lock.json"]
)
def test_the_locks_carry_hashes_and_name_no_registry(name):
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text or '"integrity": "sha512-' in text
    assert "resolved" not in text
    assert "index-url" not in text
    without_thanks = re.sub(r'"url": "https://[^"]+"', "", text)  # how authors are paid
    assert not re.search(r"https?://", without_thanks)
