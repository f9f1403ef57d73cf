"""Announcements for tests: an editor, an audience, a plan with every part optional."""

from typing import Any

from accounts.models import User
from announcements.actions import publish_announcement, write_announcement
from announcements.drafts import AnnouncementPlan, Words
from announcements.models import Announcement
from spaces.models import Space
from tests.factories import make_space, make_user


def make_editor(name: str = "lena") -> User:
    """Somebody who writes for the company."""
    return make_user(name, role=User.Role.EDITOR)


def make_plan(title: str = "New rota", *spaces: Space, **fields: Any) -> AnnouncementPlan:
    """A plan in English; `words` says it in full."""
    fields.setdefault("words", {"en": Words(title, "In short.", "The **whole** text.")})
    return AnnouncementPlan(spaces=list(spaces), **fields)


def make_draft(
    *spaces: Space, title: str = "New rota", by: User | None = None, **fields: Any
) -> Announcement:
    """A draft for `spaces`, or the people of `rule`, or a new open space with Ben."""
    chosen = spaces if spaces or "rule" in fields else (make_space(make_user("ben")),)
    return write_announcement(by=by or make_editor(), plan=make_plan(title, *chosen, **fields))


def make_announcement(
    *spaces: Space, title: str = "New rota", by: User | None = None, **fields: Any
) -> Announcement:
    """A published announcement."""
    by = by or make_editor()
    return publish_announcement(
        by=by, announcement=make_draft(*spaces, title=title, by=by, **fields)
    )


def seen_by(user: User, announcement: Announcement) -> Announcement:
    """The announcement as `user` may read it."""
    return Announcement.objects.visible_to(user).as_seen_by(user).get(pk=announcement.pk)
