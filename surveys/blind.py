"""Blind signatures: the server signs a token it cannot see (RFC 9474).

The variant is RSABSSA-SHA384-PSS-Randomized. Whoever may take part blinds a random token, has it
signed once under the own name, takes the blinding away, and holds a token that everybody can check
and nobody can connect with the signing: for every blinded message and every token there is a
blinding factor that fits. docs/anonymity.md explains it without formulas.

Numbers, keys and the final check come from the library `cryptography`; the arithmetic of blinding,
which it does not offer, is the few lines below.
"""

import hashlib
import secrets
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY_BITS = 2048
PREFIX = 32  # random bytes in front of every message ("Randomized")
SALT = 48  # as long as the digest
EXPONENT = 65537
DIGEST = hashlib.sha384

PrivateKey = rsa.RSAPrivateKey
PublicKey = rsa.RSAPublicKey


# --- the server -------------------------------------------------------------------------------
def new_key() -> PrivateKey:
    """A fresh key; every survey has its own."""
    return rsa.generate_private_key(EXPONENT, KEY_BITS)


def sign_blinded(key: PrivateKey, blinded: bytes) -> bytes:
    """The signature of a blinded message; the same message gives the same signature.

    Raises ValueError when the message has the wrong length or is no number below the modulus. The
    number is blinded once more before the secret exponent meets it, so that the time this takes
    says nothing about the key; the result is checked before it leaves.
    """
    public, numbers = key.public_key().public_numbers(), key.private_numbers()
    n, e = public.n, public.e
    message = int.from_bytes(blinded)
    if len(blinded) != _bytes(n) or message >= n:
        raise ValueError("no message for this key")
    veil = _unit(n)
    veiled = message * pow(veil, e, n) % n
    signed = _power(veiled, numbers) * pow(veil, -1, n) % n
    if pow(signed, e, n) != message:
        raise ValueError("the signature came out wrong")
    return signed.to_bytes(_bytes(n))


def is_valid(key: PublicKey, token: bytes, signature: bytes) -> bool:
    """Whether `signature` was made for `token` with the private half of `key`."""
    try:
        pss = padding.PSS(padding.MGF1(hashes.SHA384()), SALT)
        key.verify(signature, token, pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def public_bytes(key: PrivateKey) -> bytes:
    """The public half, as it is stored and handed to browsers (SubjectPublicKeyInfo, DER)."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def private_bytes(key: PrivateKey) -> bytes:
    """The private half (PKCS #8, DER), to be sealed."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_public(stored: bytes | memoryview) -> PublicKey:
    """The key `public_bytes` wrote."""
    key: Any = serialization.load_der_public_key(bytes(stored))
    return key


def read_private(stored: bytes) -> PrivateKey:
    """The key `private_bytes` wrote."""
    key: Any = serialization.load_der_private_key(stored, None)
    return key


# --- the person -------------------------------------------------------------------------------
def new_token() -> bytes:
    """A token nobody else knows, prepared for signing: random prefix, random message."""
    return secrets.token_bytes(PREFIX) + secrets.token_bytes(32)


def blind(
    key: PublicKey, token: bytes, *, salt: bytes | None = None, inverse: int | None = None
) -> tuple[bytes, int]:
    """What is sent to be signed, and the secret that takes the blinding away again.

    `salt` and `inverse` are chosen at random; tests give those of the standard.
    """
    n, e = key.public_numbers().n, key.public_numbers().e
    encoded = int.from_bytes(encode(token, n.bit_length() - 1, salt or secrets.token_bytes(SALT)))
    inverse = inverse or _unit(n)
    return (encoded * pow(inverse, -e, n) % n).to_bytes(_bytes(n)), inverse


def finalize(key: PublicKey, token: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """The signature of the token itself. Raises ValueError when the server signed another thing."""
    n = key.public_numbers().n
    signature = (int.from_bytes(blind_signature) * inverse % n).to_bytes(_bytes(n))
    if not is_valid(key, token, signature):
        raise ValueError("this is no signature of the token")
    return signature


def encode(token: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS of RFC 8017, 9.1.1, with SHA-384 as hash and in the mask."""
    length = (bits + 7) // 8
    hashed = DIGEST(bytes(8) + DIGEST(token).digest() + salt).digest()
    block = bytes(length - len(salt) - len(hashed) - 2) + b"\1" + salt
    mask = _mask(hashed, len(block))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + hashed + b"\xbc"


# --- arithmetic -------------------------------------------------------------------------------
def _mask(seed: bytes, length: int) -> bytes:
    """MGF1."""
    blocks = range(-(-length // DIGEST().digest_size))
    return b"".join(DIGEST(seed + i.to_bytes(4)).digest() for i in blocks)[:length]


def _unit(n: int) -> int:
    """A random number that has an inverse; all but a few in 2**1024 do."""
    return secrets.randbelow(n - 2) + 2


def _power(number: int, key: rsa.RSAPrivateNumbers) -> int:
    """`number` to the secret exponent, through the two prime factors (four times faster)."""
    by_p, by_q = pow(number, key.dmp1, key.p), pow(number, key.dmq1, key.q)
    return by_q + key.q * ((by_p - by_q) * key.iqmp % key.p)


def _bytes(n: int) -> int:
    return (n.bit_length() + 7) // 8
