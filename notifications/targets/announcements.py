"""Announcements: read once they are opened, or confirmed where that is asked."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from announcements import policy
from announcements.models import Announcement, Confirmation, Opening, VersionText
from kit.database.expressions import among
from kit.text import humanize, rendering
from notifications import kinds, targets
from notifications.digest.parts.announcements import SECTION
from notifications.preferences.topics import Topic
from notifications.targets import EXCERPT, Target, TargetPreview
from notifications.targets.feed import posts


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


def preview(announcement: Any) -> TargetPreview:
    """The title, and until when it is to be confirmed."""
    slug = slugify(announcement.title)[:60].strip("-") or "news"
    due = announcement.current.confirm_by if announcement.is_required else None
    return TargetPreview(
        reverse("announcement", args=[announcement.pk, slug]),
        excerpt=rendering.excerpt(announcement.title, EXCERPT),
        until=_("by %(day)s") % {"day": humanize.day(due)} if due else "",
    )


def look_at_draft(announcement: Any) -> TargetPreview:
    """The title; it is read and approved in the newsroom."""
    address = reverse("news-preview", args=[announcement.pk])
    return TargetPreview(address, excerpt=rendering.excerpt(announcement.title, EXCERPT))


def settled() -> Q:
    """That nothing is left to do for the recipient: confirmed, else opened, else over."""
    person = OuterRef(OuterRef("recipient"))
    done = Confirmation.objects.filter(version=OuterRef("required"), user=person)
    opened = Opening.objects.filter(announcement=OuterRef("pk"), user=person)
    over = Q(current__ends_at__lte=Now())
    read = Q(Exists(opened), required=None) | Q(Exists(done))
    return among(Announcement.objects.filter(over | read), "target_id")


# an announcement has the number of its post and is read where the post is
targets.register(Target("announcement", posts, announcements, preview, settled))
targets.register(Target("review", to_review, to_review, look_at_draft))

# --- kinds
ANNOUNCEMENT = kinds.register(
    kinds.Kind(
        name="announcement",
        label=_("Announcement"),
        topic=Topic.ANNOUNCEMENTS,
        icon="megaphone",
        sentence=_("News from %(who)s"),
        push_text=_("There is news."),
    )
)
MUST_READ = kinds.register(
    kinds.Kind(
        name="must_read",
        label=_("Announcement to confirm"),
        topic=Topic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s needs your confirmation"),
        push_text=_("Something waits for your confirmation."),
        needs_action=True,
        section=SECTION,
    )
)
REMINDER = kinds.register(
    kinds.Kind(
        name="reminder",
        label=_("Reminder to confirm"),
        topic=Topic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s reminds you to confirm"),
        push_text=_("Something waits for your confirmation."),
        replaces=("must_read", "correction"),
        needs_action=True,
        section=SECTION,
    )
)
CORRECTION = kinds.register(
    kinds.Kind(
        name="correction",
        label=_("Announcement to confirm again"),
        topic=Topic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s asks you to confirm again"),
        push_text=_("Something waits for your confirmation."),
        replaces=("announcement", "must_read", "reminder"),
        needs_action=True,
        section=SECTION,
    )
)
REVIEW = kinds.register(
    kinds.Kind(
        name="review",
        label=_("Announcement to review"),
        topic=Topic.INVITATIONS,
        icon="eye",
        sentence=_("%(who)s asks for a review"),
        push_text=_("New invitation or request."),
    )
)
