"""The key pair by which push services know this site (VAPID, RFC 8292)."""

import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from notifications.webpush.models import PushKey

THE_ONE = 1
VALID_SECONDS = 12 * 3600


def own_key() -> Vapid02:
    """Our key pair; of several processes that make it at once the first one wins."""
    row = PushKey.objects.filter(pk=THE_ONE).first()
    if row is None:
        fresh = Vapid02()
        fresh.generate_keys()
        private = fresh.private_pem().decode()
        row, _made = PushKey.objects.get_or_create(pk=THE_ONE, defaults={"private": private})
    return Vapid02.from_pem(row.private.encode())


def public_key() -> str:
    """What browsers need for a subscription to be ours alone."""
    point = own_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64urlencode(point)


def proof(key: Vapid02, endpoint: str) -> dict[str, str]:
    """The header that says to the push service of `endpoint` who we are."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + VALID_SECONDS,
        # a site on one's own machine is known to nobody, and no push service of Apple takes that
        "sub": settings.PUSH_CONTACT or "mailto:flurfunk@localhost",
    }
    return key.sign(claims)
