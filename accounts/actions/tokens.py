"""Keys for programs."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import ApiToken, User
from kit.http.exceptions import Problem
from kit.text.rendering import clean

KEY_PREFIX = "ff_"
TOKENS = 50  # living keys of one person


@transaction.atomic
def create_token(
    *, by: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key for a program of `by`, and its secret: the only time anybody sees it."""
    scopes = sorted(set(scopes))
    if not scopes or set(scopes) - set(ApiToken.Scope.values):
        raise Problem("invalid", _("Choose what the key may do."), field="scopes")
    if by.api_tokens.filter(revoked_at=None).count() >= TOKENS:
        detail = _("You already have %(limit)d keys; revoke one first.") % {"limit": TOKENS}
        raise Problem("too_many_tokens", detail, limit=TOKENS)
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(user=by, name=clean(name).strip(), scopes=scopes, expires_at=expires_at)
    token.digest = ApiToken.digest_of(secret)
    token.save()
    audit.note(by=by, action="accounts.create_key", about=token)
    return token, secret


def revoke_token(*, by: User, token: ApiToken) -> None:
    """Make a key useless from the next request on. Revoking twice is revoking once."""
    if token.user_id != by.pk:
        raise PermissionDenied
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
