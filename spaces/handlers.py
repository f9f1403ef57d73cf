"""What this app does when something has happened elsewhere."""

from accounts.events import PersonCreated, PersonReactivated
from accounts.models import User
from kit.outbox import on
from spaces.actions import add_member
from spaces.models import Space


@on(PersonCreated)
@on(PersonReactivated)
def welcome(event: PersonCreated | PersonReactivated) -> None:
    """Let a new person belong to the spaces of the whole company; bots wait to be asked in."""
    for person in User.objects.active().without_bots().filter(pk=event.user_id):
        for space in Space.objects.living().filter(kind=Space.Kind.COMPANY):
            add_member(by=None, space=space, user=person)
