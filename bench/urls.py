"""The product's addresses and a view that only signs in."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def trivial(request: HttpRequest) -> HttpResponse:
    """Costs what every signed-in answer costs: middlewares, session, person."""
    return HttpResponse(f"Hello {request.user.name}")


urlpatterns = [path("bench/trivial/", trivial), path("", include("intranet.urls"))]
handler404 = "intranet.errors.not_found"
