"""Anonymous answers: a token is signed for a person, a ballot is handed in by nobody."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.live import hint_settled
from accounts.models import User
from kit.http.exceptions import Conflict, Problem
from surveys import ballot_box, blind, policy
from surveys.answers import read_answers
from surveys.models import BallotBox, GroupKey, Participation, SpentToken, Survey

TOKEN_BYTES = blind.PREFIX + 32


@transaction.atomic
def sign_token(*, by: User, survey: Survey, blinded: bytes) -> bytes:
    """Sign a token the server cannot see, once per person; from now on `by` has taken part.

    The same blinded message again gives the same signature, so a lost answer costs nothing;
    another one is a Conflict. The row lock and the unique constraint let one of many through.
    """
    if not policy.can_take_part(by, survey):
        raise PermissionDenied
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.anonymous:
        raise Problem("named", _("This survey is not anonymous."))
    if not survey.is_open:
        raise Problem("closed", _("This survey is not open at the moment."))
    receipt = hashlib.sha256(blinded).hexdigest()
    part, first = Participation.objects.get_or_create(
        survey=survey, user=by, defaults={"receipt": receipt}
    )
    if part.receipt != receipt:
        raise Conflict("took_part", _("You have already taken part, perhaps on another device."))
    if first:
        hint_settled(by.pk)
    if first and not survey.frozen:
        Survey.objects.filter(pk=survey.pk).update(frozen=True)
    try:
        key_row = ballot_box.key_of(survey.ballot_box, survey.group_of(by))
        return blind.sign_blinded(ballot_box.private_key(survey.ballot_box, key_row), blinded)
    except ValueError:
        raise Problem("invalid", _("This is not a blinded token."), field="blinded") from None


@transaction.atomic
def hand_in(
    *, survey_id: int, token: bytes, signature: bytes, answers: object, group: str = ""
) -> None:
    """Take a ballot from whoever holds a signed token. Nothing about the sender is asked or kept.

    A department counts only if the token was signed with its key.

    There is no `by`: that is the point. Unknown surveys answer like forged tokens. The lock on the
    box, and the unique constraint on spent tokens, let each token through once.
    """
    box = (
        BallotBox.objects.select_for_update().select_related("survey").filter(pk=survey_id).first()
    )
    if box is None or box.survey.counted_at <= timezone.now():
        _refuse_late(survey_id)
    if box and group and group not in box.survey.groups:
        raise Problem("unknown_group", _("There is no such group."), field="group")
    key_row = ballot_box.key_of(box, group) if box else None
    if box is None or key_row is None or not _is_genuine(key_row, token, signature):
        raise Problem("forged", _("This token is not genuine."), field="signature")
    digest = hashlib.sha256(token).hexdigest()
    if SpentToken.objects.filter(survey=survey_id, digest=digest).exists():
        raise Conflict("token_spent", _("These answers were already handed in; they count once."))
    survey = box.survey
    read = read_answers(survey.asked, answers)
    SpentToken.objects.create(survey=survey, digest=digest)
    ballot_box.add(box, survey.asked, read, getattr(key_row, "group", ""))


def _refuse_late(survey_id: int) -> None:
    """After the end nothing is taken; an unknown survey has no end to speak of."""
    ended = Survey.objects.filter(pk=survey_id, anonymous=True, frozen=True)
    if ended.filter(ends_at__lte=timezone.now()).exists():
        raise Problem("closed", _("This survey has ended; it takes no more answers."))


def _is_genuine(key_row: BallotBox | GroupKey, token: bytes, signature: bytes) -> bool:
    if len(token) != TOKEN_BYTES:
        return False
    return blind.is_valid(blind.read_public(key_row.public_key), token, signature)
