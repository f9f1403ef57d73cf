"""The polls of Nordwerk: asked and answered through the same actions that people use."""

from accounts.models import User
from demo.posts import Question
from feed.kinds import Extension
from feed.models import Post
from polls.actions import Answer, Rules, close_poll, poll_of, vote


def asked(author: User, question: Question) -> Extension:
    """The poll as a part of its post."""
    rules = Rules(lasts=question.lasts, **question.rules)
    return poll_of(by=author, options=[Answer(text) for text in question.votes], rules=rules)


def cast(post: Post, question: Question, readers: list[User]) -> None:
    """Readers vote as the story tells, and the author ends what has ended."""
    poll = post.poll  # type: ignore[attr-defined]
    voters = iter([user for user in readers if user.handle not in question.skipped])
    for option in poll.options.all():
        for voter, _ in zip(voters, range(question.votes[option.text]), strict=False):
            vote(by=voter, poll_id=post.pk, option_ids=[option.pk])
    if question.has_ended:
        close_poll(by=post.author, poll=poll)
