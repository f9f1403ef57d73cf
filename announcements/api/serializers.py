"""What announcements look like in JSON. No rules live here."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from announcements import policy
from announcements.drafts import LEAD_LENGTH, AnnouncementPlan, Words
from announcements.models import Announcement, Attachment, Category, VersionText
from feed.api.serializers import PersonRef, PhotoRow, Spaces
from feed.limits import POST_LENGTH
from feed.models import Post
from kit import limits
from kit.api.serializers import Carrying, Keys, Repeatable
from spaces.rules import FIELDS, read_rule


class TextRow(serializers.ModelSerializer[VersionText]):
    """One language of an announcement."""

    html = serializers.CharField(source="body_html")

    class Meta:
        model = VersionText
        fields = read_only_fields = ["language", "title", "lead", "body", "html"]


class AttachmentRow(serializers.ModelSerializer[Attachment]):
    """A file of an announcement."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = read_only_fields = ["key", "name", "size", "content_type", "url"]

    def get_url(self, file: Attachment) -> str:
        """Where it is fetched."""
        return reverse("announcement-file", args=[file.key])


class AnnouncementRow(serializers.ModelSerializer[Announcement]):
    """An announcement as its reader sees it."""

    id = serializers.IntegerField(source="pk")
    author = PersonRef(source="post.author")
    on_behalf = serializers.CharField(source="current.on_behalf")
    category = serializers.CharField(source="category.slug", default=None, allow_null=True)
    texts = TextRow(many=True, source="current.all_texts")
    photos = PhotoRow(many=True, source="post.photos")
    files = AttachmentRow(many=True)
    url = serializers.CharField(source="get_absolute_url")
    version = serializers.IntegerField(source="current.number")
    ends_at = serializers.DateTimeField(source="current.ends_at", allow_null=True)
    confirm_by = serializers.DateField(source="current.confirm_by", allow_null=True)
    standing = serializers.CharField(
        source="confirmation_state", help_text=_("open, overdue, confirmed or empty")
    )
    confirmed_at = serializers.DateTimeField(allow_null=True)
    report_names = serializers.SerializerMethodField()
    comments_open = serializers.BooleanField(source="post.comments_open")
    carries = serializers.CharField(source="post.carries", help_text=_("poll, or empty"))
    edit_version = serializers.IntegerField(
        source="post.version", help_text=_("Goes back as `version` of a change.")
    )

    class Meta:
        model = Announcement
        fields = read_only_fields = [
            "id", "author", "on_behalf", "category", "texts", "photos", "files", "url",
            "version",
            "published_at", "ends_at", "pinned_until", "confirm_by", "standing", "confirmed_at",
            "report_names", "comments_open", "carries", "is_expired", "edit_version",
        ]  # fmt: skip

    def get_report_names(self, announcement: Announcement) -> bool:
        """Whether editors see by name who confirmed."""
        return announcement.report_names and policy.may_show_names()


class NewText(serializers.Serializer[Any]):
    """One language, as the author writes it; the first is the author's own."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    title = serializers.CharField(max_length=limits.TITLE_LENGTH)
    lead = serializers.CharField(max_length=LEAD_LENGTH, allow_blank=True, default="")
    body = serializers.CharField(max_length=POST_LENGTH, allow_blank=True, default="")


class Fact(serializers.Serializer[Any]):
    """What the company says of a person."""

    field = serializers.ChoiceField(choices=[(name, name) for name in FIELDS])
    value = serializers.CharField(max_length=100)


class AudienceRow(serializers.Serializer[Any]):
    """People of whom any of these facts holds and none of those."""

    any_of = Fact(many=True)
    none_of = Fact(many=True, default=list)


BESIDE = ("client_id", "version", "is_material", "embed")


class NewAnnouncement(Carrying, Repeatable):
    """A draft, or a correction of what was published; what it carries is changed in drafts only."""

    version = serializers.IntegerField(required=False)
    is_material = serializers.BooleanField(default=False)
    texts = NewText(many=True)
    spaces = Spaces(default=list)
    audience = AudienceRow(required=False, allow_null=True)
    category = serializers.SlugRelatedField(
        slug_field="slug", queryset=Category.objects.all(), required=False, allow_null=True
    )
    on_behalf = serializers.CharField(max_length=100, allow_blank=True, default="")
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    pinned_until = serializers.DateTimeField(required=False, allow_null=True)
    confirm_by = serializers.DateField(required=False, allow_null=True)
    report_names = serializers.BooleanField(default=False)
    wants_review = serializers.BooleanField(default=False)
    comments_open = serializers.BooleanField(default=True)
    photos = Keys()
    files = Keys(help_text=_("Keys of uploaded files to attach."))
    dropped = Keys(
        max_length=2 * limits.FILES_AT_ONCE,
        help_text=_("Keys of attached photos and files to take away."),
    )

    container = Post

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As actions take it: what is written as a plan, beside it what it is written for."""
        sent = super().validate(attrs)
        beside = {name: sent.pop(name) for name in BESIDE if name in sent}
        texts = [(one.pop("language"), Words(**one)) for one in sent.pop("texts")]
        rule, audience = None, sent.pop("audience", None)
        if audience:
            pairs = {
                name: [(fact["field"], fact["value"]) for fact in facts]
                for name, facts in audience.items()
            }
            rule = read_rule(**pairs)
        return {**beside, "plan": AnnouncementPlan(words=dict(texts), rule=rule, **sent)}


class ShareRow(serializers.Serializer[Any]):
    """How many of a group have confirmed."""

    name = serializers.CharField()
    asked = serializers.IntegerField()
    confirmed = serializers.IntegerField()


class ReportRow(serializers.Serializer[Any]):
    """Confirmations in numbers; empty where they would be about single people."""

    total = serializers.SerializerMethodField()
    groups = serializers.SerializerMethodField()

    @extend_schema_field(ShareRow(allow_null=True))
    def get_total(self, report: Any) -> dict[str, Any] | None:
        """Everybody together."""
        return ShareRow(report.total).data if report.is_shown else None

    @extend_schema_field(ShareRow(many=True))
    def get_groups(self, report: Any) -> Any:
        """Department by department, small ones together."""
        return ShareRow(report.groups, many=True).data if report.is_shown else []
