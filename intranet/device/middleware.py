"""What the worker on a device is told with every page: whose it is, and of which shell."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from intranet.device import shell

PERSON, SHELL = "X-Person", "X-Shell"


class PageHeaders:
    """Names the person (0: nobody) and the shell, by which the worker knows pages of ours.

    A captive portal answers 200 with a page of its own, which must never be taken for one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and name both on pages."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response[PERSON] = str(request.user.pk or 0)
            response[SHELL] = shell.version()
        return response
