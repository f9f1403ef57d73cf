"""What conversations do when something has happened elsewhere."""

from chat.models import Conversation, Participant
from kit.outbox import on
from spaces.events import MemberJoined


@on(MemberJoined)
def begin_at_the_present(event: MemberJoined) -> None:
    """Let who joins a space begin with nothing unread in its conversation."""
    for conversation in Conversation.objects.filter(space=event.space_id):
        Participant.objects.get_or_create(
            conversation=conversation,
            user_id=event.user_id,
            defaults={"read_seq": conversation.last_seq},
        )
