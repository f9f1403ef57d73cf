"""What is told of people: who is new."""

from django.utils import timezone

from accounts.events import PersonCreated
from accounts.models import User
from kit.jobs.outbox import on
from notifications.notify import Notice, notify
from notifications.targets.accounts import COLLEAGUE


@on(PersonCreated)
def tell_of_colleague(event: PersonCreated) -> None:
    """Tell the department, as far as its people have been here before; one row for a day."""
    for person in User.objects.active().filter(pk=event.user_id, is_bot=False):
        day = timezone.localdate(person.joined_at)
        cause = ("person", person.pk, person.pk, person.joined_at)
        notice = Notice(COLLEAGUE, f"colleagues:{day}", *cause)
        same = User.objects.filter(department=person.department, last_login__isnull=False)
        notify(notice, same.exclude(department=""), exclude=person.pk)
