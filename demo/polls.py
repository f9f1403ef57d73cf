"""The polls of Nordwerk, where polls are installed: asked and answered as people do it."""

from typing import Any

from django.apps import apps

from accounts.models import User
from demo.posts import DemoPoll
from feed.models import Post
from kit.embeds import NewEmbed


def asked(author: User, question: DemoPoll | None) -> NewEmbed | None:
    """The poll of what is written, if it has one."""
    if question is None or not apps.is_installed("polls"):
        return None
    from polls.actions import NewOption, Rules, new_poll

    rules = Rules(duration=question.duration, **question.rules)
    return new_poll(by=author, options=[NewOption(text) for text in question.votes], rules=rules)


def cast(container: Any, question: DemoPoll | None, readers: list[User]) -> None:
    """Readers vote as the story tells, and the author ends what has ended."""
    if question is None or not apps.is_installed("polls"):
        return
    from polls.actions import begin_poll, close_poll, vote

    if isinstance(container, Post):
        begin_poll(post_id=container.pk)
    voters = iter([user for user in readers if user.handle not in question.skipped])
    for option in container.poll.options.all():
        for voter, _ in zip(voters, range(question.votes[option.text]), strict=False):
            vote(by=voter, poll_id=container.poll.pk, option_ids=[option.pk])
    if question.has_ended:
        close_poll(by=container.author, poll=container.poll)
