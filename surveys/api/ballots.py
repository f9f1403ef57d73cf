"""Handing in anonymously: the one address that does not want to know who asks."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys import actions
from surveys.api.serializers import NewBallot


class Ballots(APIView):
    """Anonymous answers. Send no cookie and no key; if one comes, it is not read.

    Nothing is counted by address and nothing is logged: the token alone limits what can be sent.
    """

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []

    @extend_schema(request=NewBallot, responses={204: None}, auth=[], operation_id="ballots_create")
    def post(self, request: Request, pk: int) -> Response:
        """Hand in a ballot with a signed token. A token counts once: the second time is 409."""
        sent = NewBallot(data=request.data)
        sent.is_valid(raise_exception=True)
        actions.hand_in(survey_id=pk, **sent.validated_data)
        return Response(status=204)
