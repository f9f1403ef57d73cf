"""The secret half of anonymous surveys. Nothing here knows a person, a time or an order.

While a survey runs, its ballots lie sealed and mixed in batches. At the end they are shuffled and
written once, all together, without their texts, which are shuffled for each question.
"""

import uuid

from django.db import models

from surveys.models.surveys import Survey


class BallotBox(models.Model):
    """Keys and count of an anonymous survey while it runs; gone once it has been counted."""

    survey = models.OneToOneField(
        Survey, models.CASCADE, primary_key=True, related_name="ballot_box"
    )
    public_key = models.BinaryField()
    private_key = models.BinaryField()  # sealed; destroyed with this row
    count = models.PositiveIntegerField(default=0)
    shown = models.BinaryField(default=bytes)  # sealed: what may be seen while the survey runs


class GroupKey(models.Model):
    """The key that signs tokens of people of one department; the box's own is for all others."""

    ballot_box = models.ForeignKey(BallotBox, models.CASCADE, related_name="group_keys")
    group = models.CharField(max_length=100)
    public_key = models.BinaryField()
    private_key = models.BinaryField()  # sealed; destroyed with the box

    class Meta:
        constraints = [models.UniqueConstraint("ballot_box", "group", name="one_key_per_group")]


class BallotBatch(models.Model):
    """A part of the ballots of a box. Which batch a ballot comes into is chance."""

    ballot_box = models.ForeignKey(BallotBox, models.CASCADE, related_name="batches")
    sealed = models.BinaryField()


class SpentToken(models.Model):
    """That a token was used. The digest is all that is kept of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("survey", "digest", name="token_spent_once")]


class Ballot(models.Model):
    """The choices of somebody. Neither texts nor the department are here: two people of a small
    department may have been the only ones of it who took part, and that is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="ballots")
    answers = models.JSONField(default=dict)


class FreeTextAnswer(models.Model):
    """One text that somebody wrote to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="remarks")
    question = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        # a page of the texts to one question, in the order of ids, which are chance
        indexes = [models.Index(fields=["survey", "question", "id"], name="remarks_of_question")]
