"""Cards of the directory, drawn once for everybody who sees them alike."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from accounts.models import User
from kit.design import fragment_cache

TEMPLATE = "accounts/_person.html"


def drawn(viewer: User, people: Sequence[User]) -> list[str]:
    """The HTML of each card; one with a status, which ends by itself, is drawn anew."""

    def draw(person: User) -> str:
        return render_to_string(TEMPLATE, {"person": person, "me": viewer.pk})

    own = {person.pk: draw(person) for person in people if person.has_status}
    common = [person for person in people if person.pk not in own]
    made = fragment_cache.drawn(
        "person", common, lambda person: person_cache_key(person, viewer), draw
    )
    known = own | dict(zip((person.pk for person in common), made, strict=True))
    return [known[person.pk] for person in people]


def person_cache_key(person: User, viewer: User) -> object:
    """Everything that a card shows, to this viewer."""
    return (
        (person.pk, person.name, person.handle, person.job_title, person.department),
        (
            person.place,
            person.phone,
            person.email,
            person.skills,
            person.portrait_key,
            person.is_bot,
        ),
        person.pk == viewer.pk,
    )
