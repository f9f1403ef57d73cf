"""People, sessions and keys in JSON."""

from typing import Any

from allauth.usersessions.models import UserSession
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.availability.urgent_calls import REASON_LENGTH
from accounts.devices import device_of
from accounts.models import ApiToken, User
from accounts.skills import BETWEEN, MOST_SKILLS, SKILL_LENGTH, listed
from accounts.status import StatusKind
from reactions.models import ReactionKind

STATUSES = [choice for choice in StatusKind.choices if choice[0]]


class StatusSerializer(serializers.Serializer[User]):
    """What a person says that he or she is doing. `text` is the sentence pages show."""

    kind = serializers.ChoiceField(source="status", choices=STATUSES, read_only=True)
    words = serializers.CharField(source="status_words", read_only=True)
    until = serializers.DateTimeField(source="status_until", read_only=True)
    text = serializers.CharField(source="status_now", read_only=True)


class PersonRef(serializers.ModelSerializer[User]):
    """A person as the author of something."""

    class Meta:
        model = User
        fields = read_only_fields = ["handle", "name", "job_title", "is_bot"]


class ReactionRow(serializers.Serializer[Any]):
    """Who reacted, and how."""

    user = PersonRef()
    kind = serializers.ChoiceField(ReactionKind.choices)
    created_at = serializers.DateTimeField()


class SkillsField(serializers.ListField):
    """What a person can help with: a few words or short phrases."""

    child = serializers.CharField(max_length=SKILL_LENGTH)

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": MOST_SKILLS, **options})

    def to_representation(self, data: Any) -> Any:
        """One by one."""
        return listed(data)


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person as every colleague may know him or her."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)
    skills = SkillsField(read_only=True)
    portrait = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            "id", "handle", "name", "first_name", "last_name", "job_title", "department", "place",
            "phone", "email", "spoken", "skills", "about", "hue", "portrait", "status", "is_bot",
            "url",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"]})
    def get_portrait(self, person: User) -> str | None:
        """Where the picture is fetched; null for people without one."""
        return person.portrait_address(480) or None

    @extend_schema_field(StatusSerializer(allow_null=True))
    def get_status(self, person: User) -> dict[str, Any] | None:
        """What the person is doing; null without a status, or when it has ended."""
        return StatusSerializer(person).data if person.has_status else None


class MeSerializer(PersonSerializer):
    """The person who asks. An empty language or theme follows the device."""

    language = serializers.CharField(read_only=True)

    class Meta(PersonSerializer.Meta):
        fields = [
            *PersonSerializer.Meta.fields,
            "staff_number", "role", "language", "time_zone", "theme", "has_keys",
        ]  # fmt: skip
        read_only_fields = fields


class OwnFields(serializers.ModelSerializer[User]):
    """What people may change about themselves; everything else in a body is ignored."""

    skills = SkillsField(required=False)

    class Meta:
        model = User
        fields = [
            "phone",
            "spoken",
            "skills",
            "about",
            "language",
            "time_zone",
            "theme",
            "has_keys",
        ]
        extra_kwargs = {name: {"required": False} for name in fields}

    def validate_skills(self, value: list[str]) -> str:
        """As the profile keeps them."""
        return BETWEEN.join(value)


class SessionSerializer(serializers.ModelSerializer[UserSession]):
    """A device on which the person is signed in. It says nothing about places."""

    device = serializers.SerializerMethodField()
    current = serializers.SerializerMethodField()

    class Meta:
        model = UserSession
        fields = ["id", "device", "current", "created_at", "last_seen_at"]
        read_only_fields = fields

    def get_device(self, session: UserSession) -> str:
        """Browser and system, as far as they can be told."""
        return device_of(session.user_agent).name

    def get_current(self, session: UserSession) -> bool:
        """Whether it is the one that asks."""
        return session.session_key == self.context["request"].session.session_key


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A key, without its secret."""

    class Meta:
        model = ApiToken
        fields = ["id", "name", "scopes", "created_at", "last_used_at", "expires_at"]
        read_only_fields = fields


class TokenWithSecret(TokenSerializer):
    """A key in the one response that shows its secret."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class UrgentReason(serializers.Serializer[Any]):
    """Why something cannot wait for the end of quiet time; kept for the administrators."""

    reason = serializers.CharField(max_length=REASON_LENGTH)
