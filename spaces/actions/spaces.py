"""Founding, changing and closing a space."""

import re
import secrets
import unicodedata
import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import HUE_STEP, User
from kit.database.idempotency import create_once
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish
from kit.live.hints import access_changed
from kit.text import rendering
from spaces import policy
from spaces.actions.membership import admit, locked, require
from spaces.events import SpaceChanged
from spaces.icons import MARKS
from spaces.models import JoinRequest, Membership, Space, SpaceKind

GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
SLUG_LENGTH = 80  # leaves room for what makes it unique
DEPTH = 10


def create_space(
    *,
    by: User,
    name: str,
    access: str = Space.Access.OPEN,
    kind: str = SpaceKind.COMMUNITY,
    description: str = "",
    icon: str = "users",
    hue: int = 165,
    parent: Space | None = None,
    slug: str = "",
    client_id: uuid.UUID | str | None = None,
) -> Space:
    """Found a space and manage it. The same `client_id` again returns the first space.

    `repeated` of the result says whether it was there already.
    """
    require(policy.can_create_space(by, kind))
    content = checked(
        name=name,
        access=access,
        kind=kind,
        description=description,
        icon=icon,
        hue=hue,
        parent=parent,
    )
    _check_parent(by, parent)

    def make(**ids: Any) -> Space:
        space = insert(content, author=by, slug=slug, **ids)
        admit(space, by, by=by, role=Membership.Role.MANAGER)
        space.refresh_from_db()
        publish(SpaceChanged(space_id=space.pk))
        return space

    space, _created = create_once(
        Space, author=by, client_id=client_id, content={**content, "slug": slug}, make=make
    )
    return space


@transaction.atomic
def change_space(*, by: User, space: Space, **changes: Any) -> Space:
    """Change some of the fields `CHECKS` knows. Narrower access takes effect at once."""
    space = locked(space, by=by)
    require(policy.can_change_space(by, space, changes))
    before = Space.Access(space.access)
    changes = checked(**changes)
    if "parent" in changes:
        require(policy.is_administrator(by))
        _check_parent(by, changes["parent"], child=space)
    for field, value in changes.items():
        setattr(space, field, value)
    if not changes:
        return space
    space.save(update_fields=[*changes, "sort_name", "search_words"])
    publish(SpaceChanged(space_id=space.pk))
    if space.access != before:
        audit.note(by=by, action=f"spaces.make_{space.access}", about=space)
    _follow_access(space, before, by)
    return space


@transaction.atomic
def archive_space(*, by: User, space: Space) -> Space:
    """Stop posting and joining; what was written stays readable. Archiving twice is once."""
    return _set_archived(by, space, True)


@transaction.atomic
def reopen_space(*, by: User, space: Space) -> Space:
    """Take an archived space back into use."""
    return _set_archived(by, space, False)


def _set_archived(by: User, space: Space, archived: bool) -> Space:
    space = locked(space, by=by)
    require(policy.can_archive_space(by, space))
    if bool(space.archived_at) == archived:
        return space
    space.archived_at = timezone.now() if archived else None
    space.save(update_fields=["archived_at"])
    JoinRequest.objects.filter(space=space).delete()
    action = "spaces.archive" if archived else "spaces.reopen"
    audit.note(by=by, action=action, about=space)
    publish(SpaceChanged(space_id=space.pk))
    return space


def _follow_access(space: Space, before: Space.Access, by: User) -> None:
    """After the access changed: answer what the new one answers, end what it ends."""
    after = space.access
    if after == before:
        return
    if after == Space.Access.OPEN:
        for person in User.objects.active().filter(join_requests__space=space):
            admit(space, person, by=by)  # now everybody may join, and they asked to
    if after == Space.Access.SECRET:
        space.slug = secret_slug()  # the old address holds the name; links to it end
        space.save(update_fields=["slug"])
        JoinRequest.objects.filter(space=space).delete()  # they must not know of it any more
    if before == Space.Access.OPEN:
        outside = User.objects.active().exclude(memberships__space=space)
        access_changed(list(outside.values_list("pk", flat=True)))


# --- fields --------------------------------------------------------------------------------------
def checked(**fields: Any) -> dict[str, Any]:
    """The fields in the form in which they are stored, or a Problem that names the wrong one."""
    return {name: CHECKS[name](value) for name, value in fields.items()}


def _name(value: str) -> str:
    value = " ".join(rendering.accept(str(value), limit=100, field="name").split())
    if not value:
        raise Problem("required", _("A space needs a name."), field="name")
    return value


def _description(value: str) -> str:
    return rendering.accept(str(value), limit=2000, field="description").strip()


def _one_of(field: str, allowed: Any) -> Any:
    def check(value: Any) -> Any:
        if value not in allowed:
            raise Problem("invalid_choice", _("This choice does not exist."), field=field)
        return value

    return check


CHECKS: dict[str, Any] = {
    "name": _name,
    "description": _description,
    "access": _one_of("access", Space.Access.values),
    "kind": _one_of("kind", [kind for kind, _label in Space.FOUNDED]),
    "icon": _one_of("icon", MARKS),
    "hue": _one_of("hue", range(0, 360, HUE_STEP)),
    "parent": lambda parent: parent,
}


def _check_parent(by: User, parent: Space | None, child: Space | None = None) -> None:
    """A parent is a place `by` knows of, and never below its own child."""
    if parent is None:
        return
    if not Space.objects.listed_to(by).filter(pk=parent.pk).exists():
        raise PermissionDenied
    above: Space | None = parent
    for _step in range(DEPTH):
        if above is None:
            return
        if child is not None and above.pk == child.pk:
            break
        above = above.parent
    raise Problem("circle", _("A space cannot be part of itself."), field="parent")


# --- address -------------------------------------------------------------------------------------
def insert(content: dict[str, Any], *, author: User, slug: str, **ids: Any) -> Space:
    """Store the space under the first free address."""
    for candidate in _slugs(content["name"], content["access"], slug):
        try:
            with transaction.atomic():
                return Space.objects.create(**content, author=author, slug=candidate, **ids)
        except IntegrityError:
            if not Space.objects.filter(slug=candidate).exists():
                raise  # not the address: this client id was here before
    raise Problem("taken", _("This address is taken."), field="slug")


def _slugs(name: str, access: str, wanted: str) -> Iterator[str]:
    """Addresses to try: the one that is wanted, else one made of the name.

    That of a secret space says nothing: it stands in histories, logs of proxies and copied links.
    """
    while access == Space.Access.SECRET:
        yield secret_slug()
    if wanted:
        yield wanted
        return
    base = slug_of(name)
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def secret_slug() -> str:
    """An address that is chance."""
    return f"s-{secrets.token_hex(8)}"


def slug_of(name: str) -> str:
    """`name` in plain letters, German umlauts spelled out: Wärmepumpen becomes waermepumpen."""
    plain = unicodedata.normalize("NFC", name).translate(GERMAN)
    return re.sub(r"_", "-", slugify(plain))[:SLUG_LENGTH].strip("-") or "space"
