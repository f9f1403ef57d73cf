"""Sockets of the server profile, for uvicorn; as `live` it answers /ws/ and nothing else.

Pages belong to the WSGI processes: through ASGI every one of them would cost a thread change. Only
Django's `runserver`, for developers, gets both from here.
    PROCESS=live uvicorn intranet.asgi:application --ws-per-message-deflate false
        --ws-max-size 1048576 --lifespan off --log-level warning
"""

import os

from channels.routing import ProtocolTypeRouter
from django import setup
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from intranet.checks import read_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings")
read_settings()
setup(set_prefix=False)

from kit.http import wsgi_to_asgi  # noqa: E402 (models need the settings first)
from kit.live import consumer  # noqa: E402 (models need the settings first)

is_live = settings.PROCESS == "live"
pages = wsgi_to_asgi.nothing_here if is_live else wsgi_to_asgi.Bridge(get_wsgi_application())
application = ProtocolTypeRouter({"websocket": consumer.application(), "http": pages})
