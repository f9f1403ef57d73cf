"""Polls, their options, and who voted.

A named vote is a row with person and option. An anonymous one is two facts that share nothing:
a row that says a person took part, and a counter of the option that is one higher. Neither has a
time, and the counter has no order, so nothing in the application leads from one to the other.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from chat.models import Message
from feed.models import Photo, Placement, Post
from kit.database.expressions import among
from polls.limits import OPTION_LENGTH
from spaces.models import Membership

LAST_DAY = timedelta(days=1)


class PollQuerySet(models.QuerySet["Poll"]):
    """Questions about polls."""

    def visible_to(self, user: User | AnonymousUser) -> "PollQuerySet":
        """Polls of posts and messages `user` may read."""
        posts = among(Post.objects.visible_to(user), "post")
        messages = among(Message.objects.visible_to(user).living(), "message")
        in_post, in_message = Q(post__isnull=False), Q(message__isnull=False)
        return self.filter((in_post & posts) | (in_message & messages))

    def with_container(self) -> "PollQuerySet":
        """Bring along what the polls stand in, with what decides about rights there."""
        return self.select_related("post", "message__conversation__space")

    def ending(self, now: datetime) -> "PollQuerySet":
        """Polls of some days whose last day has begun and was not told of."""
        asked_long = Q(post__published_at__lte=F("ends_at") - 2 * LAST_DAY)
        soon = self.filter(ends_at__gt=now, ends_at__lte=now + LAST_DAY)
        return soon.filter(asked_long, closed_at=None, reminded_at=None)

    def overdue(self, now: datetime) -> "PollQuerySet":
        """Polls whose end has passed and whose result is not yet posted; drafts wait."""
        out = Placement.objects.filter(post=OuterRef("post"), published_at__lte=now)
        begun = Q(Exists(out)) | Q(message__isnull=False)
        return self.filter(begun, closed_at=None, ends_at__lte=now)


class Poll(models.Model):
    """The question of a post or a message, with what its author decided before anybody voted.

    `duration` counts from the publication of a post that is still a draft, which sets `ends_at`.
    """

    class Results(models.TextChoices):
        """When voters see the result."""

        ALWAYS = "always", _("Always")
        VOTED = "voted", _("After voting")
        CLOSED = "closed", _("After the end")

    post = models.OneToOneField(Post, models.CASCADE, null=True, related_name="poll")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="poll")
    is_multiple = models.BooleanField(_("several options"), default=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    lists_voters = models.BooleanField(_("author sees who voted for what"), default=False)
    allows_options = models.BooleanField(_("voters may add options"), default=False)
    results = models.CharField(
        _("results"), max_length=10, choices=Results.choices, default=Results.VOTED
    )
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    duration = models.DurationField(null=True, editable=False, db_column="lasts")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    voter_count = models.PositiveIntegerField(_("votes"), default=0, editable=False)
    # of an anonymous poll while it runs: the votes that are counted in what shows, and with the
    # next step; see `polls.actions.votes.take_step`
    shown_voters = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    next_voters = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_anonymous=True, lists_voters=True),
                name="anonymous_polls_list_nobody",
            ),
            models.CheckConstraint(
                condition=Q(post=None, message__isnull=False) | Q(post__isnull=False, message=None),
                name="polls_stand_in_one_place",
            ),
        ]
        # what the clock closes
        indexes = [
            models.Index(fields=["ends_at"], name="polls_to_close", condition=Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"Poll {self.pk}"  # no text: this ends up in logs and in the administration

    @property
    def counted_voters(self) -> int:
        """How many votes are in what may be seen now: of an anonymous poll that runs, not all."""
        return self.shown_voters if self.is_anonymous and self.is_open else self.voter_count

    def votes(self) -> models.QuerySet["Vote"]:
        """Who chose what; none in an anonymous poll. Only for whom `policy` lets see them."""
        return Vote.objects.filter(option__poll=self)

    def still_open_for(self) -> UserQuerySet:
        """Whom a reminder reaches: in a space it stands in, without a vote. For sending, never for
        showing."""
        voted = Participation.objects.filter(poll=self, user=OuterRef("pk"))
        members = Membership.objects.filter(
            space__placements__post=self.post_id, user=OuterRef("pk")
        )
        people: Any = User.objects.active().filter(Exists(members), ~Exists(voted))
        return people

    @property
    def container(self) -> Post | Message:
        """What it stands in."""
        return self.post or self.message  # type: ignore[return-value]

    @property
    def is_open(self) -> bool:
        """Whether votes count, by the clock of the server."""
        return self.closed_at is None and (self.ends_at is None or timezone.now() < self.ends_at)


class OptionQuerySet(models.QuerySet["Option"]):
    """Questions about options. They are always asked through a poll."""

    def with_marks_of(self, user: User | AnonymousUser) -> "OptionQuerySet":
        """With what `user` did: `is_mine`, and `took_part` in the poll."""
        mine = Vote.objects.filter(option=OuterRef("pk"), user=user.pk)
        took_part = Participation.objects.filter(poll=OuterRef("poll"), user=user.pk)
        return self.annotate(is_mine=Exists(mine), took_part=Exists(took_part))


class Option(models.Model):
    """One option. `folded` is its text as it is compared, so that no option stands twice."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    text = models.CharField(_("option"), max_length=OPTION_LENGTH)
    folded = models.CharField(max_length=2 * OPTION_LENGTH, editable=False)
    photo = models.OneToOneField(Photo, models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    is_added = models.BooleanField(default=False)  # by a voter; by whom is stored nowhere
    vote_count = models.PositiveIntegerField(default=0, editable=False)
    shown_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    next_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("poll", "folded", name="answer_once")]

    def __str__(self) -> str:
        return f"Option {self.pk}"

    @property
    def counted(self) -> int:
        """How many of the counted votes are for this option."""
        steps = self.poll.is_anonymous and self.poll.is_open
        return self.shown_count if steps else self.vote_count


class Participation(models.Model):
    """That a person voted in a poll, named or not. Without a time on purpose."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("poll", "user", name="takes_part_once")]


class Vote(models.Model):
    """What a person chose in a named poll. Anonymous polls have no such rows."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("option", "user", name="votes_once_for_an_option")]
