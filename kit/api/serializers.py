"""Shapes in JSON that several apps share. No rules live here."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from kit.reactions import Reactable, ReactionKind


class Reacted(serializers.Serializer[Any]):
    """What things say about their reactions, and of whom they are asked."""

    reactions = serializers.SerializerMethodField()
    my_reaction = serializers.ChoiceField(ReactionKind.choices, allow_null=True, read_only=True)

    def get_reactions(self, thing: Reactable) -> dict[str, int]:
        """How often each kind was given."""
        return {kind.value: count for kind, count in thing.reaction_kinds}

    def asks(self) -> Any:
        """The reader."""
        return self.context["request"].user


class ReactionChoice(serializers.Serializer[Any]):
    """One of the six."""

    kind = serializers.ChoiceField(ReactionKind.choices, default=ReactionKind.LIKE)


class Description(serializers.Serializer[Any]):
    """What a picture shows, in words."""

    description = serializers.CharField(allow_blank=True, max_length=500)


class Upload(serializers.Serializer[Any]):
    """A file, and what it shows in words."""

    file = serializers.FileField(use_url=False)
    description = serializers.CharField(allow_blank=True, default="", max_length=500)


class Carrying(serializers.Serializer[Any]):
    """Something to write that may carry what an app above lends: a field for each such thing.

    What was sent comes as `extension`, None when a field says null.
    """

    def lenders(self) -> Mapping[str, Any]:
        """By name: who brings the `shape` of a field, and makes an extension of it (`extend`)."""
        raise NotImplementedError

    def get_fields(self) -> dict[str, Any]:
        """The own fields, and those that are lent."""
        lent = {
            name: lender.shape(required=False, allow_null=True)
            for name, lender in self.lenders().items()
        }
        return {**super().get_fields(), **lent}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As actions take it."""
        for name, lender in self.lenders().items():
            if name in attrs:
                content, by = attrs.pop(name), self.context["request"].user
                attrs["extension"] = content and lender.extend(by=by, **content)
        return attrs
