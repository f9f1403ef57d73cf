"""What people type in conversations. Forms sort it, actions judge it."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat import actions
from chat.limits import CHAT_WRITE
from chat.models import ChatFile, Conversation, Message, Planned
from kit import limits
from kit.embeds import EmbeddingForm, forms_in
from kit.files.following import PhotosToCome
from kit.http.exceptions import Problem
from kit.http.throttling import UPLOAD, consume

KEY_LENGTH = 60


class MessageForm(EmbeddingForm):
    """A message: some files uploaded before (`file`, by key), some with the form (`files`).

    With `due_at` it is sent later. `reply_to` is the number of what it answers.
    """

    body = forms.CharField(required=False, strip=False, label=_("Message"), widget=forms.Textarea)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    due_at = forms.DateTimeField(required=False, label=_("Send at"))
    photos_to_come = PhotosToCome()

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        user: User,
        conversation: Conversation,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.user, self.conversation = user, conversation
        self.new_files: list[ChatFile] = []
        self.embeds = forms_in(Message, data, files)
        self.initial.setdefault("client_id", uuid.uuid4())

    @property
    def keys(self) -> list[str]:
        """Keys of the uploaded files, in order, once each."""
        sent = self.data.getlist("file") if self.is_bound else []
        return list(dict.fromkeys(key[:KEY_LENGTH] for key in sent if key))

    @property
    def has_files(self) -> bool:
        """Whether anything came with the text."""
        return bool(self.keys or self.new_files)

    def send(self) -> Message | Planned:
        """Send now, or with a time later. Raises Problem for what an action refuses."""
        consume(self.user, CHAT_WRITE)
        sent = self.cleaned_data
        options = {
            "by": self.user,
            "conversation": self.conversation,
            "body": sent["body"],
            "files": self._uploaded(),
            "reply_to": self._answered(sent["reply_to"]),
            "client_id": sent["client_id"],
        }
        embed = self.new_embed(self.user)
        if not sent["due_at"]:
            coming = sent["photos_to_come"]
            return actions.send_message(embed=embed, photos_to_come=coming, **options)
        if embed or sent["photos_to_come"]:
            detail = _("Only text and files can be sent later. Send this one now.")
            raise Problem("not_later", detail, field="due_at")
        return actions.plan_message(due_at=sent["due_at"], **options)

    def _uploaded(self) -> list[str]:
        for upload in self.files.getlist("files")[: limits.FILES_AT_ONCE + 1]:
            consume(self.user, UPLOAD)
            self.new_files.append(actions.upload_file(by=self.user, upload=upload))
        return [*self.keys, *(file.key for file in self.new_files)]

    def _answered(self, seq: int | None) -> Message | None:
        if not seq:
            return None
        rows = Message.objects.visible_to(self.user).select_related("root")
        return rows.filter(conversation=self.conversation.pk, seq=seq).first()


class EditForm(forms.Form):
    """The text of an own message, and the version it was read in."""

    body = forms.CharField(required=False, strip=False, label=_("Message"), widget=forms.Textarea)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlannedForm(forms.Form):
    """Text and time of a message that waits."""

    body = forms.CharField(required=False, strip=False, label=_("Message"), widget=forms.Textarea)
    due_at = forms.DateTimeField(
        label=_("Send at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class GroupForm(forms.Form):
    """A new conversation: with one person, or with several under a name."""

    person = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        to_field_name="handle",
        label=_("People"),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Somebody you chose is no longer here."),
        },
    )
    name = forms.CharField(required=False, max_length=100, label=_("Name of the group"))
    history = forms.ChoiceField(
        required=False,
        choices=Conversation.History.choices,
        initial=Conversation.History.START,
        label=_("What may people who are added later read?"),
        widget=forms.RadioSelect,
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, user: User, **options: Any) -> None:
        super().__init__(data, **options)
        self.user = user
        self.fields["person"].queryset = User.objects.visible_to(user).exclude(pk=user.pk)
        self.initial.setdefault("client_id", uuid.uuid4())

    def open(self) -> Conversation:
        """The conversation of two for one person without a name, else a new group."""
        sent = self.cleaned_data
        people = list(sent["person"])
        if len(people) == 1 and not sent["name"].strip():
            return actions.open_direct(by=self.user, person=people[0])
        return actions.start_group(
            by=self.user,
            name=sent["name"],
            people=people,
            history=sent["history"] or Conversation.History.START,
            client_id=sent["client_id"],
        )


class NameForm(forms.Form):
    """The name of a group."""

    name = forms.CharField(max_length=100, label=_("Name of the group"))
