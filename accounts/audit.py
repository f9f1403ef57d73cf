"""The audit log: sensitive actions, one line each, in the transaction of the action."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries are written once; nothing here changes or deletes them."""

    def update(self, **fields: Any) -> int:
        """Never."""
        raise TypeError("the audit log is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("the audit log is append-only")


class AuditEntry(models.Model):
    """Who did what to what, and when. No text, no names of others; written by `accounts.audit`."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    action = models.CharField(_("action"), max_length=60)
    target = models.CharField(_("about"), max_length=100)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [models.Index(fields=["-at", "-id"], name="audit_by_time")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert; an entry that exists stays as it is."""
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("the audit log is append-only")


def note(
    *, by: "User | None", action: str, about: models.Model, whom: "User | None" = None
) -> None:
    """Write down that `by` did `action` (`app.verb_noun`) to `about`, if need be with `whom`.

    `by` is None for the system and for somebody who is not signed in.
    """
    things = [about, whom] if whom else [about]
    target = " ".join(f"{thing._meta.label_lower}:{thing.pk}" for thing in things)
    AuditEntry.objects.create(by=by, action=action, target=target)
