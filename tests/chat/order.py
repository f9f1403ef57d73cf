"""What must be true of the messages of a conversation, whatever happened to it."""


def numbers(conversation):
    return list(conversation.messages.in_order().values_list("seq", flat=True))


def is_whole(conversation):
    """Numbered 1 to n without a gap, the counters of the conversation where its messages are."""
    conversation.refresh_from_db()
    last = conversation.last_seq
    changes = conversation.messages.values_list("change", flat=True)
    return (
        numbers(conversation) == list(range(1, last + 1))
        and conversation.last_message.seq == last
        and conversation.last_change >= max(changes)
        and len(set(changes)) == len(changes)
    )
