"""What the search page asks, out of its address: whatever makes no sense there is left out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat import queries
from chat.models import Conversation
from kit import limits
from search.engine import Query
from search.sources import kinds
from spaces.models import Space

PLACE_LENGTH = 100  # of the address of a space
DAYS = {"week": 7, "month": 30, "year": 365}
TIMES = (
    ("", _("Any time")),
    ("week", _("Last 7 days")),
    ("month", _("Last 30 days")),
    ("year", _("Last 12 months")),
)
ORDERS = (("", _("Best first")), ("newest", _("Newest first")))


@dataclass(frozen=True)
class Question:
    """The question, and the things it is narrowed down to as the page names them."""

    query: Query
    time: str = ""
    space: Space | None = None
    conversation: Conversation | None = None
    person: User | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words and the order leaves something out."""
        asked = self.query
        found = (asked.kinds, asked.space, asked.conversation, asked.person, asked.since)
        return any(found) or asked.only_mine


class SearchForm(forms.Form):
    """`in` is the name of a space, or `chat-7` for a conversation; `by` the handle of a person."""

    q = forms.CharField(required=False)
    kind = forms.CharField(required=False)
    by = forms.CharField(required=False, max_length=limits.HANDLE_LENGTH)
    time = forms.ChoiceField(required=False, choices=TIMES)
    order = forms.ChoiceField(required=False, choices=ORDERS)
    mine = forms.BooleanField(required=False)
    after = forms.CharField(required=False, max_length=500)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["in"] = forms.CharField(required=False, max_length=PLACE_LENGTH)

    def question(self) -> Question:
        """What is asked, within what `user` may know of."""
        self.is_valid()
        asked = self.cleaned_data
        space, conversation = self._place(asked.get("in", ""))
        person = self._person(asked.get("by", ""))
        time, kind = asked.get("time", ""), asked.get("kind", "")
        query = Query(
            text=asked.get("q", ""),
            kinds=(kind,) if kind in kinds() else (),
            space=space.pk if space else None,
            conversation=conversation.pk if conversation else None,
            person=person.pk if person else None,
            since=timezone.now() - timedelta(days=DAYS[time]) if time else None,
            only_mine=asked.get("mine", False),
            order=asked.get("order") or "best",
            cursor=asked.get("after") or None,
        )
        return Question(query, time, space, conversation, person)

    def _place(self, name: str) -> tuple[Space | None, Conversation | None]:
        """The space or the conversation of this name; most searches name none."""
        kind, _dash, number = name.partition("-")
        if kind == "chat" and number.isdecimal() and len(number) < 19:
            return None, self._conversation(int(number))
        return Space.objects.visible_to(self.user).filter(slug=name).first() if name else None, None

    def _conversation(self, pk: int) -> Conversation | None:
        known = Conversation.objects.visible_to(self.user).filter(pk=pk).exists()
        return queries.opened_conversation(self.user, pk) if known else None

    def _person(self, handle: str) -> User | None:
        known = User.objects.visible_to(self.user)
        return known.filter(handle=handle).first() if handle else None
