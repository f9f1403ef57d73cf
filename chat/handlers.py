"""What conversations do when something has happened, here and elsewhere."""

import uuid

from django.db import transaction

from accounts.models import User
from chat import webhooks
from chat.events import BotNamed, PeopleNamed, WebhookTested
from chat.models import Conversation, Message, Participant, Webhook
from kit.jobs.outbox import on, publish
from spaces.events import MemberJoined

CALLS = uuid.UUID("5f0b6c5e-9d0c-4b7c-8a57-2f6f1c6d3a10")  # the root of the names of calls


@on(MemberJoined)
def begin_at_the_present(event: MemberJoined) -> None:
    """Let who joins a space begin with nothing unread in its conversation."""
    for conversation in Conversation.objects.filter(space=event.space_id):
        Participant.objects.get_or_create(
            conversation=conversation,
            user_id=event.user_id,
            defaults={"read_seq": conversation.last_seq},
        )


@on(PeopleNamed)
@transaction.atomic
def call_bots(event: PeopleNamed) -> None:
    """Plan a call for each bot among the named, so that one that fails holds up no other.

    What bots write calls nobody: two of them would go on for ever.
    """
    if User.objects.filter(pk=event.by_id, is_bot=True).exists():
        return
    named = Webhook.objects.filter(bot__in=event.user_ids, is_active=True)
    for bot in named.values_list("bot", flat=True):
        call = str(uuid.uuid5(CALLS, f"{event.message_id} {bot}"))
        publish(BotNamed(event.message_id, bot_id=bot, call_id=call))


@on(BotNamed)
def call_bot_webhook(event: BotNamed) -> None:
    """Call the bot, if it is still to be called and may read the message now."""
    webhook = Webhook.objects.select_related("bot").filter(bot=event.bot_id, is_active=True).first()
    if webhook is None:
        return
    readable = Message.objects.visible_to(webhook.bot).living().select_related("author")
    if message := readable.filter(pk=event.message_id).first():
        webhooks.deliver(webhook, event.call_id, webhooks.mention(message))


@on(WebhookTested)
def try_bot(event: WebhookTested) -> None:
    """Call the bot once, switched on or not; a trial that fails is not repeated."""
    for webhook in Webhook.objects.filter(pk=event.webhook_id):
        try:
            webhooks.deliver(webhook, event.call_id, webhooks.trial())
        except webhooks.NotDelivered:
            return
