"""Who may break the quiet time of others. Every use asks for a reason and is logged."""

from accounts.availability.models import CompanyHours, UrgentSender
from accounts.models import User

ALLOWED = {
    CompanyHours.Urgent.NOBODY: frozenset[str](),
    CompanyHours.Urgent.ADMINISTRATORS: frozenset({User.Role.ADMINISTRATOR}),
    CompanyHours.Urgent.EDITORS: frozenset({User.Role.ADMINISTRATOR, User.Role.EDITOR}),
}


def may_send_urgently(user: User) -> bool:
    """Whether what `user` sends as urgent rings in quiet time, too: by role or by the list."""
    if not user.is_active:
        return False
    has_role = user.role in ALLOWED[CompanyHours.Urgent(CompanyHours.current().urgent_role)]
    return has_role or UrgentSender.objects.filter(user=user).exists()
