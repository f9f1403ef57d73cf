"""The polls of Nordwerk: asked and answered through the same actions that people use."""

from accounts.models import User
from demo.posts import Question
from kit.embeds import NewEmbed
from polls.actions import Answer, Rules, close_poll, new_poll, vote
from polls.models import Poll


def asked(author: User, question: Question | None) -> NewEmbed | None:
    """The poll of what is written, if it has one."""
    if question is None:
        return None
    rules = Rules(lasts=question.lasts, **question.rules)
    return new_poll(by=author, options=[Answer(text) for text in question.votes], rules=rules)


def cast(poll: Poll, question: Question, readers: list[User]) -> None:
    """Readers vote as the story tells, and the author ends what has ended."""
    voters = iter([user for user in readers if user.handle not in question.skipped])
    for option in poll.options.all():
        for voter, _ in zip(voters, range(question.votes[option.text]), strict=False):
            vote(by=voter, poll_id=poll.pk, option_ids=[option.pk])
    if question.has_ended:
        close_poll(by=poll.holder.author, poll=poll)
