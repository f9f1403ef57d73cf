"""What an installation holds, said so that two versions of the code can be compared."""

from typing import Any

from django.apps import apps
from django.test import Client

from accounts.models import User
from surveys.api.serializers import ResultsRow
from surveys.models import Survey
from surveys.results import results

LEFT_OUT = {"sessions", "contenttypes", "auth", "admin"}  # and what the clock changes
MOVING = {"kit.OutboxEntry", "kit.Heartbeat", "accounts.Session"}
PAGES = (
    "/",
    "/announcements/",
    "/chat/",
    "/spaces/",
    "/people/",
    "/notifications/",
    "/surveys/",
    "/saved/",
)


def describe() -> dict[str, Any]:
    """Numbers of rows, the results of closed surveys, and what pages answer a person."""
    return {"rows": rows(), "surveys": closed_surveys(), "pages": pages()}


def rows() -> dict[str, int]:
    """How many rows each model has, by its table; every column of every row is read."""
    models = [one for one in apps.get_models() if one._meta.app_label not in LEFT_OUT]
    kept = [one for one in models if one._meta.label not in MOVING]
    return {one._meta.db_table: len(list(one._base_manager.all())) for one in kept}


def closed_surveys() -> dict[str, Any]:
    """The results of closed surveys, which nobody can count again."""
    closed = Survey.objects.exclude(closed_at=None).order_by("pk")
    return {survey.title: ResultsRow(results(survey)).data for survey in closed}


def pages() -> dict[str, int]:
    """The status of the main pages for somebody who belongs to a department."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.filter(is_active=True, department__gt="").earliest("pk"))
    return {path: client.get(path).status_code for path in PAGES}
