"""What was said about returns, in an announcement, in a file and by a person, to be found again."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement, Version
from feed.actions import create_post, upload_file
from feed.models import Post
from kit.jobs.outbox import drain
from tests.announcements.newsroom import make_announcement
from tests.factories import make_space, make_user
from tests.kit import documents

WORDS = "Rücknahme Garantie"


def make_searched() -> User:
    """Anna, whose company said something about returns eight months ago."""
    anna = make_user("anna", role=User.Role.EDITOR)
    make_user(
        "frank",
        first_name="Frank",
        last_name="Wieczorek",
        skills="Garantie und Rücknahme",
    )
    space = make_space(anna, name="Ersatzteile")
    news = make_announcement(space, title="Rücknahme in der Garantie", by=anna)
    _make_old(news)
    pages = [["Inhalt"], ["Preise"], ["Die Garantie gilt auch bei Rücknahme ohne Karton."]]
    file = upload_file(by=anna, upload=SimpleUploadedFile("bedingungen.pdf", documents.pdf(pages)))
    create_post(by=anna, spaces=[space], body="Zum Nachlesen", photos=[file.key])
    drain()
    call_command("rebuild_search", verbosity=0)
    return anna


def _make_old(news: Announcement) -> None:
    """Published eight months ago, ended one month ago."""
    now = timezone.now()
    for model in (Post, Announcement):
        model.objects.filter(pk=news.pk).update(published_at=now - timedelta(days=240))
    Version.objects.filter(announcement=news.pk).update(ends_at=now - timedelta(days=30))
