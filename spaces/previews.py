"""Spaces as links to them show them."""

from collections.abc import Collection

from accounts.models import User
from kit.previews import Preview, Previewed
from kit.text import rendering
from spaces.models import Space


def spaces(slugs: Collection[str], viewer: User) -> dict[str, Preview]:
    """Name and description of spaces `viewer` may read."""
    found = Space.objects.visible_to(viewer).filter(slug__in=slugs)
    return {
        space.slug: Preview(
            title=space.name,
            url=space.get_absolute_url(),
            icon=space.icon,
            excerpt=rendering.excerpt(space.description),
        )
        for space in found
    }


PREVIEWS = (Previewed(r"/s/([-\w]{1,100})/", spaces),)
