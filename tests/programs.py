"""Programs that use the REST API."""

from typing import Any

from django.test import Client


def send(program: Client, method: str, address: str, **body: Any) -> Any:
    """The answer to a request with a JSON body to an address of the API."""
    ask = getattr(program, method)
    return ask(f"/api/v1/{address}", body, content_type="application/json")
