"""What polls look like in JSON. No rules live here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.serializers import PersonRef
from feed.api.serializers import NewPost, PhotoRow
from polls.actions import NewOption, Rules
from polls.limits import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH
from polls.models import Poll


class OptionRow(serializers.Serializer[Any]):
    """One option; `votes` and `percent` are null while the result does not show to you."""

    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    photo = PhotoRow(allow_null=True)
    is_added = serializers.BooleanField(help_text=_("Whether a voter added it."))
    is_mine = serializers.BooleanField(
        help_text=_("Whether you chose it; never in anonymous polls.")
    )
    votes = serializers.IntegerField(source="count", allow_null=True)
    percent = serializers.IntegerField(allow_null=True)


class PollRow(serializers.Serializer[Any]):
    """A poll as its reader sees it, and where it stands: in a post or in a message."""

    id = serializers.IntegerField(source="pk")
    post = serializers.IntegerField(allow_null=True)
    conversation = serializers.IntegerField(allow_null=True)
    seq = serializers.IntegerField(allow_null=True, help_text=_("Number of the message."))
    is_multiple = serializers.BooleanField()
    is_anonymous = serializers.BooleanField()
    lists_voters = serializers.BooleanField(
        help_text=_("Whether the author sees who voted for what.")
    )
    results = serializers.ChoiceField(Poll.Results.choices)
    is_open = serializers.BooleanField()
    ends_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    voter_count = serializers.IntegerField()
    counted_voters = serializers.IntegerField(
        help_text=_(
            "How many votes are in the numbers: those of an anonymous poll move by five while "
            "it is open."
        )
    )
    took_part = serializers.BooleanField()
    shows_results = serializers.BooleanField()
    can_add_option = serializers.BooleanField()
    can_manage = serializers.BooleanField()
    options = OptionRow(many=True)


class VoteRow(serializers.Serializer[Any]):
    """Who voted for what."""

    user = PersonRef()
    option = serializers.IntegerField(source="option_id")


RULES = tuple(Rules.__dataclass_fields__)


# --- what programs send --------------------------------------------------------------------------
class NewAnswer(serializers.Serializer[Any]):
    """An option to choose from."""

    text = serializers.CharField(max_length=OPTION_LENGTH)
    photo = serializers.CharField(
        max_length=60, default="", allow_blank=True, help_text=_("Key of a waiting photo.")
    )


class PollPart(serializers.Serializer[Any]):
    """The poll of a message, or of what is more than a post."""

    options = serializers.ListField(
        child=NewAnswer(), min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS
    )
    is_multiple = serializers.BooleanField(default=False)
    is_anonymous = serializers.BooleanField(default=False)
    lists_voters = serializers.BooleanField(default=False)
    allows_options = serializers.BooleanField(default=False)
    results = serializers.ChoiceField(Poll.Results.choices, default=Poll.Results.VOTED)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """As the action takes it."""
        rules = {name: sent.pop(name) for name in RULES if name in sent}
        options = [NewOption(**one) for one in sent.pop("options")]
        return {**sent, "options": options, "rules": Rules(**rules)}


class NewPoll(PollPart, NewPost):
    """A post with a poll."""
