"""The audit log: sensitive deeds, one line each, in the transaction of the deed."""

from django.db.models import Model

from accounts.models import AuditEntry, User


def note(*, by: User | None, deed: str, about: Model, whom: User | None = None) -> None:
    """Write down that `by` did `deed` (`app.verb_noun`) to `about`, if need be with `whom`.

    `by` is None for the system and for somebody who is not signed in.
    """
    things = [about, whom] if whom else [about]
    target = " ".join(f"{thing._meta.label_lower}:{thing.pk}" for thing in things)
    AuditEntry.objects.create(by=by, deed=deed, target=target)
