"""Creating once: a phone may send the same thing again and again, it is made a single time."""

import hashlib
import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Conflict, Problem

# How making a thing anew ends: it is there, or what it needs is used up or gone since.
REFUSALS = (IntegrityError, Problem, PermissionDenied, Http404)
TRIES = 12  # a person with more simultaneous taps than that meets the rate limit first


class Idempotent(models.Model):
    """A row that its author may send twice.

    The concrete model declares `UniqueConstraint(fields=["author", "client_id"])`.
    """

    client_id = models.UUIDField(_("client id"), default=uuid.uuid4, editable=False)
    client_digest = models.CharField(_("digest"), max_length=64, default="", editable=False)
    repeated = False  # true on what `create_once` found instead of making it

    class Meta:
        abstract = True


M = TypeVar("M", bound=Idempotent)
P = ParamSpec("P")
R = TypeVar("R")


def create_once(
    model: type[M],
    *,
    author: models.Model,
    client_id: uuid.UUID | str | None,
    content: dict[str, Any],
    make: Callable[..., M],
) -> tuple[M, bool]:
    """The row `author` made under `client_id`, and whether this call made it.

    `make(client_id=…, client_digest=…)` creates it, with everything that belongs to it, and is
    undone as a whole when that was done before. The same id with other `content` is a Conflict.
    The unique constraint decides, so any number of equal requests at once leave one row; whether
    there is one is only asked when it could not be made, for most things are sent once.
    """
    client_id, digest = read_client_id(client_id), digest_of(content)
    try:
        with transaction.atomic():
            return make(client_id=client_id, client_digest=digest), True
    except REFUSALS:
        if made := _made_before(model, author, client_id, digest):
            return made, False
        raise


def retry_on_conflict(action: Callable[P, R]) -> Callable[P, R]:
    """Run `action` in a transaction, and again when a unique constraint finds another one faster.

    For "look, else insert": the next try finds the row of the faster request, unless that was
    taken back meanwhile; every lost try means that somebody else's succeeded. This saves the
    savepoint that `get_or_create` sets around every insert.
    """

    @wraps(action)
    def repeating(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES - 1):
            with suppress(IntegrityError), transaction.atomic():
                return action(*args, **kwargs)
        with transaction.atomic():
            return action(*args, **kwargs)

    return repeating


def read_client_id(value: uuid.UUID | str | None) -> uuid.UUID:
    """`value` as a UUID; a sender that gives none gets a fresh one and no protection."""
    if not value:
        return uuid.uuid4()
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError as error:
        raise Problem("invalid", _("This is not a valid id."), field="client_id") from error


def digest_of(content: dict[str, Any]) -> str:
    """One short text that is equal exactly for equal content."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _made_before(
    model: type[M], author: models.Model, client_id: uuid.UUID, digest: str
) -> M | None:
    made = model._base_manager.filter(author=author.pk, client_id=client_id).first()
    if made is not None and made.client_digest != digest:
        raise Conflict(
            "used_id", _("This id was already used for something else."), field="client_id"
        )
    if made is not None:
        made.repeated = True
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, models.QuerySet):
        return sorted(value.values_list("pk", flat=True))
    return str(value)
