"""What the toolbox does when something has happened to files."""

from django.apps import apps
from django.db import transaction

from kit.events import FileAttached, FileTextRead
from kit.files.texts.extraction import extract
from kit.jobs.outbox import on, publish
from kit.models import FileText


@on(FileAttached)
def read_text(event: FileAttached) -> None:
    """Take the text out of the file once; a storage that is away lets the outbox try again."""
    stored = apps.get_model(event.model)._base_manager.filter(key=event.key).first()
    if stored is None or FileText.objects.filter(key=event.key).exists():
        return
    found = extract(stored.file.name, stored.size)
    with transaction.atomic():
        FileText.objects.get_or_create(
            key=event.key, defaults={"pages": list(found.pages), "is_whole": found.is_whole}
        )
        publish(FileTextRead(event.model, stored.pk))
