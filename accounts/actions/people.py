"""Adding people and changing what is known about them."""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, directory, policy
from accounts.events import AvailabilityChanged, PersonCreated, ProfileChanged
from accounts.fields import transliterate
from accounts.models import Portrait, User
from accounts.skills import checked_skills
from kit.files.storage import store_picture
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish
from kit.text import unicode_names
from kit.text.rendering import clean

HANDLE_LENGTH = 40
HANDLE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
TAKEN = _("This handle is taken, or was taken before.")
NAMES = ("first_name", "last_name", "staff_number", "email")
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
    Raises Problem for names that mislead and Conflict for those that somebody has or had.
    """
    if not policy.may_grant(by, role):
        raise PermissionDenied
    user = User(role=role)
    fields |= {"staff_number": staff_number, "email": email}
    fields |= {"first_name": first_name, "last_name": last_name}
    write(user, fields)
    user.handle = handle_of(handle) or free_handle(first_name, last_name)
    user.is_staff = user.is_superuser = role == User.Role.ADMINISTRATOR
    user.set_password(password)
    refuse_taken(user)
    with taken_meanwhile():
        user.save(force_insert=True)
        confirm_address(user)
    if by:
        audit.note(by=by, action="accounts.create_person", about=user)
    if by and role != User.Role.MEMBER:
        audit.note(by=by, action=f"accounts.make_{role}", about=user)
    publish(PersonCreated(user_id=user.pk))
    return user


@transaction.atomic
def change_profile(*, by: User | None, user: User, **fields: Any) -> User:
    """Change what is known about `user`. People change only what is theirs to say."""
    if fields.keys() - policy.fields_open_to(by, user):
        raise PermissionDenied
    row = locked(user)  # what another request changes at this moment stays
    write(row, fields)
    refuse_taken(row)
    with taken_meanwhile():
        row.save()
        if "email" in fields:
            confirm_address(row)
    for name in fields:
        setattr(user, name, getattr(row, name))
    if by != row:
        audit.note(by=by, action="accounts.change_profile", about=row)
    directory.outdate_facets()
    publish(ProfileChanged(user_id=user.pk))
    if "time_zone" in fields:
        publish(AvailabilityChanged(user_id=user.pk))  # all hours are of the person's zone
    return row


@transaction.atomic
def change_portrait(*, by: User | None, user: User, upload: UploadedFile) -> Portrait:
    """Show `upload` beside everything the person writes. The earlier picture is deleted."""
    if not policy.may_change_portrait(by, user):
        raise PermissionDenied
    portrait = store_picture(Portrait, by=by or user, upload=upload, user=user)
    show_portrait(user, portrait.key)
    return portrait


@transaction.atomic
def drop_portrait(*, by: User | None, user: User) -> None:
    """Show initials again. Dropping twice is dropping once."""
    if not policy.may_change_portrait(by, user):
        raise PermissionDenied
    show_portrait(user, "")


# --- parts -----------------------------------------------------------------------------------
def locked(user: User) -> User:
    """The row as it is now; nobody else changes it until the transaction ends."""
    return User.objects.select_for_update().get(pk=user.pk)


def show_portrait(user: User, key: str) -> None:
    """Make the portrait with `key` the only one, none if empty."""
    locked(user)
    for old in Portrait.objects.filter(user=user).exclude(key=key):
        old.delete()
    User.objects.filter(pk=user.pk).update(portrait_key=key)
    user.portrait_key = key
    publish(ProfileChanged(user_id=user.pk))


def write(user: User, fields: dict[str, Any]) -> None:
    """Put cleaned values into the row; Problem names the first field that cannot be."""
    for name, value in fields.items():
        if name in NAMES:
            unicode_names.refuse_misleading(value, field=name)
        setattr(user, name, clean(value).strip() if isinstance(value, str) else value)
    if "skills" in fields:
        user.skills = checked_skills(user.skills)
    user.clean()
    if "@" in user.staff_number and "staff_number" in fields:
        detail = _(
            "A staff number cannot contain an @: at sign-in it would be read as an e-mail address."
        )
        raise Problem("invalid", detail, field="staff_number")
    refuse_too_long(user, fields)
    refuse_unknown_zone(user.time_zone)
    others = {field.name for field in User._meta.fields} - fields.keys()
    try:
        user.clean_fields(exclude=others)
    except ValidationError as error:
        name, reasons = next(iter(error.message_dict.items()))
        raise Problem("invalid", reasons[0], field=name) from error


def refuse_too_long(user: User, fields: Iterable[str]) -> None:
    """Name the limit that a text breaks; Django checks it in short columns only."""
    for name in fields:
        field, value = User._meta.get_field(name), getattr(user, name)
        limit = getattr(field, "max_length", None)
        if limit and len(value) > limit:
            detail = _("This text is too long; at most %(limit)d characters fit.")
            raise Problem("too_long", detail % {"limit": limit}, field=name, limit=limit)


@cache
def known_zones() -> frozenset[str]:
    """Names of all time zones; looking them up reads a whole folder."""
    return frozenset(zoneinfo.available_timezones())


def refuse_unknown_zone(name: str) -> None:
    """A zone that does not exist would break every page of the person."""
    if name and name not in known_zones():
        raise Problem("invalid", _("There is no such time zone."), field="time_zone")


def refuse_taken(user: User) -> None:
    """Names and addresses belong to one person for good, also after the person has left."""
    others = User.objects.exclude(pk=user.pk)
    for field in ("staff_number", "handle", "email"):
        value = getattr(user, field)
        if value and others.filter(**{field: value}).exists():
            raise Conflict("taken", TAKEN, field=field)


@contextmanager
def taken_meanwhile() -> Iterator[None]:
    """The database has the last word: of two equal requests at once the second is a conflict."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict("taken", TAKEN) from error


def confirm_address(user: User) -> None:
    """Make `user.email` the one address to sign in with. The company gave it, so it is verified."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    if user.email:
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


def handle_of(name: str) -> str:
    """`name` in the form of handles: small letters, digits, and - . _ between them."""
    name = unicodedata.normalize("NFKC", name).casefold()
    if name and not HANDLE.fullmatch(name):
        detail = _("A handle has letters and digits, with - . or _ between them.")
        raise Problem("invalid", detail, field="handle")
    return name


def free_handle(first_name: str, last_name: str) -> str:
    """A handle nobody has or had: deniz-yildirim, then deniz-yildirim-2."""
    name = UNWANTED.sub("-", transliterate(f"{first_name} {last_name}")).strip("-")
    name = name[:HANDLE_LENGTH].strip("-") or "person"
    taken = set(User.objects.filter(handle__startswith=name).values_list("handle", flat=True))
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(handle for handle in (name, *numbered) if handle not in taken)
