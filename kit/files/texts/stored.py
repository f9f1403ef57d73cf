"""What was taken out of files, for those who let it be found."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from kit.events import FileTextRead
from kit.files.storage import StoredFile
from kit.models import FileText


def texts_of(files: Iterable[StoredFile]) -> dict[str, str]:
    """What these files say, by their keys, without those that say nothing; one statement."""
    texts = FileText.objects.filter(key__in=[file.key for file in files])
    said = {text.key: "\n".join(text.pages) for text in texts}
    return {key: words for key, words in said.items() if words.strip()}


def place_of(file: StoredFile, said: str, container: Any) -> str:
    """Where a file is opened that was found: at what it says, or at what it hangs below."""
    return reverse("search-file", args=[file.key]) if said else container.get_absolute_url()


def read_files(model: type[Model]) -> Any:
    """Which rows of `model` the event FileTextRead concerns."""

    def ids(event: FileTextRead) -> list[int]:
        return [event.file_id] if event.model == model._meta.label_lower else []

    return ids
