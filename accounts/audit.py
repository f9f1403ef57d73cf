"""The audit log: sensitive deeds, one line each, in the transaction of the deed."""

from django.db.models import Model

from accounts.models import AuditEntry, User


def note(*, by: User | None, deed: str, about: Model) -> None:
    """Write down that `by` did `deed` (`app.verb_noun`) to `about`."""
    target = f"{about._meta.label_lower}:{about.pk}"
    AuditEntry.objects.create(by=by, deed=deed, target=target)
