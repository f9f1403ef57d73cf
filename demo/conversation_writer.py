"""Holds the conversations: said, answered, reacted to, each at its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from chat.actions import (
    mute_conversation,
    open_direct,
    open_space_conversation,
    pin_conversation,
    plan_message,
    send_message,
    start_group,
    upload_file,
)
from chat.models import (
    Conversation,
    ConversationKind,
    Message,
    MessageKind,
    MessageReaction,
    Participant,
)
from demo.conversations import DemoConversation, Saying, conversations
from demo.history import history, identity
from demo.paper import paper
from demo.pictures import scene
from demo.polls import asked, cast
from demo.posts import moment, span
from demo.telling import dealt, give, turned
from spaces.models import Space


@dataclass
class ConversationWriter:
    """Writes the conversations of the demo company in the names of its people."""

    people: dict[str, User]
    spaces: dict[str, Space]
    now: datetime
    pictures: bool = True

    def write_all(self) -> None:
        """Hold every conversation that was not held yet, each as a whole."""
        for dialogue in conversations():
            if not was_held(dialogue):
                # Drawing takes long; inside the transaction it would lock everybody else out.
                files = [list(self._files(saying)) for saying in dialogue.sayings]
                with history():
                    self._hold(dialogue, files)

    def _hold(self, dialogue: DemoConversation, files: list[list[str]]) -> None:
        conversation = self._begin(dialogue)
        self._date_back(conversation, moment(dialogue.begun, self.now))
        said: dict[str, Message] = {}
        for index, saying in enumerate(dialogue.sayings):
            message = self._say(conversation, dialogue, index, files[index], said.get(saying.reply))
            said |= {saying.key: message} if saying.key else {}
        last = moment(dialogue.sayings[-1].ago, self.now)
        Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=last)
        self._keep(conversation, dialogue)
        for index, plan in enumerate(dialogue.plans):
            plan_message(
                by=self.people[plan.by],
                conversation=conversation,
                body=plan.text,
                due_at=self.now + span(plan.after),
                client_id=identity("plan", f"{dialogue.key}/{index}"),
            )

    def _begin(self, dialogue: DemoConversation) -> Conversation:
        by, others = self.people[dialogue.by], [self.people[handle] for handle in dialogue.people]
        if dialogue.kind == ConversationKind.DIRECT:
            return open_direct(by=by, person=others[0])
        if dialogue.kind == ConversationKind.SPACE:
            return open_space_conversation(by=by, space=self.spaces[dialogue.space])
        client_id = identity("conversation", dialogue.key)
        group = start_group(by=by, name=dialogue.name, people=others, client_id=client_id)
        Conversation.objects.filter(pk=group.pk).update(icon=dialogue.icon, hue=dialogue.hue)
        return group

    def _date_back(self, conversation: Conversation, at: datetime) -> None:
        Conversation.objects.filter(pk=conversation.pk).update(created_at=at)
        conversation.messages.update(created_at=at)
        conversation.participants.update(joined_at=at)

    def _say(
        self,
        conversation: Conversation,
        dialogue: DemoConversation,
        index: int,
        files: list[str],
        reply_to: Message | None,
    ) -> Message:
        saying, key = dialogue.sayings[index], f"{dialogue.key}/{index}"
        message = send_message(
            by=self.people[saying.by],
            conversation=conversation,
            body=saying.text or ("" if files else saying.photos[0][1]),
            files=files,
            reply_to=reply_to,
            client_id=identity("message", key),
            embed=asked(self.people[saying.by], saying.question),
        )
        at = moment(saying.ago, self.now)
        Message.objects.filter(pk=message.pk).update(created_at=at)
        message.files.update(created_at=at)
        seen = conversation.readers().exclude(handle__in=[saying.by, *unseen_by(dialogue, index)])
        readers = turned(list(seen.order_by("handle")), key)
        reactions = dealt(saying.reactions, readers, key)
        give(MessageReaction, message, reactions, at + timedelta(minutes=1))
        cast(message, saying.question, readers)
        notes = conversation.messages.filter(kind=MessageKind.OUTCOME, reply_to=message)
        notes.update(created_at=at + timedelta(hours=1))
        return message

    def _files(self, saying: Saying) -> Iterator[str]:
        """The photos and papers of a message, uploaded as people do; their keys."""
        by = self.people[saying.by]
        for name, words in saying.photos if self.pictures else ():
            yield upload_file(by=by, upload=scene(name), description=words).key
        if saying.file and self.pictures:
            name, heading, *lines = saying.file
            file = SimpleUploadedFile(name, paper(heading, lines), "application/pdf")
            yield upload_file(by=by, upload=file).key

    def _keep(self, conversation: Conversation, dialogue: DemoConversation) -> None:
        """Everybody has read everything, but for the few messages that wait for somebody."""
        conversation.refresh_from_db()
        known = set(conversation.participants.values_list("user", flat=True))
        Participant.objects.bulk_create(
            Participant(conversation=conversation, user=user)
            for user in conversation.readers()
            if user.pk not in known
        )
        rows = conversation.participants
        rows.update(read_seq=conversation.last_seq)
        for handle, number in dialogue.unread.items():
            read = conversation.last_seq - number
            rows.filter(user=self.people[handle]).update(read_seq=read)
        for handle in dialogue.pinned:
            pin_conversation(by=self.people[handle], conversation=conversation)
        for handle in dialogue.muted:
            mute_conversation(by=self.people[handle], conversation=conversation)


def unseen_by(dialogue: DemoConversation, index: int) -> list[str]:
    """Who has not read this message yet."""
    left = len(dialogue.sayings) - index
    return [handle for handle, number in dialogue.unread.items() if number >= left]


def was_held(dialogue: DemoConversation) -> bool:
    """Whether the conversation is there. It is written in one transaction, so as a whole."""
    return Message.objects.filter(client_id=identity("message", f"{dialogue.key}/0")).exists()
