"""The task queue and the clock of the server profile. The tasks themselves live in the apps."""

import os

from celery import Celery
from django.conf import settings

from intranet.checks import read_settings
from intranet.databases import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings")
# The checks are part of every build; here they would load every page of the product.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
read_settings()

app = Celery("flurfunk", broker=broker(settings.REDIS_URL))
app.conf.update(
    # A task that dies with its worker runs again: every task may run twice.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    # Messages are data, never code.
    task_serializer="json",
    accept_content=["json"],
    broker_transport_options={
        "global_keyprefix": f"{settings.LIVE_PREFIX}:jobs:",
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
    },
    broker_connection_retry_on_startup=True,
    # A Redis that is full refuses commands: that is no reason to end, only to connect anew.
    broker_channel_error_retry=True,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    timezone=settings.TIME_ZONE,
)
app.autodiscover_tasks()


@app.on_after_finalize.connect
def _set_clock(**_: object) -> None:
    """Beat sends what the apps registered with `kit.jobs.scheduler`."""
    from kit.tasks import beat_schedule

    app.conf.beat_schedule = beat_schedule()
