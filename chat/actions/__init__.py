"""Every change to conversations, one verb each; page, API, admin and tasks call the same."""

from chat.actions.bots import renew_webhook_secret, set_webhook, try_webhook
from chat.actions.conversations import (
    add_participants,
    change_participant_role,
    leave_conversation,
    open_direct,
    open_space_conversation,
    remove_participant,
    rename_conversation,
    start_group,
)
from chat.actions.drafts import keep_draft
from chat.actions.files import describe_file, discard_file, upload_file
from chat.actions.following import bring_message_photos, take_back_message_promise
from chat.actions.messages import (
    delete_message,
    edit_message,
    forward_message,
    post_outcome_note,
    send_message,
)
from chat.actions.planning import cancel_planned, change_planned, plan_message, send_planned
from chat.actions.reactions import react_to_message, take_back_message_reaction
from chat.actions.settings import (
    archive_conversation,
    mark_read,
    mark_thread_read,
    mute_conversation,
    pin_conversation,
    unarchive_conversation,
    unmute_conversation,
    unpin_conversation,
)

__all__ = [
    "add_participants",
    "archive_conversation",
    "bring_message_photos",
    "cancel_planned",
    "change_participant_role",
    "change_planned",
    "delete_message",
    "describe_file",
    "discard_file",
    "edit_message",
    "forward_message",
    "keep_draft",
    "leave_conversation",
    "mark_read",
    "mark_thread_read",
    "mute_conversation",
    "open_direct",
    "open_space_conversation",
    "pin_conversation",
    "plan_message",
    "post_outcome_note",
    "react_to_message",
    "remove_participant",
    "rename_conversation",
    "renew_webhook_secret",
    "send_message",
    "send_planned",
    "set_webhook",
    "start_group",
    "take_back_message_promise",
    "take_back_message_reaction",
    "try_webhook",
    "unarchive_conversation",
    "unmute_conversation",
    "unpin_conversation",
    "upload_file",
]
