"""A sender that speaks tus 1.0.0, as clients from elsewhere do."""

from base64 import b64encode
from typing import Any

from django.test import Client

UPLOADS = "/api/v1/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


def pairs(**told: str) -> str:
    """`Upload-Metadata`."""
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())


def begin(client: Client, size: int, kind: str = "files", name: str = "a.bin", **more: str) -> Any:
    """Announce a file."""
    told = pairs(kind=kind, filename=name, **more)
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": told}
    return client.post(UPLOADS, content_type=PART, headers=headers)


def send(client: Client, place: str, offset: int, content: bytes, **headers: str) -> Any:
    """One part."""
    headers = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(place, content, content_type=PART, headers=headers)


def how_far(client: Client, place: str) -> Any:
    """What is asked after a break."""
    return client.head(place, headers=TUS)


def send_all(client: Client, content: bytes, part: int = 40_000, **told: str) -> Any:
    """A whole file, part by part; the last answer."""
    place = begin(client, len(content), **told)["Location"]
    for offset in range(0, len(content), part):
        answer = send(client, place, offset, content[offset : offset + part])
        if answer.status_code != 204:
            break
    return answer
