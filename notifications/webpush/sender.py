"""Carrying notifications to devices: each device is told what it has not got yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from kit.database import server_time
from kit.jobs.for_each import for_each
from kit.jobs.queue import pause
from notifications.delivery.batches import RecipientBatch, finish_deliveries, retry_later
from notifications.delivery.models import Delivery
from notifications.navigation import badge_of
from notifications.webpush.client import PushMessage, PushOutcome, send_message
from notifications.webpush.devices import note_outcome
from notifications.webpush.keys import own_key
from notifications.webpush.messages import messages_of
from notifications.webpush.models import PushDevice

AT_ONCE = 16  # push services asked side by side


@dataclass(frozen=True)
class Job:
    """A message for a device, and the deliveries it stands for."""

    device: PushDevice
    message: PushMessage
    rows: list[Delivery] = field(default_factory=list)


def send(batches: list[RecipientBatch]) -> None:
    """Carry these to all devices of their people, and note what came of it."""
    devices = devices_of(batches)
    carry([job for batch in batches for job in jobs_of(batch, devices[batch.user.pk])])
    for_each(batches, lambda batch: conclude(batch, devices[batch.user.pk]), failed=retry_later)


def carry(jobs: list[Job]) -> None:
    """Do these jobs, and note how it went with their devices and who has what."""
    for job, outcome in called(jobs):
        note_outcome(job.device, outcome)
        if outcome.is_taken:
            for row in job.rows:
                row.reached.append(job.device.pk)


def devices_of(batches: list[RecipientBatch]) -> dict[int, list[PushDevice]]:
    """The devices, switched on, of all these people; none while nothing may be sent out."""
    found: dict[int, list[PushDevice]] = defaultdict(list)
    people = [batch.user.pk for batch in batches] if settings.OUTGOING_REQUESTS else []
    for device in PushDevice.objects.filter(user__in=people, is_on=True).order_by("pk"):
        found[device.user_id].append(device)
    return found


def jobs_of(batch: RecipientBatch, devices: list[PushDevice]) -> Iterator[Job]:
    """What each device that is not resting is still to be told."""
    now, badge = server_time.now(), badge_of(batch.user) if devices else 0
    for device in devices:
        rows = [row for row in batch.rows if device.pk not in row.reached]
        if rows and not device.is_resting(now):
            yield from (Job(device, *told) for told in messages_of(batch.user, rows, badge))


def called(jobs: list[Job]) -> Iterable[tuple[Job, PushOutcome]]:
    """Every job with its outcome; the waiting for other machines is done side by side."""
    if not jobs:
        return []
    key = own_key()
    with ThreadPoolExecutor(min(AT_ONCE, len(jobs))) as pool:
        outcomes = pool.map(lambda job: send_message(key, job.device, job.message), jobs)
        return list(zip(jobs, outcomes, strict=True))


def conclude(batch: RecipientBatch, devices: list[PushDevice]) -> None:
    """Note for every delivery whether it is through, or when those devices are asked that miss it.

    Where all devices of a person are gone, or were not reached for a day, mail takes over.
    """
    now = server_time.now()
    living = [device for device in devices if not device.is_gone and not device.is_lost(now)]
    for reached, rows in grouped(batch.rows).items():
        missing = [device for device in living if device.pk not in reached]
        if missing:
            had = {"reached": list(reached), "is_shown": bool(reached)}
            Delivery.objects.retry_later(rows, "", at=again(missing, rows), **had)
        elif reached:
            finish_deliveries(rows, Delivery.State.SENT, reached=list(reached), is_shown=True)
        elif devices:
            Delivery.objects.give_up(rows)
        else:
            finish_deliveries(rows, Delivery.State.DROPPED)


def grouped(rows: list[Delivery]) -> dict[tuple[int, ...], list[Delivery]]:
    """The deliveries by who has them."""
    groups: dict[tuple[int, ...], list[Delivery]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.reached)].append(row)
    return groups


def again(missing: list[PushDevice], rows: list[Delivery]) -> datetime:
    """When to try again: after growing pauses, and not while all those devices rest."""
    now = server_time.now()
    rests = [device.rests_until or now for device in missing]
    return max(now + pause(max(row.attempts for row in rows)), min(rests))
