"""What the worker on a device is told with every page: whose it is, and of which shell."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from intranet.device import shell
from kit.http.exceptions import Problem
from kit.http.responses import error_response

PERSON, SHELL = "X-Person", "X-Shell"
SIGNED_OUT = _("You are signed out.")


class PageHeaders:
    """Names the person (0: nobody) and the shell, by which the worker knows pages of ours.

    A captive portal answers 200 with a page of its own, which must never be taken for one.
    A page that another one of ours led to, or the worker asked for, begins with the typeface, which
    the device has; on a first page it would stand before style and scripts on a slow line.
    What a device sends for a person, saying so, is taken from nobody else: a page may be older
    than the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and name both on pages."""
        sender = request.headers.get(PERSON)
        if sender and sender != str(request.user.pk or 0):
            return error_response(request, Problem("signed_out", SIGNED_OUT, status=401))
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response[PERSON] = str(request.user.pk or 0)
            response[SHELL] = shell.version()
            if request.headers.get("Sec-Fetch-Site") == "same-origin":
                response["Link"] = shell.typeface()
        return response
