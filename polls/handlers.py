"""What polls do when others speak."""

from django.db import transaction
from django.db.models import QuerySet

from chat.events import MessageDeleted
from feed.events import PostDeleted, PostPublished
from kit.jobs.outbox import on
from polls import actions
from polls.models import Poll


@on(PostDeleted)
@transaction.atomic
def forget_poll_of_post(event: PostDeleted) -> None:
    """Options and votes go with their post."""
    _delete_polls(Poll.objects.filter(post=event.post_id))


@on(MessageDeleted)
@transaction.atomic
def forget_poll_of_message(event: MessageDeleted) -> None:
    """Options and votes go with their message."""
    _delete_polls(Poll.objects.filter(message=event.message_id))


def _delete_polls(polls: QuerySet[Poll]) -> None:
    """The lock comes first, as it does for voters."""
    for poll in polls.select_for_update():
        poll.delete()


@on(PostPublished)
def begin_poll(event: PostPublished) -> None:
    """The time of a poll in a draft runs from the publication on."""
    actions.begin_poll(post_id=event.post_id)
