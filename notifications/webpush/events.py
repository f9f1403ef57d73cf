"""What is announced about devices."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class DeviceTried(Event):
    """A person wants to see whether a device is reached."""

    device_id: int
