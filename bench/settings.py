"""The product's settings, plus one trivial view to compare pages with."""

from intranet.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = [name for name in MIDDLEWARE if name != "kit.middleware.RequestLog"]  # noqa: F405
