"""Reading settings from the environment: every value may also come from a file (`NAME_FILE`)."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `NAME_FILE` points to.

    An empty one counts as not given: container files hand on what nobody has set as empty.
    Raises ImproperlyConfigured when both are given or the file cannot be read.
    """
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value and path:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; give only one.")
    if not path:
        return value or default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE points to {path}, which cannot be read."
        ) from error


def flag(name: str, default: bool = False) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off."""
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 or 0.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be a whole number from {least} up."
        )
    return int(value)


def items(name: str, default: str = "") -> list[str]:
    """A list separated by commas, without empty entries."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def numbers(name: str, default: str = "") -> list[int]:
    """A list of whole numbers separated by commas."""
    found = items(name, default)
    if not all(item.isdecimal() for item in found):
        raise ImproperlyConfigured(f"{name} must be whole numbers separated by commas.")
    return [int(item) for item in found]
