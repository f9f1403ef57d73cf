"""Bytes as text for addresses and JSON: base64 with - and _, unpadded (RFC 4648, section 5)."""

import base64


def base64url_encode(data: bytes) -> str:
    """Some bytes as text."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base64url_decode(text: str) -> bytes:
    """The bytes of what `base64url_encode` may have written; ValueError for anything else."""
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
