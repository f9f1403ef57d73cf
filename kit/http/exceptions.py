"""Problems people may see: each has a status, a stable code and one sentence in their language."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Problem(Exception):
    """Something about a request that its sender can understand and put right.

    Raise it anywhere below a view: pages, fragments and the API each show it in their own form.
    """

    status = 400
    code = "invalid"
    detail: Text = _("This could not be understood.")

    def __init__(
        self,
        code: str = "",
        detail: Text = "",
        *,
        field: str | None = None,
        limit: int | None = None,
        status: int | None = None,
    ) -> None:
        self.code = code or self.code
        self.detail = detail or self.detail
        self.field = field
        self.limit = limit
        self.status = status or self.status
        super().__init__(self.code)

    @property
    def headers(self) -> dict[str, str]:
        """What the response says beside its body."""
        return {"Cache-Control": "no-store"}

    def as_json(self) -> dict[str, Any]:
        """The shape every API error has."""
        return {
            "code": self.code,
            "detail": str(self.detail),
            "field": self.field,
            "limit": self.limit,
        }


class Conflict(Problem):
    """The thing was changed, or made, by another request in the meantime."""

    status = 409
    code = "conflict"
    detail = _("This was changed in the meantime. Reload and try again.")


class TooLarge(Problem):
    """More bytes, pixels or parts than a limit allows."""

    status = 413
    code = "too_large"
    detail = _("This is too large.")


class UnsupportedType(Problem):
    """A kind of file or body that we do not read."""

    status = 415
    code = "unsupported_type"
    detail = _("This format is not supported.")


class TooMany(Problem):
    """A rate is used up; `retry_after` says in how many seconds it is open again."""

    status = 429
    code = "too_many"
    detail = _("That was a lot at once. Please wait a moment and try again.")

    def __init__(self, code: str = "", detail: Text = "", *, retry_after: int = 60, **more: Any):
        super().__init__(code, detail, **more)
        self.retry_after = max(1, retry_after)

    @property
    def headers(self) -> dict[str, str]:
        """The pause a well-behaved client makes."""
        return {**super().headers, "Retry-After": str(self.retry_after)}


class Unavailable(Problem):
    """A part of ours is away or full: nothing is wrong with the request, it may be sent again."""

    status = 503
    code = "away"
    detail = _("The intranet is unavailable for a moment. Please try again in a few seconds.")
    retry_after = 5

    @property
    def headers(self) -> dict[str, str]:
        """When sending it again makes sense."""
        return {**super().headers, "Retry-After": str(self.retry_after)}


def refusal_of(form: forms.BaseForm) -> Problem:
    """The first thing that is wrong with `form`, for a sender that shows no forms."""
    field, errors = next(iter(form.errors.as_data().items()))
    code = errors[0].code or Problem.code
    return Problem(code, str(errors[0].messages[0]), field=field)


@contextmanager
def as_form_error(form: forms.BaseForm) -> Iterator[None]:
    """Turn a problem inside the block into an error of `form`, so that its text stays in place."""
    try:
        yield
    except Problem as problem:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, forms.ValidationError(str(problem.detail), code=problem.code))
