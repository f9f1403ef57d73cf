"""What polls do when others speak."""

from django.db import transaction

from feed.events import PostDeleted
from kit.outbox import on
from polls.models import Poll


@on(PostDeleted)
@transaction.atomic
def forget_poll(event: PostDeleted) -> None:
    """Options and votes go with their post. The lock comes first, as it does for voters."""
    for poll in Poll.objects.select_for_update().filter(pk=event.post_id):
        poll.delete()
