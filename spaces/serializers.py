"""Spaces and their members in JSON."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from kit import limits
from kit.api.serializers import Repeatable
from spaces.models import Space
from spaces.organisation import Unit


class SpaceRef(serializers.ModelSerializer[Space]):
    """A space as the place of something."""

    class Meta:
        model = Space
        fields = read_only_fields = ["slug", "name"]


class SpaceSerializer(serializers.ModelSerializer[Space]):
    """A space, as the person who asks may know it. Unknown numbers are null."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)
    standing = serializers.CharField(
        source="membership_state",
        read_only=True,
        help_text="member, manager, archived, invited, requested, open, closed or secret",
    )
    member_count = serializers.IntegerField(
        source="known_member_count", read_only=True, allow_null=True
    )
    unread = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField()

    class Meta:
        model = Space
        fields = [
            "id", "slug", "name", "description", "kind", "access", "icon", "hue", "parent", "url",
            "created_at", "archived_at", "standing", "member_count", "unread",
        ]  # fmt: skip
        read_only_fields = fields

    def get_unread(self, space: Space) -> int:
        """Posts since the last look; 0 for people outside."""
        return space.unread if space.my_role else 0  # type: ignore[attr-defined]

    @extend_schema_field({"type": ["string", "null"]})
    def get_parent(self, space: Space) -> str | None:
        """The slug of the space it is part of, if the person may know of that one."""
        return self.context["view"].parents.get(space.parent_id)


class DepartmentRow(serializers.Serializer[Unit]):
    """A department, and how many people the directory has of it."""

    name = serializers.CharField()
    part_of = serializers.CharField(
        source="above.name", default=None, allow_null=True, help_text="The department above it."
    )
    space = SpaceRef(allow_null=True, help_text="Its space, if you may know of it.")
    people = serializers.IntegerField(source="own", help_text="Of the department itself.")
    people_below = serializers.IntegerField(
        source="total", help_text="With those of all departments that are part of it."
    )


class DepartmentList(serializers.Serializer[Any]):
    """All departments, each before those that are part of it."""

    results = DepartmentRow(many=True)


class SpaceChange(serializers.Serializer[Any]):
    """What may be written. Everything is checked once more by the action."""

    name = serializers.CharField(max_length=100, required=False)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    access = serializers.ChoiceField(choices=Space.Access.choices, required=False)
    icon = serializers.CharField(max_length=40, required=False)
    hue = serializers.IntegerField(min_value=0, max_value=345, required=False)


class NewSpace(SpaceChange, Repeatable):
    """The same for a new space. The same `client_id` again returns the first one."""

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=Space.FOUNDED, required=False)


class MemberSerializer(serializers.ModelSerializer[User]):
    """A person who belongs to a space."""

    role = serializers.CharField(source="space_role", read_only=True)
    added_by = serializers.CharField(
        read_only=True, help_text=_("Who added the person without being a member; usually empty.")
    )
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = User
        fields = ["id", "handle", "name", "job_title", "role", "added_by", "url"]
        read_only_fields = fields


class Waiting(serializers.Serializer[Any]):
    """Somebody who asked, or who is invited."""

    handle = serializers.CharField(source="user.handle", max_length=limits.HANDLE_LENGTH)
    name = serializers.CharField(source="user.name")
    words = serializers.CharField(default="")
    created_at = serializers.DateTimeField()
