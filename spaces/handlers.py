"""What this app does when something has happened elsewhere."""

from accounts.events import (
    PersonCreated,
    PersonDeactivated,
    PersonReactivated,
    ProfileChanged,
    RoleChanged,
)
from accounts.models import User
from kit.jobs.outbox import on
from spaces.actions import (
    add_member,
    found_first_space,
    pause_membership_periods,
    sync_audiences_of,
    sync_membership_periods,
)
from spaces.models import Space, SpaceKind


@on(PersonCreated)
@on(PersonReactivated)
def welcome(event: PersonCreated | PersonReactivated) -> None:
    """Let a new person belong to the spaces of the whole company; bots wait to be asked in.

    The first one finds a company without any space, and founds the one of everybody.
    """
    found_first_space()
    for person in User.objects.active().without_bots().filter(pk=event.user_id):
        for space in Space.objects.living().filter(kind=SpaceKind.COMPANY):
            add_member(by=None, space=space, user=person)


@on(PersonDeactivated)
@on(PersonReactivated)
def keep_membership_periods(event: PersonDeactivated | PersonReactivated) -> None:
    """Note from when to when a person belonged nowhere."""
    person = User.objects.get(pk=event.user_id)
    if person.is_active:
        sync_membership_periods(person)
    elif person.deactivated_at:
        pause_membership_periods(user=person, since=person.deactivated_at)


@on(PersonCreated)
@on(ProfileChanged)
@on(RoleChanged)
@on(PersonDeactivated)
@on(PersonReactivated)
def follow_rules(event: ProfileChanged) -> None:
    """Let the person belong to exactly the audiences whose rules fit now."""
    sync_audiences_of(user=User.objects.get(pk=event.user_id))
