"""The product's settings."""

from intranet.settings import *  # noqa: F403

MIDDLEWARE = [name for name in MIDDLEWARE if name != "kit.http.middleware.RequestLog"]  # noqa: F405
