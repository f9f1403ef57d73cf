"""Reading JSON that strangers send: its size and shape are known before any of it is built."""

import json
import re
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.http.exceptions import Problem, TooLarge

# Strings first, so that brackets inside them do not count. The closing quote is optional: an
# open string then runs to the end once, instead of being tried again at each quote inside it.
_SIGNS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}:]', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"


def read_json(stream: BinaryIO, length: int = 0) -> Any:
    """The value in `stream`, or a Problem: too large, too deep, too many keys, no JSON."""
    if length > limits.JSON_BYTES:
        raise TooLarge(limit=limits.JSON_BYTES)
    body = stream.read(limits.JSON_BYTES + 1)
    if len(body) > limits.JSON_BYTES:
        raise TooLarge(limit=limits.JSON_BYTES)
    check_shape(body)
    try:
        value = json.loads(body, parse_constant=_no_number, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise Problem("bad_json", _("This is not valid JSON.")) from None
    check_texts(value)
    return value


def check_shape(body: bytes) -> None:
    """Refuse deep nesting and very many keys by looking at brackets and colons only."""
    depth = keys = 0
    for found in _SIGNS.finditer(body):
        sign = found[0]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign == b":":
            keys += 1
        if depth > limits.JSON_DEPTH:
            detail = _("JSON may be at most %(limit)d levels deep.") % {"limit": limits.JSON_DEPTH}
            raise Problem("too_deep", detail, limit=limits.JSON_DEPTH)
        if keys > limits.JSON_KEYS:
            detail = _("JSON may have at most %(limit)d keys.") % {"limit": limits.JSON_KEYS}
            raise Problem("too_many_keys", detail, limit=limits.JSON_KEYS)


def check_texts(value: Any, field: str | None = None) -> None:
    """Refuse texts that no database stores: with NUL, or with half of a character."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            detail = _("This text contains characters that cannot be stored.")
            raise Problem("bad_characters", detail, field=field)
    elif isinstance(value, dict):
        for name, item in value.items():
            check_texts(name)
            check_texts(item, field or name)
    elif isinstance(value, list):
        for item in value:
            check_texts(item, field)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found
