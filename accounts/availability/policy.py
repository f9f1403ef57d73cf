"""Who may break the quiet time of others. Every use asks for a reason and is logged."""

from django.db.models import Exists, OuterRef, Subquery

from accounts.availability.models import CompanyHours, UrgentSender
from accounts.models import User
from accounts.policy import EDITORS

ALLOWED = {
    CompanyHours.Urgent.NOBODY: frozenset[str](),
    CompanyHours.Urgent.ADMINISTRATORS: frozenset({User.Role.ADMINISTRATOR}),
    CompanyHours.Urgent.EDITORS: frozenset(EDITORS),
}


def may_send_urgently(user: User) -> bool:
    """Whether what `user` sends as urgent rings in quiet time, too: by role or by the list."""
    if not user.is_active:
        return False
    senders = UrgentSender.objects.filter(user=OuterRef("pk"))
    company = CompanyHours.objects.order_by("pk").values("urgent_role")[:1]
    asked = User.objects.filter(pk=user.pk).values_list(Exists(senders), Subquery(company))
    is_listed, role = asked.get()
    role = CompanyHours().urgent_role if role is None else role  # nobody has set anything yet
    return is_listed or user.role in ALLOWED[CompanyHours.Urgent(role)]
