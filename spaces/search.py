"""What is found of spaces, by those who may know of them."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.search import Document, Source
from kit.text import rendering
from spaces.events import SpaceChanged
from spaces.models import Space

LONGEST = 2000


def spaces(ids: Collection[int]) -> Iterator[Document]:
    """Spaces as the index knows them."""
    for space in Space.objects.without_audiences().filter(pk__in=ids):
        yield Document(
            id=space.pk,
            title=space.name,
            body=rendering.excerpt(space.description, LONGEST),
            url=space.get_absolute_url(),
            at=space.created_at,
            is_open=space.access != Space.Access.SECRET,
            weight=0.8 if space.archived_at else 1.1,
        )


def _of_space(event: Any) -> list[int]:
    return [event.space_id]


SOURCES = (
    Source(
        name="spaces.space",
        kind="space",
        label=_("Spaces"),
        icon="users",
        everything=lambda: Space.objects.without_audiences(),
        visible_to=Space.objects.listed_to,
        documents=spaces,
        changes={SpaceChanged: _of_space},
        entries=lambda user: Q(object_id__in=Space.objects.listed_to(user).values("pk")),
        order=20,
        suggested=True,
    ),
)
