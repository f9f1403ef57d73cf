"""Forms of the administration whose rows are written by the actions of the product."""

from typing import Any

from django import forms
from django.db import transaction

from accounts.models import User
from kit.http.exceptions import as_form_error


class ActionForm(forms.ModelForm):
    """A form whose action writes the row; what the action refuses is shown at the field."""

    by: User

    def clean(self) -> dict[str, Any]:
        """Try the change; what the action refuses becomes an error of the form."""
        cleaned = super().clean() or {}
        if not self.errors:
            with as_form_error(self), transaction.atomic():
                self.apply(cleaned)
        return cleaned

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Call the action and keep its row as `self.instance`."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """The action has written the row already; nothing is copied into it again."""

    def save(self, commit: bool = True) -> Any:
        """The row as the action left it."""
        return self.instance

    def save_m2m(self) -> None:
        """There is nothing to many."""
