"""Who may change whom. Actions refuse by these questions, pages hide buttons by them."""

from accounts.models import User

# What people say about themselves. Everything else comes from the company, because memberships
# and rights may follow from it: nobody widens the own rights by changing the own department.
OWN_FIELDS = frozenset(
    {"phone", "about", "spoken", "skills", "language", "time_zone", "theme", "has_keys"}
)
COMPANY_FIELDS = frozenset(
    {"staff_number", "email", "first_name", "last_name", "job_title", "department", "place"}
)


EDITORS = (User.Role.EDITOR, User.Role.ADMINISTRATOR)  # who may speak for the company


def is_administrator(user: User) -> bool:
    """Whether `user` looks after the whole company."""
    return user.is_active and user.role == User.Role.ADMINISTRATOR


def may_manage_people(user: User | None) -> bool:
    """Administrators add, change and deactivate people; None is the system itself."""
    return user is None or is_administrator(user)


def may_grant(user: User | None, role: str) -> bool:
    """Only who holds a right may hand it on; today that is administrators, for every role."""
    return may_manage_people(user) and role in User.Role.values


def fields_open_to(by: User | None, user: User) -> frozenset[str]:
    """What `by` may change about `user`."""
    if may_manage_people(by):
        return OWN_FIELDS | COMPANY_FIELDS
    return OWN_FIELDS if by == user and user.is_active else frozenset()


def may_change_portrait(by: User | None, user: User) -> bool:
    """One's own, or anybody's for administrators."""
    return may_manage_people(by) or (by == user and user.is_active)


def may_plan_for(by: User | None, user: User) -> bool:
    """When it may ring is one's own to say; administrators enter plans for others."""
    return user.is_active and (may_manage_people(by) or by == user)
