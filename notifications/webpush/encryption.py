"""Sealing messages, so that only the device can read them (RFC 8291)."""

import json
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from kit.text.base64url import base64url_decode

CURVE = ec.SECP256R1()
AUTH_BYTES = 16
LENGTH = 1024  # every message is as long as all others: its length says nothing


def encrypt(content: dict[str, Any], p256dh: str, auth: str) -> bytes:
    """`content` for the device with these two keys."""
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return http_ece.encrypt(
        words.ljust(LENGTH),
        private_key=ec.generate_private_key(CURVE),
        dh=bytes_of(p256dh),
        auth_secret=bytes_of(auth),
    )


def bytes_of(key: str) -> bytes:
    """A key as browsers write it, padded or not; a ValueError where it is something else."""
    return base64url_decode(key.rstrip("="))


def refuse_bad_keys(p256dh: str, auth: str) -> None:
    """A ValueError unless the two are a point of the curve and a secret of the right length."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(p256dh))
    if len(bytes_of(auth)) != AUTH_BYTES:
        raise ValueError("a secret of another length")
