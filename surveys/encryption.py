"""Sealing: what lies in the database can be read with the secret of the site only.

A ballot waits sealed until its survey ends. Whoever reads the database, or any number of its
backups, sees how many ballots wait and nothing of what they say: all are equally long.
"""

import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

NONCE = 12


def encrypt(content: bytes, about: str) -> bytes:
    """`content`, readable only here; `about` names what it belongs to and must match."""
    nonce = os.urandom(NONCE)
    return nonce + next(_ciphers()).encrypt(nonce, content, about.encode())


def decrypt(sealed: bytes | memoryview, about: str) -> bytes:
    """What `seal` was given, under the secret of today or an earlier one that is still known."""
    nonce, content = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
    for cipher in _ciphers():
        try:
            return cipher.decrypt(nonce, content, about.encode())
        except InvalidTag:
            continue
    raise ValueError("sealed under a secret that is no longer known")


def _ciphers() -> Iterator[AESGCM]:
    """One for the secret of today, and one for each that was replaced."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = salted_hmac("surveys.encryption", "", secret=secret, algorithm="sha256")
        yield AESGCM(key.digest())
