"""Signs of life of what runs by itself: whoever stops giving them is noticed."""

from datetime import timedelta

from kit.database import server_time
from kit.jobs.scheduler import every
from kit.models import Heartbeat

CLOCK = "clock"
CLOCK_AGE = timedelta(minutes=5)  # five times what lies between two of its beats


def beat(name: str) -> None:
    """Note that `name` is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": server_time.now()})


@every(minutes=1)
def beat_of_the_clock() -> None:
    """Whoever sends the work that is due by itself (beat, or the worker thread) is alive."""
    beat(CLOCK)


def silent_for(name: str) -> timedelta | None:
    """How long nothing was heard of `name`; None if it never was."""
    last = Heartbeat.objects.filter(name=name).first()
    return max(timedelta(), server_time.now() - last.at) if last else None
