"""Announcements: posts with weight, that carry duties and are found again."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from announcements import policy
from announcements.models.receipts import Confirmation, Opening
from announcements.models.versions import Version, VersionText
from feed.models import Photo, Post
from kit.database.server_time import NowAnywhere
from spaces.models import Membership, Space

SLUG_LENGTH = 60


class Category(models.Model):
    """What an announcement is about, in the company's own words."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(
        _("name in English"),
        max_length=60,
        blank=True,
        help_text=_("For readers in English; empty means the same name."),
    )
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        """The name in the language of the page."""
        is_english = (get_language() or "").startswith("en")
        return (is_english and self.name_en) or self.name


def marks_of(person: Any, path: str = "") -> dict[str, Any]:
    """What a person has done with, and owes to, the announcement at `path` of a row."""
    pk = OuterRef(f"{path}pk")
    mine = Confirmation.objects.filter(version=OuterRef(f"{path}required"), user=person)
    member = Membership.objects.filter(user=person, space__placements__post=pk)
    opened = Opening.objects.filter(announcement=pk, user=person)
    return {
        "confirmed_at": Subquery(mine.values("server_at")[:1]),
        "is_asked": Exists(member),
        "is_opened": Exists(opened),
    }


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Questions about announcements."""

    def visible_to(self, user: User | AnonymousUser) -> "AnnouncementQuerySet":
        """Announcements whose post `user` may read: the reading rule of the feed."""
        posts = Post.objects.visible_to(user)
        return self.filter(Exists(posts.filter(pk=OuterRef("pk"))))

    def listed_to(self, user: User | AnonymousUser) -> "AnnouncementQuerySet":
        """What `user` may read; for editors also drafts, queue, and what goes to an audience.

        What stands in a closed space is known to the editors who may read that space.
        """
        if not policy.is_editor(user):
            return self.visible_to(user)
        readable = Space.objects.visible_to(user)
        closed = Space.objects.without_audiences().exclude(pk__in=readable.values("pk"))
        there = Version.spaces.through.objects.filter(version=OuterRef("current"))
        return self.living().exclude(Exists(there.filter(space__in=closed)))

    def living(self) -> "AnnouncementQuerySet":
        """Announcements that were not deleted."""
        return self.filter(post__deleted_at=None)

    def to_review(self) -> "AnnouncementQuerySet":
        """Drafts that wait for a second person to approve them."""
        return self.living().filter(submitted_at__isnull=False, published_at=None)

    def in_force(self) -> "AnnouncementQuerySet":
        """Published, not expired, not deleted."""
        ends = Q(current__ends_at=None) | Q(current__ends_at__gt=Now())
        return self.living().filter(ends, published_at__lte=NowAnywhere())

    def as_seen_by(self, user: User | AnonymousUser) -> "AnnouncementQuerySet":
        """Everything a card or row shows to `user`, in two statements."""
        texts = models.Prefetch("current__texts", VersionText.objects.order_by("position"))
        rows = self.select_related("current", "category", "post__author")
        return rows.prefetch_related(texts).annotate(**marks_of(user.pk))

    def with_photos(self) -> "AnnouncementQuerySet":
        """Bring along the pictures of the text; what a kind lent shows its own."""
        own = models.Prefetch("post__photos", Photo.objects.filter(lent=False))
        return self.prefetch_related(own)

    def open_for(self, person: Any) -> "AnnouncementQuerySet":
        """What `person` (an id, or an expression for one) has to confirm and has not."""
        mine = Confirmation.objects.filter(version=OuterRef("required"), user=person)
        return self.addressed_to(person).filter(~Exists(mine), required__isnull=False)

    def first_for(self, person: Any) -> "AnnouncementQuerySet":
        """What stands above the feed: what is open, the soonest due first; then what is pinned
        and was not opened yet."""
        mine = Confirmation.objects.filter(version=OuterRef("required"), user=person)
        opened = Opening.objects.filter(announcement=OuterRef("pk"), user=person)
        # what stands in the row first: below an OR PostgreSQL asks in the order of the text
        is_open = Q(required__isnull=False) & ~Exists(mine)
        is_new = Q(pinned_until__gt=Now()) & ~Exists(opened)
        found = self.addressed_to(person).filter(is_open | is_new)
        return found.order_by(F("current__confirm_by").asc(nulls_last=True), "-published_at", "pk")

    def addressed_to(self, person: Any) -> "AnnouncementQuerySet":
        """What is in force and has `person` in its audience."""
        member = Membership.objects.filter(user=person, space__placements__post=OuterRef("pk"))
        return self.in_force().filter(Exists(member))


class Announcement(models.Model):
    """A post of the kind "announcement". What it says and to whom stands in its versions.

    `current` is the version that is shown; `required` the one that its audience has to confirm,
    empty while nobody has to. `published_at` is set when it is released, possibly for later; it
    repeats the post's for the index of the archive.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="announcement")
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, verbose_name=_("category")
    )
    current = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    required = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    report_names = models.BooleanField(_("the report shows names"), default=False)
    wants_review = models.BooleanField(_("needs a second pair of eyes"), default=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    opened_count = models.PositiveIntegerField(default=0, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    NEWEST_FIRST = ("-published_at", "-pk")

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [
            models.Index(fields=["-published_at", "-post"], name="announcements_by_time"),
            # what may wait for somebody's confirmation
            models.Index(
                fields=["required"],
                name="announcements_required",
                condition=Q(required__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Announcement {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the announcement; the words in it may change, the number does not."""
        slug = slugify(self.shown.title)[:SLUG_LENGTH].strip("-") or "announcement"
        return reverse("announcement", args=[self.pk, slug])

    @property
    def shown(self) -> VersionText:
        """The text in the language of the page, else in the author's."""
        return self.current.text_for_reader()  # type: ignore[union-attr]

    @property
    def is_released(self) -> bool:
        """Whether it is published, or will be by itself."""
        return self.published_at is not None

    @property
    def is_planned(self) -> bool:
        """Whether its time is still to come."""
        return self.published_at is not None and self.published_at > timezone.now()

    @property
    def is_expired(self) -> bool:
        """Whether it is only kept in the archive."""
        ends = self.current.ends_at  # type: ignore[union-attr]
        return self.is_released and ends is not None and ends <= timezone.now()

    @property
    def is_out(self) -> bool:
        """Whether it can be read and is not over."""
        return self.is_released and not self.is_planned and not self.is_expired

    @property
    def is_pinned(self) -> bool:
        """Whether it stands above the others for a while."""
        return self.pinned_until is not None and self.pinned_until > timezone.now()

    @property
    def is_required(self) -> bool:
        """Whether its audience has to confirm it at this moment."""
        return self.required_id is not None and not self.is_expired and not self.is_planned

    @property
    def confirmation_state(self) -> str:
        """How the person of `as_seen_by` stands to it: open, overdue, confirmed or nothing."""
        if self.required_id and self.confirmed_at:  # type: ignore[attr-defined]
            return "confirmed"
        if not self.is_required or not self.is_asked:  # type: ignore[attr-defined]
            return ""
        due = self.current.confirm_by  # type: ignore[union-attr]
        return "overdue" if due and due < timezone.localdate() else "open"
