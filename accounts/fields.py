"""Columns derived from others, so that lists sort and search alike on every database."""

import unicodedata
from typing import Any

from django.db import models

# Letters that carry no separate accent, so that decomposing does not reach them.
PLAIN = str.maketrans(
    {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def normalize(text: str) -> str:
    """`text` without case and accents: "Şahin-Öz" becomes "sahin-oz". Sorts as a directory does."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def transliterate(text: str) -> str:
    """The other way to type umlauts: "Öztürk" becomes "oeztuerk"."""
    return normalize(unicodedata.normalize("NFC", text).casefold().translate(WRITTEN_OUT))


def search_words(*texts: str) -> str:
    """Every word of `texts` in each way people type it, each after a space."""
    text = " ".join(filter(None, texts))
    words = [*normalize(text).split(), *transliterate(text).split()]
    return "".join(f" {word}" for word in dict.fromkeys(words))


class DerivedTextField(models.TextField):
    """Text computed from other fields of the row whenever it is written, also in bulk."""

    def __init__(self, *sources: str, write: str = "sort", **options: Any) -> None:
        self.sources, self.write = sources, write
        super().__init__(**{"editable": False, "default": "", **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As migrations write it down."""
        name, path, _, options = super().deconstruct()
        return name, path, list(self.sources), {**options, "write": self.write}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The value for the row, taken from the row's other fields."""
        texts = [getattr(model_instance, source) or "" for source in self.sources]
        value = (
            search_words(*texts) if self.write == "words" else normalize(" ".join(texts)).strip()
        )
        setattr(model_instance, self.attname, value)
        return value
