"""A worker and its clock in one process: what Celery's worker and beat call, again and again.

Pauses are short here, or the proof would wait for five minutes after every kill.
"""

import os
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.mail.utils import DNS_NAME  # noqa: E402

from kit.jobs import outbox, queue  # noqa: E402
from notifications import tasks  # noqa: E402
from notifications.digest import build  # noqa: E402
from notifications.mail import sending  # noqa: E402
from tests.notifications.proof import SETTLED_SECONDS  # noqa: E402

LEASE = timedelta(seconds=2)


def main() -> None:
    """Work until killed."""
    queue.LEASE = LEASE
    queue.SHORTEST_PAUSE = timedelta(seconds=1)
    build.SETTLED, build.CHUNK = timedelta(seconds=SETTLED_SECONDS), 7
    sending.BATCH = 5
    DNS_NAME._fqdn = f"worker-{os.getpid()}"  # by which the mail server knows whom to kill
    sys.stdout.write("works\n")
    sys.stdout.flush()
    while True:
        tasks.make_digests()
        tasks.send_mails()
        if not outbox.work(limit=20):
            time.sleep(0.05)


if __name__ == "__main__":
    main()
