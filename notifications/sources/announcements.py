"""Announcements: read once they are opened, or confirmed where that is asked."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from announcements import policy
from announcements.models import Announcement, Confirmation, Opening, VersionText
from kit.database.expressions import among
from kit.text import humanize, rendering
from notifications.sources import SOURCES, Look, Source
from notifications.sources.feed import EXCERPT, posts


def announcements(user: User) -> Any:
    """Announcements `user` may read, with their title in the language of the page."""
    return titled(Announcement.objects.visible_to(user))


def to_review(user: User) -> Any:
    """Drafts that wait for `user` or another editor to approve them."""
    listed = Announcement.objects.listed_to(user).to_review()
    return titled(listed.exclude(current__by=user) if policy.is_editor(user) else listed.none())


def titled(found: Any) -> Any:
    """These announcements with their title in the language of the page."""
    texts = VersionText.objects.filter(version=OuterRef("current")).order_by("position")
    mine = texts.filter(language=get_language()).values("title")[:1]
    title = Coalesce(Subquery(mine), Subquery(texts.values("title")[:1]))
    return found.select_related("current").annotate(title=title)


def look(announcement: Any) -> Look:
    """The title, and until when it is to be confirmed."""
    slug = slugify(announcement.title)[:60].strip("-") or "news"
    due = announcement.current.confirm_by if announcement.is_required else None
    return Look(
        reverse("announcement", args=[announcement.pk, slug]),
        words=rendering.excerpt(announcement.title, EXCERPT),
        until=_("by %(day)s") % {"day": humanize.day(due)} if due else "",
    )


def look_at_draft(announcement: Any) -> Look:
    """The title; it is read and approved in the newsroom."""
    address = reverse("news-preview", args=[announcement.pk])
    return Look(address, words=rendering.excerpt(announcement.title, EXCERPT))


def settled() -> Q:
    """That nothing is left to do for the recipient: confirmed, else opened, else over."""
    person = OuterRef(OuterRef("recipient"))
    done = Confirmation.objects.filter(version=OuterRef("required"), user=person)
    opened = Opening.objects.filter(announcement=OuterRef("pk"), user=person)
    over = Q(current__ends_at__lte=Now())
    read = Q(Exists(opened), required=None) | Q(Exists(done))
    return among(Announcement.objects.filter(over | read), "target_id")


# an announcement has the number of its post and is read where the post is
SOURCES["announcement"] = Source(posts, announcements, look, settled)
SOURCES["review"] = Source(to_review, to_review, look_at_draft)
