"""Surveys over REST: asking, taking part under one's name, results."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from kit.api.views import Viewset
from kit.http.throttling import WRITE, spend
from surveys import actions, policy, urn
from surveys import results as outcome
from surveys.api import serializers as shapes
from surveys.models import Response as Given
from surveys.models import Survey
from surveys.texts import order_of, texts_of

WRITES = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ApiToken.Scope.FEED_WRITE)


class SurveyView(Viewset):
    """What every view of one survey needs."""

    model = Survey
    serializer_class = shapes.SurveyRow
    required_scopes = WRITES
    lookup_value_converter = "int"
    ordering = ("-ends_at", "-id")

    def get_queryset(self) -> QuerySet[Survey]:
        """Surveys that ask this person, and the own ones."""
        visible = Survey.objects.visible_to(self.request.user)
        rows = visible.with_standing_of(self.request.user).select_related("author")
        return rows.prefetch_related("spaces")

    def answer(self, pk: int, status: int = 200) -> Response:
        """The fresh survey."""
        found = self.get_queryset().get(pk=pk)
        return Response(shapes.SurveyRow(found).data, status=status)


class Surveys(SurveyView):
    """Asking."""

    def list(self, request: Request) -> Response:
        """Surveys that ask you, and your own, last end first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(shapes.SurveyRow(rows, many=True).data)

    @extend_schema(
        request=shapes.NewSurvey, responses={201: shapes.SurveyRow, 200: shapes.SurveyRow}
    )
    def create(self, request: Request) -> Response:
        """Write a draft. The same `client_id` again answers 200 with the first one."""
        if not policy.can_ask(request.user):
            self.permission_denied(request)
        spend(request.user, WRITE)
        survey = actions.create_survey(by=request.user, **self.read())
        return self.answer(survey.pk, status=200 if survey.repeated else 201)

    def retrieve(self, request: Request, pk: int) -> Response:
        """One survey."""
        return self.answer(self.get_object().pk)

    @extend_schema(request=shapes.SurveyChange)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change an own survey. After the first answer, or with an outdated version, it is 409."""
        survey = self._own(request)
        actions.change_survey(by=request.user, survey=survey, **self.read())
        return self.answer(survey.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take an own survey away that nobody has answered."""
        actions.delete_survey(by=request.user, survey=self._own(request))
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        sent = {"create": shapes.NewSurvey, "partial_update": shapes.SurveyChange}
        return sent.get(self.action, shapes.SurveyRow)

    def _own(self, request: Request) -> Survey:
        survey = self.get_object()
        if not policy.can_change_survey(request.user, survey):
            self.permission_denied(request)
        return survey


class Publication(SurveyView):
    """Beginning to ask."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Publish an own survey; publishing twice is publishing once."""
        survey = actions.publish_survey(by=request.user, survey=self.get_object())
        return self.answer(survey.pk)


class Participation(SurveyView):
    """Taking part in an anonymous survey, first half: the right to hand in one ballot."""

    serializer_class = shapes.BlindedToken

    @extend_schema(responses=shapes.PublicKey)
    def retrieve(self, request: Request, pk: int) -> Response:
        """The key of the survey, for blinding a token and for checking what came back."""
        survey = self.get_object()
        if not survey.anonymous or not survey.is_open:
            raise Http404
        holder = urn.key_of(survey.urn, survey.group_of(request.user))
        shown = {"key": bytes(holder.public_key), "group": getattr(holder, "group", "")}
        return Response(shapes.PublicKey(shown).data)

    @extend_schema(responses=shapes.BlindSignature)
    def update(self, request: Request, pk: int) -> Response:
        """Have a blinded token signed: once per person, and again for the same one only."""
        survey = self.get_object()
        if not policy.can_take_part(request.user, survey):
            self.permission_denied(request)
        made = actions.sign_token(by=request.user, survey=survey, **self.read())
        return Response(shapes.BlindSignature({"signature": made}).data)


class OwnResponse(SurveyView):
    """Taking part in a named survey."""

    serializer_class = shapes.Given

    @extend_schema(responses=shapes.ResponseRow)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Your answers so far, from whatever device."""
        kept = Given.objects.filter(user=request.user, survey=self.get_object()).first()
        return Response(shapes.ResponseRow(kept or Given()).data)

    @extend_schema(responses=shapes.ResponseRow)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Keep some answers; nobody else sees them yet."""
        made = actions.keep_answers(by=request.user, survey=self._asked(request), **self.read())
        return Response(shapes.ResponseRow(made).data)

    @extend_schema(responses=shapes.ResponseRow)
    def update(self, request: Request, pk: int) -> Response:
        """Hand your answers in."""
        made = actions.finish_response(by=request.user, survey=self._asked(request), **self.read())
        return Response(shapes.ResponseRow(made).data)

    def _asked(self, request: Request) -> Survey:
        survey = self.get_object()
        if not policy.can_take_part(request.user, survey):
            self.permission_denied(request)
        return survey


class Results(SurveyView):
    """What came out."""

    serializer_class = shapes.ResultsRow

    @extend_schema(responses=shapes.ResultsRow)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Numbers from five answers up; of anonymous surveys none that could be subtracted."""
        survey = self.get_object()
        if not policy.can_see_results(request.user, survey):
            self.permission_denied(request)
        return Response(outcome.as_json(outcome.results(survey)))


class Texts(SurveyView):
    """What was written to one question."""

    serializer_class = shapes.WrittenRow

    def list(self, request: Request, pk: int, number: int) -> Response:
        """All texts to question `number`, page by page; of anonymous surveys after the end, in an
        order of chance, and only where five have answered."""
        survey = self.get_object()
        if not policy.can_see_results(request.user, survey):
            self.permission_denied(request)
        texts = texts_of(survey, outcome.shown_text_question(survey, number))
        self.ordering = order_of(texts)
        rows = self.paginate_queryset(texts)
        return self.get_paginated_response(shapes.WrittenRow(rows, many=True).data)
