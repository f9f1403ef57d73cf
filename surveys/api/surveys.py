"""Surveys over REST: asking, taking part under one's name, results."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.authentication import writing
from accounts.models import ApiToken, User
from kit.api.methods import call, create, lists, shows
from kit.api.views import Viewset
from kit.database import keyset
from kit.http.throttling import WRITE
from spaces.models import Space
from surveys import actions, ballot_box, policy
from surveys import results as outcome
from surveys.api import serializers as shapes
from surveys.free_text import order_of, texts_of
from surveys.models import Response, Survey

ANSWERS = {
    "answers": serializers.DictField(
        help_text='Answers by the key of their question; null is "no answer".'
    )
}


def can_ask(user: User, _nothing: None) -> bool:
    """Whether `user` may ask anybody."""
    return policy.can_ask(user)


def sign_token(**sent: Any) -> dict[str, bytes]:
    """Have a blinded token signed: once per person, and again for the same one only."""
    return {"signature": actions.sign_token(**sent)}


class Surveys(Viewset):
    """Surveys that ask you, and your own, last end first."""

    serializer_class = shapes.SurveyRow
    required_scopes = writing(ApiToken.Scope.FEED_WRITE)
    ordering = ("-ends_at", "-id")

    def get_queryset(self) -> QuerySet[Survey]:
        """Surveys that ask this person, and the own ones."""
        user = self.request.user
        rows = Survey.objects.visible_to(user).with_membership_of(user)
        spaces = Prefetch("spaces", Space.objects.visible_to(user).by_name())
        return rows.select_related("author").prefetch_related(spaces)

    write = create(
        actions.create_survey, "Write a draft.", shapes.NewSurvey, may=can_ask, rate=WRITE
    )
    change = call(
        actions.change_survey,
        "Change an own survey. After the first answer, or with an outdated version, it is 409.",
        shapes.SurveyChange,
        may=policy.can_change_survey,
    )
    destroy = call(
        actions.delete_survey,
        may=policy.can_change_survey,
        answers=None,
    )
    publish = call(
        actions.publish_survey, "Publish an own survey; publishing twice is publishing once."
    )

    # --- taking part -----------------------------------------------------------------------------
    @shows(
        {
            "key": shapes.Base64Field(help_text=_("SubjectPublicKeyInfo, DER.")),
            "group": serializers.CharField(
                help_text=_("The department to hand in with; empty where none is compared.")
            ),
        }
    )
    def public_key(self) -> dict[str, Any]:
        """The key of the survey, or of the department whose numbers will count the answers: for
        blinding a token and for checking what came back."""
        survey = self.get_object()
        if not survey.anonymous or not survey.is_open:
            raise Http404
        key_row = ballot_box.key_of(survey.ballot_box, survey.group_of(self.request.user))
        return {"key": bytes(key_row.public_key), "group": getattr(key_row, "group", "")}

    sign_token = call(
        sign_token,
        body={"blinded": shapes.Base64Field(help_text="RFC 9474, RSABSSA-SHA384-PSS-Randomized.")},
        may=policy.can_take_part,
        answers={"signature": shapes.Base64Field()},
    )

    @shows(shapes.ResponseRow)
    def own_answers(self) -> Response:
        """Your answers so far, from whatever device."""
        kept = Response.objects.filter(user=self.request.user, survey=self.get_object()).first()
        return kept or Response()

    keep_answers = call(
        actions.keep_answers,
        body=ANSWERS,
        may=policy.can_take_part,
        answers=shapes.ResponseRow,
    )
    hand_in = call(
        actions.finish_response,
        body=ANSWERS,
        may=policy.can_take_part,
        answers=shapes.ResponseRow,
    )

    # --- results ---------------------------------------------------------------------------------
    @shows(shapes.ResultsRow)
    def results(self) -> outcome.Results:
        """Numbers from five answers up; of anonymous surveys none that could be subtracted."""
        return outcome.results(self._with_results())

    @lists({"text": serializers.CharField()})
    def texts(self) -> keyset.Page:
        """All texts to question `number`, page by page; of anonymous surveys after the end, in an
        order of chance, and only where five have answered."""
        survey = self._with_results()
        question = outcome.shown_text_question(survey, self.kwargs["number"])
        texts = texts_of(survey, question)
        return keyset.page(texts, order=order_of(texts), **self.cursor)

    def _with_results(self) -> Survey:
        survey = self.get_object()
        if not policy.can_see_results(self.request.user, survey):
            self.permission_denied(self.request)
        return survey
