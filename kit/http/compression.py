"""Responses packed as small as the client can open them, in both profiles and in one place.

Static files are packed ahead by WhiteNoise; pictures, files and streams pass as they are. The
packed length tells nothing of a secret in a page: tokens differ in every response (Django masks
them), and every response is longer by a random number of bytes ("Heal the BREACH").
"""

import secrets
from typing import Any

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

LEAST_BYTES = 860  # what fits into one packet arrives no sooner when it is smaller
QUALITY = 5
PADDING = GZipMiddleware.max_random_bytes
PACKED = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


class Compression(GZipMiddleware):
    """Brotli where it is understood, else gzip by Django, else nothing."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        """Pack the response, unless it is small, packed already, or no text."""
        if response.streaming or not response.get("Content-Type", "").startswith(PACKED):
            return response
        if len(response.content) < LEAST_BYTES or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = accepted_by(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if "br" not in accepted:
            return super().process_response(request, response) if "gzip" in accepted else response
        response.content = packed(response.content)
        response["Content-Encoding"] = "br"
        if "Content-Length" in response:
            response["Content-Length"] = str(len(response.content))
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"
        return response


def accepted_by(header: str) -> set[str]:
    """The encodings that `Accept-Encoding` names and does not refuse (RFC 9110, section 12.5.3)."""
    parts = [part.replace(" ", "").partition(";q=") for part in header.split(",")]
    return {name for name, _sign, weight in parts if weight.strip("0.") or not weight}


def packed(content: bytes) -> bytes:
    """`content` in brotli, longer by a random block of metadata, which readers skip (RFC 7932)."""
    packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=QUALITY)
    noise = secrets.token_bytes(1 + secrets.randbelow(PADDING))
    return packer.process(content) + packer.flush() + skipped(noise) + packer.finish()


def skipped(noise: bytes) -> bytes:
    """A block of metadata of at most 256 bytes, behind a full byte (RFC 7932, section 9.2).

    Its bits, the lowest first: 0 not the last, 11 metadata, 0 reserved, 01 one byte of length.
    """
    length = len(noise) - 1
    return bytes([0b010110 | (length & 0b11) << 6, length >> 2]) + noise
