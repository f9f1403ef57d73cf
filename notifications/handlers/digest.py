"""Making summaries, at the hour of people who may move."""

from accounts.events import PersonReactivated, ProfileChanged
from kit.jobs.outbox import on
from notifications.digest import actions
from notifications.digest.build import make_digests
from notifications.digest.events import DigestsDue


@on(DigestsDue)
def make(event: DigestsDue) -> None:
    """Make what is due in a range of people; done twice, the second time finds nothing."""
    make_digests(event.first_id, event.last_id)


@on(ProfileChanged)
def plan_again(event: ProfileChanged) -> None:
    """The time zone may be another one."""
    actions.plan_again(event.user_id)


@on(PersonReactivated)
def begin_anew(event: PersonReactivated) -> None:
    """Who was away for long is told what happens from now on."""
    actions.begin_anew(event.user_id)
