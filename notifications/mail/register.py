"""The kinds of mails there are, and the parts of summaries of those apps that are installed."""

from importlib import import_module

from django.apps import apps

from notifications.digest import actions, bell, render  # noqa: F401 (bell is a section)
from notifications.mail import news, reports
from notifications.mail.kinds import KINDS, Kind
from notifications.mail.models import Mail

for name in ("feed", "chat"):
    if apps.is_installed(name):
        import_module(f"notifications.digest.parts.{name}")

KINDS[Mail.Kind.NEWS] = Kind(news.word, news.end)
KINDS[Mail.Kind.REPORT] = Kind(reports.word, None)
KINDS[Mail.Kind.DIGEST] = Kind(render.word, actions.end)
