"""Reactions over REST: what things say about theirs, and how one is sent."""

from typing import Any

from rest_framework import serializers

from reactions.models import Reactable, ReactionKind

REACTION = {"kind": serializers.ChoiceField(ReactionKind.choices, default=ReactionKind.LIKE)}


class Reacted(serializers.Serializer[Any]):
    """What things say about their reactions."""

    reactions = serializers.SerializerMethodField()
    my_reaction = serializers.ChoiceField(ReactionKind.choices, allow_null=True, read_only=True)

    def get_reactions(self, thing: Reactable) -> dict[str, int]:
        """How often each kind was given."""
        return {kind.value: count for kind, count in thing.reaction_kinds}
