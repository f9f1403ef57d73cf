"""Speaking to a person outside of a request: in a mail, a push message, a preview."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone, translation


@contextmanager
def user_locale(person: Any) -> Iterator[None]:
    """Language and time zone of `person`, or the company's, for everything inside."""
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(person.zone):
        yield
