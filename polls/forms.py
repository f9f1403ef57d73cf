"""What people type for a poll, beside the text that it stands below."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.actions import upload_photo
from feed.models import Photo, Post
from kit.embeds import EmbedForm, NewEmbed
from kit.http.throttling import UPLOAD, consume
from polls.actions import NewOption, Rules, new_poll
from polls.limits import ANONYMOUS_VOTES, MOST_OPTIONS, OPTION_LENGTH
from polls.models import Poll

NUMBERS = range(1, MOST_OPTIONS + 1)
KEY_LENGTH = 60


class PollForm(EmbedForm):
    """The fields of a poll in the composer. Their names are numbered, so that drafts keep them."""

    template = "polls/_form.html"
    DURATIONS = {"2": timedelta(days=2), "7": timedelta(days=7)}
    RESULTS = Poll.Results.choices
    longest = OPTION_LENGTH
    anonymous_votes = ANONYMOUS_VOTES
    first_step = 2 * ANONYMOUS_VOTES
    ENDS = {
        "2": _("in 2 days"),
        "7": _("in 1 week"),
        "date": _("Choose a date"),
        "": _("no end date"),
    }

    poll = forms.BooleanField(required=False)
    poll_multiple = forms.BooleanField(required=False, label=_("Several options"))
    poll_anonymous = forms.BooleanField(required=False, label=_("Anonymous"))
    poll_lists_voters = forms.BooleanField(required=False, label=_("I see who voted for what"))
    poll_allows_options = forms.BooleanField(required=False, label=_("Voters may add options"))
    poll_results = forms.ChoiceField(
        required=False, choices=Poll.Results.choices, initial=Poll.Results.VOTED
    )
    poll_ends = forms.ChoiceField(required=False, choices=ENDS, initial="2")
    poll_ends_at = forms.DateTimeField(
        required=False,
        label=_("Ends"),
        error_messages={"invalid": _("Enter the date and time the poll ends.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.uploaded: dict[int, str] = {}  # keys of the photos that came with the form
        self.has_photos = self.container is Post
        self.switch = "polls/_switch.html" if self.has_photos else "polls/_item.html"

    @property
    def is_on(self) -> bool:
        """Whether the switch among the tools is on."""
        return bool(self._said("poll"))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Twenty fields with what was typed; the style sheet shows those that are needed."""
        return [{"number": n, "text": self._text(n), "photo": self._key(n)} for n in NUMBERS]

    @property
    def choices(self) -> dict[str, Any]:
        """What is chosen among results and ends."""
        return {name: self[name].value() or "" for name in ("poll_results", "poll_ends")}

    def clean(self) -> dict[str, Any]:
        """A date that was promised must be there."""
        sent, known = self.cleaned_data, "poll_ends_at" in self.errors
        if sent.get("poll_ends") == "date" and not sent.get("poll_ends_at") and not known:
            field = self.fields["poll_ends_at"]
            self.add_error("poll_ends_at", field.error_messages["invalid"])
        return sent

    def new_embed(self, by: User) -> NewEmbed:
        """The poll to store. Raises Problem for what cannot be taken; photos stay in the form."""
        self._upload(by)
        options = [NewOption(self._text(n), self._key(n)) for n in NUMBERS]
        return new_poll(
            by=by, options=[a for a in options if a.text or a.photo], rules=self._rules()
        )

    def _rules(self) -> Rules:
        sent = self.cleaned_data
        return Rules(
            is_multiple=sent["poll_multiple"],
            is_anonymous=sent["poll_anonymous"],
            lists_voters=sent["poll_lists_voters"],
            allows_options=sent["poll_allows_options"],
            results=sent["poll_results"] or Poll.Results.VOTED,
            ends_at=sent["poll_ends_at"] if sent["poll_ends"] == "date" else None,
            duration=self.DURATIONS.get(sent["poll_ends"]),
        )

    def _said(self, name: str) -> Any:
        """What stands in a field that is none of the form's own: typed, or stored before."""
        return (self.data if self.is_bound else self.initial).get(name, "")

    def _text(self, number: int) -> str:
        return str(self._said(f"option-{number}")).strip()

    def _key(self, number: int) -> str:
        return self.uploaded.get(number) or self._said(f"option-photo-{number}")[:KEY_LENGTH]

    def _upload(self, by: User) -> None:
        for number in NUMBERS:
            upload = self.files.get(f"option-file-{number}")
            if isinstance(upload, UploadedFile):
                consume(by, UPLOAD)
                words = self._text(number)
                photo: Photo = upload_photo(by=by, upload=upload, description=words)
                self.uploaded[number] = photo.key


def stored(post: Post) -> dict[str, Any]:
    """The poll of a draft, as the fields of the form."""
    poll: Poll = post.poll  # type: ignore[attr-defined]
    said: dict[str, Any] = {"poll": True, "poll_results": poll.results}
    for name in ("multiple", "anonymous"):
        said[f"poll_{name}"] = getattr(poll, f"is_{name}")
    for name in ("lists_voters", "allows_options"):
        said[f"poll_{name}"] = getattr(poll, name)
    duration = next(
        (days for days, span in PollForm.DURATIONS.items() if span == poll.duration), ""
    )
    said |= {"poll_ends": "date" if poll.ends_at else duration, "poll_ends_at": poll.ends_at}
    for number, option in enumerate(poll.options.select_related("photo"), 1):
        said[f"option-{number}"] = option.text
        said[f"option-photo-{number}"] = option.photo.key if option.photo else ""
    return said
