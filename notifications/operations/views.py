"""The figures for machines that watch this site."""

import hmac
from dataclasses import fields

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.operations.figures import figures

HELP = {
    "outbox_waiting": "Pieces of background work that wait",
    "outbox_failed": "Pieces of background work given up",
    "outbox_age": "Seconds for which the longest waiting piece has been due",
    "clock_age": "Seconds since the clock last sent work that is due by itself; -1: never",
    "mails_waiting": "Mails that wait",
    "mails_age": "Seconds for which the longest waiting mail has waited",
    "mails_failed": "Mails given up",
    "addresses_off": "Addresses that were refused too often",
    "pushes_waiting": "Pushes that are due",
    "push_p50": "Median seconds from a cause to the device, last 24 hours",
    "push_p99": "99th percentile of the same",
}


@never_cache
@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges in the text format of Prometheus, for whoever knows METRICS_TOKEN."""
    known = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(known.encode(), given.encode()):
        raise Http404
    found = figures()
    values = {one.name: getattr(found, one.name) for one in fields(found) if one.name in HELP}
    lines = (
        f"# HELP flurfunk_{name} {HELP[name]}\n# TYPE flurfunk_{name} gauge\n"
        f"flurfunk_{name} {value}\n"
        for name, value in values.items()
    )
    return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4")
