"""Who may do what with a poll. Voting is for everybody who may read what it stands in."""

from accounts.models import User
from chat.policy import can_delete_message
from feed.policy import looks_after
from polls.limits import ANONYMOUS_VOTES
from polls.models import Poll


def can_manage_poll(user: User, poll: Poll) -> bool:
    """Who looks after the post or message may also close its poll and remove options nobody
    chose."""
    if poll.message:
        return can_delete_message(user, poll.message)
    return looks_after(user, poll.post)  # type: ignore[arg-type]


def can_list_votes(user: User, poll: Poll) -> bool:
    """Only the author, and only where voters were told so before their vote."""
    return poll.lists_voters and user.pk == poll.container.author_id


def can_add_option(user: User, poll: Poll) -> bool:
    """The author, and voters where the author allows it."""
    return poll.is_open and (poll.allows_options or user.pk == poll.container.author_id)


def shows_results(poll: Poll, took_part: bool) -> bool:
    """Whether the result may be seen by somebody who has voted, or not.

    A handful of anonymous votes would give people away, so those stay hidden for good.
    """
    if poll.is_anonymous and poll.counted_voters < ANONYMOUS_VOTES:
        return False
    if not poll.is_open or poll.results == Poll.Results.ALWAYS:
        return True
    return poll.results == Poll.Results.VOTED and took_part
