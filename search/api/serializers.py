"""What is asked of the search, and what it answers."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from accounts.serializers import PersonRef
from kit import limits
from search.engine import Hit, Query
from search.sources import kinds
from spaces.models import Space

ORDERS = ("best", "newest")


class Asked(serializers.Serializer[Any]):
    """A question, as the parameters of an address say it."""

    q = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=limits.SEARCH_LENGTH,
        help_text="Words to look for; without any, nothing is found.",
    )
    kind = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, help_text="Only these kinds."
    )
    space = serializers.SlugField(required=False, help_text="Only in this space, by its slug.")
    person = serializers.CharField(
        required=False, max_length=60, help_text="Only what this person wrote, by handle."
    )
    since = serializers.DateTimeField(required=False, help_text="Not older than this.")
    until = serializers.DateTimeField(required=False, help_text="Older than this.")
    mine = serializers.BooleanField(default=False, help_text="1: only what you wrote.")
    order = serializers.ChoiceField(ORDERS, default="best")
    after = serializers.CharField(
        required=False, max_length=limits.SEARCH_LENGTH, help_text="`next` of the page before."
    )

    def validate_kind(self, value: list[str]) -> list[str]:
        """Kinds that are known here."""
        if unknown := {*value} - kinds().keys():
            raise serializers.ValidationError(", ".join(sorted(unknown)))
        return value


class HitRow(serializers.Serializer[Hit]):
    """One thing that was found."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The exact place, as a path.")
    title = serializers.CharField(help_text="May be empty: posts, comments and messages need none.")
    excerpt = serializers.CharField(help_text="HTML; <mark> around what was looked for.")
    at = serializers.DateTimeField()
    is_expired = serializers.BooleanField()
    author = PersonRef(allow_null=True)
    place = serializers.CharField(help_text="The space or conversation; may be empty.")


class FoundPage(serializers.Serializer[Any]):
    """A page of what was found."""

    results = HitRow(many=True, source="hits")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="By kind, among the newest where `has_more`."
    )
    has_more = serializers.BooleanField(
        help_text="Older things have the words, too, that were not counted; `next` leads there."
    )
    corrected = serializers.CharField(
        allow_null=True, help_text="The question as it was understood, where that is another."
    )
    relaxed = serializers.BooleanField(help_text="No hit has every word.")
    next = serializers.CharField(allow_null=True, source="next_cursor")


class SuggestionRow(serializers.Serializer[Any]):
    """Something to go to before the question is finished."""

    kind = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()
    person = PersonRef(allow_null=True)
    skill = serializers.CharField(
        help_text="What the person can help with, where that is why; else empty."
    )


class SuggestedList(serializers.Serializer[Any]):
    """What is suggested, people and spaces first."""

    results = SuggestionRow(many=True)


def query_of(user: Any, asked: dict[str, Any]) -> Query:
    """The question of `user`; nothing is found in a space this person may not read."""
    slug, handle = asked.get("space"), asked.get("person")
    return Query(
        text=asked["q"],
        kinds=tuple(asked.get("kind", ())),
        space=_id(Space.objects.visible_to(user).filter(slug=slug)) if slug else None,
        person=_id(User.objects.visible_to(user).filter(handle=handle)) if handle else None,
        since=asked.get("since"),
        until=asked.get("until"),
        only_mine=asked["mine"],
        order=asked["order"],
        cursor=asked.get("after"),
    )


def _id(rows: Any) -> int:
    return rows.values_list("pk", flat=True).first() or -1
