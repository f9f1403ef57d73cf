"""What surveys look like in JSON. No rules live here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from feed.api.serializers import PersonRef, SpaceRef, Spaces
from kit.api.serializers import Repeatable
from kit.text.base64url import base64url_decode, base64url_encode
from surveys.models import Response, ResultVisibility, Survey

LONGEST_TOKEN = 2048  # characters


class Base64Field(serializers.CharField):
    """Bytes as base64 with - and _, without padding."""

    default_error_messages = {"octets": _("This must be base64 (URL alphabet).")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TOKEN, **options})

    def to_internal_value(self, data: Any) -> Any:
        """The bytes of a text."""
        written = super().to_internal_value(data)
        try:
            return base64url_decode(written)
        except ValueError:
            self.fail("octets")

    def to_representation(self, value: bytes) -> str:
        """The text of some bytes."""
        return base64url_encode(value)


class SurveyRow(serializers.ModelSerializer[Survey]):
    """A survey as its reader sees it: what is asked, whom, until when, who sees what."""

    author = PersonRef(read_only=True)
    spaces = SpaceRef(many=True, read_only=True)
    questions = serializers.ListField(child=serializers.DictField(), read_only=True)
    groups = serializers.ListField(child=serializers.CharField(), read_only=True)
    took_part = serializers.BooleanField(read_only=True)
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = Survey
        fields = read_only_fields = [
            "id", "author", "title", "intro", "spaces", "anonymous", "by_department", "groups",
            "shown_to", "questions", "opens_at", "ends_at", "published_at", "closed_at", "is_open",
            "frozen", "version", "took_part",
        ]  # fmt: skip


class SurveyChange(serializers.Serializer[Any]):
    """What may be changed before the first answer."""

    title = serializers.CharField(required=False, max_length=200)
    intro = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    spaces = Spaces(required=False)
    anonymous = serializers.BooleanField(required=False)
    by_department = serializers.BooleanField(required=False)
    shown_to = serializers.ChoiceField(ResultVisibility.choices, required=False)
    questions = serializers.ListField(child=serializers.DictField(), required=False)
    opens_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    version = serializers.IntegerField(required=False, min_value=1)


class NewSurvey(SurveyChange, Repeatable):
    """A draft."""

    title = serializers.CharField(max_length=200)
    spaces = Spaces()
    ends_at = serializers.DateTimeField()
    version = None


class NewBallot(serializers.Serializer[Any]):
    """Answers of nobody in particular, with a token that proves the right to give them."""

    token = Base64Field()
    signature = Base64Field()
    answers = serializers.DictField()
    group = serializers.CharField(required=False, allow_blank=True, max_length=100)


class ResponseRow(serializers.ModelSerializer[Response]):
    """The own answers to a named survey."""

    answers = serializers.DictField(read_only=True)

    class Meta:
        model = Response
        fields = read_only_fields = ["answers", "finished_at"]


class BarRow(serializers.Serializer[Any]):
    """One answer and how often it was given."""

    label = serializers.CharField()
    count = serializers.IntegerField()
    percent = serializers.IntegerField()


class PartRow(serializers.Serializer[Any]):
    """A row of a matrix, or an entry of a ranking."""

    label = serializers.CharField()
    mean = serializers.FloatField(allow_null=True)
    bars = BarRow(many=True)


class FiguresRow(serializers.Serializer[Any]):
    """The numbers of a question for everybody (empty group) or one department."""

    group = serializers.CharField(allow_blank=True)
    n = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    bars = BarRow(many=True)
    rows = PartRow(many=True)


class QuestionResult(serializers.Serializer[Any]):
    """One question; without `whole` fewer than five have answered."""

    key = serializers.CharField(source="question.key")
    kind = serializers.CharField(source="question.kind")
    text = serializers.CharField(source="question.text")
    whole = FiguresRow(allow_null=True)
    groups = FiguresRow(many=True)


class ResultsRow(serializers.Serializer[Any]):
    """What is shown of a survey at this moment."""

    answers = serializers.IntegerField(source="ballots")
    asked = serializers.IntegerField()
    took_part = serializers.IntegerField()
    questions = QuestionResult(many=True)
