"""The server profile as docker-compose.yml runs it: the shipped proxy in front, users of its own.

As root every part runs as the user the compose file names, on files that belong to others, like
in the containers. Without root all of them run as the one who tests, and only that is not shown.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.intranet.processes import COMPOSE, ROOT, Process, clean_environment, free_port, manage
from tests.intranet.sites import ServerSite
from tests.migrated import copy_cluster
from tests.services import Services, wait_until

PROXY_FILE = ROOT / "deploy" / "nginx.conf"
# What the image of the proxy says around the shipped file.
AROUND = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr warn; events {{}}
http {{
    include /etc/nginx/mime.types; default_type application/octet-stream;
    access_log {folder}/access.log; sendfile on;
    client_body_temp_path {folder}/client; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {site};
}}
"""
AS_OTHERS = os.geteuid() == 0


def mounted(service: str) -> str:
    """Where a service of docker-compose.yml sees the files people upload."""
    for volume in COMPOSE["services"][service]["volumes"]:
        if isinstance(volume, dict) and volume["source"] == "media":
            return str(volume["target"])
        if isinstance(volume, str) and volume.startswith("media:"):
            return volume.split(":")[1]
    raise AssertionError(f"{service} has no folder for uploads")


def account(service: str) -> tuple[int, int, list[str]]:
    """User, group and further groups of a service of docker-compose.yml."""
    described = COMPOSE["services"][service]
    user, _, group = described["user"].partition(":")
    return int(user), int(group or user), described.get("group_add", [])


def as_account_of(service: str) -> list[str]:
    """The words in front of a command that make it run as the user of this service."""
    if not AS_OTHERS:
        return []
    user, group, others = account(service)
    groups = f"--groups={','.join(others)}" if others else "--clear-groups"
    words = ["setpriv", f"--reuid={user}", f"--regid={group}", groups]
    if service != "proxy" and not is_open_to_all(Path(sys.executable).resolve()):
        # a Python in somebody's home: may be read for the program's sake, written nowhere
        words += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    return words


def is_open_to_all(path: Path) -> bool:
    """Whether every user reaches `path`."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


class Stack(ServerSite):
    """Proxy, pages and sockets, each as the user of its container; files of pages are read-only."""

    def __init__(self, folder: Path, services: Services) -> None:
        super().__init__(folder, services)
        self.ports |= {name: free_port() for name in ("plain", "proxy", "health")}

    @property
    def base(self) -> str:
        """The address people type."""
        return f"https://localhost:{self.ports['proxy']}"

    def environment(self, process: str) -> dict[str, str]:
        """The variables of one kind of process; names with hashes would cost half a minute."""
        return super().environment(process) | {
            "PYTHONPATH": ".",
            "PLAIN_STATIC": "1",
        }

    def start(self, name: str) -> Process:
        """Start a service as the user of its container."""
        process = self.start_proxy() if name == "proxy" else super().start(name)
        self.processes[name] = process
        return process

    def prefix(self, name: str) -> list[str]:
        """Services run as the user of their container."""
        return as_account_of(name)

    def start_proxy(self) -> Process:
        """nginx with the shipped file, whose ports, names and folders are those of this test."""
        folder = self.folder / "proxy"
        folder.mkdir()
        (folder / "site.conf").write_text(self.proxy_file(make_certificate(folder)))
        main = folder / "nginx.conf"
        main.write_text(AROUND.format(folder=folder, site=folder / "site.conf"))
        if AS_OTHERS:
            for path in (folder, *folder.iterdir()):
                os.chown(path, *account("proxy")[:2])
        command = [*self.prefix("proxy"), program(), "-e", "stderr", "-c", str(main)]
        return Process(command, clean_environment(), self.folder / "proxy.log")

    def proxy_file(self, certificate: dict[str, str]) -> str:
        """deploy/nginx.conf for this machine."""
        site = PROXY_FILE.read_text()
        local = "listen 127.0.0.1:"
        for name, here in {
            **certificate,
            "server web:8000": f"server 127.0.0.1:{self.ports['web']}",
            "server live:8001": f"server 127.0.0.1:{self.ports['live']}",
            "listen 127.0.0.1:8081": f"{local}{self.ports['health']}",
            "listen 8080": f"{local}{self.ports['plain']}",
            "listen 8443": f"{local}{self.ports['proxy']}",
            f"alias {mounted('proxy')}/": f"alias {self.folder}/media/",
        }.items():
            assert name in site, name
            site = site.replace(name, here)
        return site


def program() -> str:
    """Debian keeps nginx where only root looks."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/opt/homebrew/bin")
    assert found, "nginx is missing: install it, on Debian with 'apt install nginx-light'"
    return found


def make_certificate(folder: Path) -> dict[str, str]:
    """A key and a certificate for localhost, by the names the shipped file calls them."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2"
    command = [*make.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return {
        "/run/secrets/tls_certificate": str(certificate),
        "/run/secrets/tls_key": str(key),
    }


@contextmanager
def running_stack(folder: Path, fill: str) -> Iterator[Stack]:
    """The whole stack, answering; `fill` is run in its database first."""
    services = Services(copy_cluster)
    site = Stack(folder, services)
    try:
        services.start()
        services.open_to_all()
        manage(site.environment("web"), "prepare")  # as root: pages only read it
        manage(site.environment("web"), "shell", "-v", "0", "-c", fill)
        media = folder / "media"
        media.mkdir(exist_ok=True)
        if AS_OTHERS:  # as the image leaves its folder to the volume
            os.chown(media, *account("web")[:2])
        for name in ("web", "live", "proxy"):
            site.start(name)
        ready = f"http://localhost:{site.ports['web']}/readyz"
        site.processes["web"].wait_for_answer(ready, 120)
        site.processes["live"].wait_for_answer(f"http://localhost:{site.ports['live']}/", 120)
        health = f"http://127.0.0.1:{site.ports['health']}/"
        wait_until(lambda: site.processes["proxy"].has_ended() or is_up(health), "the proxy", 60)
        yield site
    finally:
        site.kill()
        services.stop()


def is_up(url: str) -> bool:
    """Whether a page answers."""
    from tests.intranet.processes import fetch

    return fetch(url) is not None
