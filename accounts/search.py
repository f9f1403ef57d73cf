"""What is found of people."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.events import (
    PersonCreated,
    PersonDeactivated,
    PersonReactivated,
    ProfileChanged,
    RoleChanged,
)
from accounts.models import User
from kit.jobs.outbox import Event
from kit.search import Document, Source


def everybody() -> QuerySet[User]:
    """People of the directory, and bots."""
    return User.objects.active()


def people(ids: Collection[int]) -> Iterator[Document]:
    """People as the index knows them: what every colleague reads of them."""
    for person in everybody().filter(pk__in=ids):
        said = (person.job_title, person.department, person.place, person.spoken, person.phone)
        yield Document(
            id=person.pk,
            title=person.name,
            keywords=" ".join(filter(None, (person.handle, person.job_title, person.phone))),
            body=" · ".join(filter(None, (*said, person.skills, person.about))),
            url=person.get_absolute_url(),
            at=person.joined_at,
            author=person.pk,
            is_open=True,
        )


def _of_person(event: Event) -> list[int]:
    return [event.user_id]  # type: ignore[attr-defined]


SOURCES = (
    Source(
        name="accounts.person",
        kind="person",
        label=_("People"),
        icon="user",
        everything=everybody,
        visible_to=User.objects.visible_to,
        documents=people,
        changes=dict.fromkeys(
            (PersonCreated, ProfileChanged, PersonReactivated, RoleChanged), _of_person
        ),
        removals={PersonDeactivated: _of_person},
        entries=lambda user: Q(object_id__in=User.objects.visible_to(user).values("pk")),
        order=10,
        suggested=True,
    ),
)
