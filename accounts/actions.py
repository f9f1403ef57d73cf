"""Everything that changes people, their sign-in and their keys."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.fields import written_out
from accounts.models import User

HANDLE_LENGTH = 40
UNWANTED = re.compile(r"[^a-z0-9]+")


@transaction.atomic
def create_person(
    *,
    by: User | None,
    staff_number: str,
    first_name: str,
    last_name: str = "",
    handle: str = "",
    email: str = "",
    password: str | None = None,
    role: str = User.Role.MEMBER,
    **fields: Any,
) -> User:
    """Add a person to the company, ready to sign in by staff number or by `email`.

    Without `handle` one is made from the name; without `password` the person must first set one.
    """
    user = User(
        staff_number=staff_number, first_name=first_name, last_name=last_name, role=role, **fields
    )
    user.email = email
    user.clean()
    user.handle = handle or free_handle(first_name, last_name)
    user.is_staff = user.is_superuser = role == User.Role.ADMINISTRATOR
    user.set_password(password)
    user.save(force_insert=True)
    confirm_address(user)
    return user


def confirm_address(user: User) -> None:
    """Make `user.email` the one address to sign in with. The company gave it, so it is verified."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    if user.email:
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


def free_handle(first_name: str, last_name: str) -> str:
    """A handle nobody has or had: deniz-yildirim, then deniz-yildirim-2."""
    name = UNWANTED.sub("-", written_out(f"{first_name} {last_name}")).strip("-")
    name = name[:HANDLE_LENGTH].strip("-") or "person"
    taken = set(User.objects.filter(handle__startswith=name).values_list("handle", flat=True))
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(handle for handle in (name, *numbered) if handle not in taken)
