"""What an app above lends to things that people write below: a poll to a post, or to a message.

The app below keeps a registry of its own and stores the name of what a thing carries; it neither
knows nor imports the app above. This module is what all such registries have in common.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms


@dataclass(frozen=True)
class Extension:
    """What an app above adds to a new thing, in its transaction and under its client id."""

    kind: str
    content: dict[str, Any]  # with it, two sendings are equal or not
    create: Callable[[Any], object]  # takes the place of what the thing carried before


UNCHANGED = Extension("", {}, lambda thing: None)  # says: keep what the thing carries


class Part(forms.Form):
    """Fields that are lent to a composer. They count when the person switched them on."""

    template: ClassVar[str]  # the fields, below the text; gets `part`
    switch: ClassVar[str]  # what switches them on, among the tools; gets `part`

    @property
    def is_on(self) -> bool:
        """Whether the thing is to carry this."""
        raise NotImplementedError

    def extension(self, by: Any) -> Extension:
        """What to store. Raises Problem for what cannot be taken."""
        raise NotImplementedError


def extension_of(parts: Iterable[Part], by: Any) -> Extension | None:
    """What the first part that is switched on adds, if any."""
    return next((part.extension(by) for part in parts if part.is_on), None)


def gather_errors(form: forms.Form, parts: Iterable[Part]) -> None:
    """Let errors of what is lent stand among those of the form around it."""
    for part in parts:
        for problems in part.errors.as_data().values() if part.is_on else ():
            form.add_error(None, problems)
