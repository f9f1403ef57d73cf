"""What an editor wants to say, to whom and until when, before anything is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rich_text import RichText, read_text
from announcements import policy
from announcements.models import Attachment, Category
from feed.actions.posts import SPACES_PER_POST
from feed.limits import POST_LENGTH
from kit import limits
from kit.http.exceptions import Problem
from kit.text import rendering
from spaces.models import Space
from spaces.rules import Rule

LEAD_LENGTH = 500
MINUTE = timedelta(minutes=1)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Words:
    """One language: title, lead and text as they were typed."""

    title: str = ""
    lead: str = ""
    body: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in this language."""
        return not (self.title.strip() or self.lead.strip() or self.body.strip())


@dataclass(frozen=True)
class Text:
    """One language as it is stored."""

    language: str
    title: str
    lead: str
    written: RichText


@dataclass(frozen=True)
class AnnouncementPlan:
    """The whole form. The first language of `words` is the author's own."""

    words: Mapping[str, Words]
    spaces: Collection[Space] = ()
    rule: Rule | None = None
    category: Category | None = None
    on_behalf: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    pinned_until: datetime | None = None
    confirm_by: date | None = None
    report_names: bool = False
    wants_review: bool = False
    comments_open: bool = True
    photos: Collection[str] = ()
    files: Collection[str] = ()
    dropped: Collection[str] = ()  # keys of pictures and files to take away

    def as_content(self) -> dict[str, Any]:
        """Everything, for telling a repeated request from another one."""
        said = {code: [one.title, one.lead, one.body] for code, one in self.words.items()}
        return {
            **self.__dict__,
            "words": said,
            "rule": self.rule and self.rule.digest,
            "files": self._files_said(),
        }

    def _files_said(self) -> list[str]:
        """The files by content: a form that is sent again uploads them again."""
        found = Attachment._base_manager.filter(key__in=self.files)
        return sorted(found.values_list("checksum", flat=True))

    def texts(self, by: User) -> list[Text]:
        """The languages that were written, checked; at least one has a title."""
        texts = [_text(by, code, one) for code, one in self.words.items() if not one.is_empty]
        if not texts:
            raise Problem("no_title", _("Give the announcement a title."), field="title")
        return texts

    def checked_spaces(self, by: User) -> list[Space]:
        """The chosen spaces in a steady order, each open to announcements of this editor."""
        chosen = sorted({space.pk: space for space in self.spaces}.values(), key=lambda s: s.pk)
        if len(chosen) > SPACES_PER_POST:
            message = _("At most %(limit)s spaces.") % {"limit": SPACES_PER_POST}
            raise Problem("too_many_spaces", message, field="spaces", limit=SPACES_PER_POST)
        allowed = policy.may_address(by).filter(pk__in=[space.pk for space in chosen])
        if len(allowed) < len(chosen):
            raise PermissionDenied
        return chosen

    def check_dates(self, now: datetime, before: datetime | None = None) -> None:
        """Refuse an end before the beginning, unless it is the one that was stored `before`; a
        beginning in the past is now."""
        if self.ends_at and before and abs(self.ends_at - before) < MINUTE:  # forms know no seconds
            return
        check_end(self.ends_at, after=max(self.starts_at or now, now))


def check_end(ends_at: datetime | None, *, after: datetime) -> None:
    """Refuse an end before the beginning."""
    if ends_at and ends_at <= after:
        raise Problem("ends_too_early", _("The end must be after the beginning."), field="ends_at")


def _text(by: User, code: str, words: Words) -> Text:
    if code not in LANGUAGES:
        raise Problem("unknown_language", _("This language is not available."), field="texts")
    title = _line(words.title, f"title_{code}", limits.TITLE_LENGTH)
    if not title:
        raise Problem("no_title", _("Give the announcement a title."), field=f"title_{code}")
    lead = _line(words.lead, f"lead_{code}", LEAD_LENGTH)
    try:
        written = read_text(by, words.body, limit=POST_LENGTH, may_be_empty=True, first_heading=2)
    except Problem as problem:
        problem.field = f"body_{code}"
        raise
    return Text(code, title, lead, written)


def _line(value: str, name: str, limit: int) -> str:
    return " ".join(rendering.accept(value, limit=limit, field=name).split())
