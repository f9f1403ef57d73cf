"""What people are told of announcements: that there is one, that it waits, that it changed."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.availability.urgent_calls import UrgentCall, name_of
from accounts.events import UrgentlyCalled
from accounts.models import User
from announcements import confirmations, policy
from announcements.digest import SECTION
from announcements.events import (
    AnnouncementCorrected,
    AnnouncementPublished,
    ConfirmationsReminded,
    ReviewAsked,
)
from announcements.models import Announcement, Confirmation, Opening, Reminder, Version, VersionText
from feed.events import PostDeleted
from feed.notification_targets import posts
from feed.notifications import places
from kit.database.expressions import among
from kit.jobs.outbox import on
from kit.text import humanize, rendering
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.models import Cause
from notifications.notifications import URGENT
from notifications.notify import Notice, notify, withdraw
from notifications.preferences.topics import NotificationTopic
from notifications.targets import EXCERPT, Target, TargetPreview

# --- the kinds
SECTIONS = [SECTION]
ANNOUNCEMENT = kinds.register(
    NotificationKind(
        name="announcement",
        label=_("Announcement"),
        topic=NotificationTopic.ANNOUNCEMENTS,
        icon="megaphone",
        sentence=_("News from %(who)s"),
        push_text=_("There is news."),
    )
)
MUST_READ = kinds.register(
    NotificationKind(
        name="must_read",
        label=_("Announcement to confirm"),
        topic=NotificationTopic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s needs your confirmation"),
        push_text=_("Something is waiting for your confirmation."),
        needs_action=True,
        section=SECTION,
    )
)
REMINDER = kinds.register(
    NotificationKind(
        name="reminder",
        label=_("Reminder to confirm"),
        topic=NotificationTopic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s reminds you to confirm"),
        push_text=_("Something is waiting for your confirmation."),
        replaces=("must_read", "correction"),
        needs_action=True,
        section=SECTION,
    )
)
CORRECTION = kinds.register(
    NotificationKind(
        name="correction",
        label=_("Announcement to confirm again"),
        topic=NotificationTopic.MUST_READS,
        icon="megaphone",
        sentence=_("%(who)s asks you to confirm again"),
        push_text=_("Something is waiting for your confirmation."),
        replaces=("announcement", "must_read", "reminder"),
        needs_action=True,
        section=SECTION,
    )
)
REVIEW = kinds.register(
    NotificationKind(
        name="review",
        label=_("Announcement to review"),
        topic=NotificationTopic.INVITATIONS,
        icon="eye",
        sentence=_("%(who)s asks for a review"),
        push_text=_("New invitation or request."),
    )
)


# --- what they lead to
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
    slug = slugify(announcement.title)[:60].strip("-") or "announcement"
    due = announcement.current.confirm_by if announcement.is_required else None
    return TargetPreview(
        reverse("announcement", args=[announcement.pk, slug]),
        excerpt=rendering.excerpt(announcement.title, EXCERPT),
        until=_("by %(day)s") % {"day": humanize.day(due)} if due else "",
    )


def preview_draft(announcement: Any) -> TargetPreview:
    """The title; it is read and approved in the newsroom."""
    address = reverse("announcement-preview", args=[announcement.pk])
    return TargetPreview(address, excerpt=rendering.excerpt(announcement.title, EXCERPT))


def confirmed_or_over() -> Q:
    """That nothing is left to do for the recipient: confirmed, else opened, else over."""
    person = OuterRef(OuterRef("recipient"))
    done = Confirmation.objects.filter(version=OuterRef("required"), user=person)
    opened = Opening.objects.filter(announcement=OuterRef("pk"), user=person)
    over = Q(current__ends_at__lte=Now())
    read = Q(Exists(opened), required=None) | Q(Exists(done))
    return among(Announcement.objects.filter(over | read), "target_id")


# an announcement has the number of its post and is read where the post is
targets.register(Target("announcement", posts, announcements, preview, confirmed_or_over))
targets.register(Target("review", to_review, to_review, preview_draft))


# --- who is told
@on(AnnouncementPublished)
def notify_published(event: AnnouncementPublished) -> None:
    """Tell the audience; of what has to be confirmed, those who have not."""
    for announcement in _in_force(event.announcement_id):
        kind = MUST_READ if announcement.is_required else ANNOUNCEMENT
        people = confirmations.open_people if announcement.is_required else confirmations.audience
        post = announcement.post
        cause = ("announcement", post.pk, post.author_id, announcement.post.published_at)
        notice = Notice(kind, _thread(announcement), *cause, places(post))
        notify(notice, people(announcement), exclude=post.author_id)


@on(AnnouncementCorrected)
def notify_corrected(event: AnnouncementCorrected) -> None:
    """Tell those who have to confirm again; smaller corrections ring with nobody."""
    for version in Version.objects.filter(pk=event.version_id, is_material=True):
        for announcement in _in_force(event.announcement_id).filter(required=version):
            at = version.said_at or timezone.now()
            _ask(announcement, CORRECTION, version.by_id, at, ("version", version.pk))


@on(ConfirmationsReminded)
def notify_reminded(event: ConfirmationsReminded) -> None:
    """Tell those who have not confirmed by now."""
    for reminder in Reminder.objects.filter(pk=event.reminder_id):
        for announcement in _in_force(event.announcement_id):
            because = ("reminder", reminder.pk)
            _ask(announcement, REMINDER, reminder.by_id, reminder.at, because)


@on(ReviewAsked)
def notify_reviewers(event: ReviewAsked) -> None:
    """Tell whoever may approve the draft, as long as it waits."""
    waiting = Announcement.objects.to_review().filter(pk=event.announcement_id)
    for draft in waiting.select_related("current"):
        version: Version = draft.current  # type: ignore[assignment]
        at = draft.submitted_at or timezone.now()
        earlier = Cause.objects.filter(target="review", target_id=draft.pk, happened_at__lt=at)
        withdraw(earlier)  # it was rewritten since
        notice = Notice(REVIEW, f"review:{draft.pk}", "review", draft.pk, event.by_id, at)
        notify(notice, policy.reviewers(version.spaces.all(), version.by_id), exclude=event.by_id)


@on(PostDeleted)
def take_back_announcement(event: PostDeleted) -> None:
    """A deleted announcement asks for nothing."""
    pk = event.post_id
    reminders = Reminder.objects.filter(announcement=pk).values("pk")
    versions = Version.objects.filter(announcement=pk).values("pk")
    withdraw(Cause.objects.filter(target__in=["announcement", "review"], target_id=pk))
    withdraw(Cause.objects.filter(target="reminder", target_id__in=reminders))
    withdraw(Cause.objects.filter(target="version", target_id__in=versions))


def _in_force(pk: int) -> QuerySet[Announcement]:
    return Announcement.objects.in_force().filter(pk=pk).select_related("post", "current")


def _thread(announcement: Announcement) -> str:
    return f"news:{announcement.pk}"


def _ask(
    announcement: Announcement,
    kind: NotificationKind,
    by_id: int,
    at: datetime,
    because: tuple[str, int],
) -> None:
    """Tell who still has to confirm."""
    lead = ("announcement", announcement.pk, by_id, at)
    notice = Notice(kind, _thread(announcement), *lead, places(announcement.post), because)
    notify(notice, confirmations.open_people(announcement), exclude=by_id)


@on(UrgentlyCalled)
def reach_audience(event: UrgentlyCalled) -> None:
    """Tell the audience, whatever the hour."""
    about = "announcements.announcement:"
    for call in UrgentCall.objects.filter(pk=event.call_id, about__startswith=about):
        for announcement in Announcement.objects.in_force().filter(pk=call.about_id):
            cause = ("post", announcement.pk, call.by_id, call.at)
            notice = Notice(URGENT, name_of(announcement), *cause, is_urgent=True)
            notify(notice, confirmations.audience(announcement), exclude=call.by_id)
