"""People as links to them show them."""

from collections.abc import Collection

from accounts.models import User
from kit.previews import Preview, Previewed


def people(handles: Collection[str], viewer: User) -> dict[str, Preview]:
    """Name, job and department of people `viewer` may know."""
    found = User.objects.visible_to(viewer).filter(handle__in=handles)
    return {
        person.handle: Preview(
            title=person.name,
            url=person.get_absolute_url(),
            icon="user",
            excerpt=" · ".join(filter(None, [person.job_title, person.department])),
            author=person,
        )
        for person in found
    }


PREVIEWS = (Previewed(r"/people/([^/]{1,60})/", people),)
