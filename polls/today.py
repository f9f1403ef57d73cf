"""One open vote, on the start page of a phone."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from kit.text.rendering import excerpt
from kit.today import TodayPart
from polls import results
from polls.models import Poll
from polls.navigation import WORDS, first_waiting
from polls.poll_view import PollView

QUICK_OPTIONS = 4


@dataclass(frozen=True)
class OpenVote:
    """A poll with its question."""

    question: str
    poll: PollView

    @property
    def is_one_tap(self) -> bool:
        """Whether a tap on one of a few options says everything, and can be taken back."""
        poll = self.poll
        return (
            len(poll.options) <= QUICK_OPTIONS
            and not poll.is_multiple
            and not poll.is_anonymous
            and not poll.can_add_option
        )


def waiting(user: User) -> list[OpenVote]:
    """The poll that ends first of those that wait for this person's vote."""
    return with_questions(user, first_waiting(user)[:1])


def with_questions(user: User, polls: Iterable[Poll]) -> list[OpenVote]:
    """These polls as `user` sees them; they come from `visible_to`, with their posts."""
    polls = list(polls)
    questions = {poll.pk: excerpt(poll.post.body, WORDS) for poll in polls if poll.post}
    return [OpenVote(questions[one.pk], one) for one in results.of_polls(user, polls)]


TODAY = (TodayPart("polls/_today.html", waiting, order=20),)
