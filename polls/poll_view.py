"""A poll as somebody sees it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feed.models import Photo
from polls.limits import ANONYMOUS_VOTES, OPTION_LENGTH
from polls.models import Poll


@dataclass(frozen=True)
class OptionView:
    """One option. `count` and `percent` are None while the result does not show."""

    pk: int
    text: str
    photo: Photo | None
    is_added: bool
    is_mine: bool
    count: int | None
    percent: int | None
    leads: bool

    @property
    def spoken(self) -> str:
        """ "Monday, noon: 52 percent, your choice", for those who hear the page."""
        words = {"option": self.text, "percent": self.percent}
        if self.percent is None:
            return _("%(option)s, your choice") % words if self.is_mine else self.text
        if self.is_mine:
            return _("%(option)s: %(percent)s percent, your choice") % words
        return _("%(option)s: %(percent)s percent") % words


@dataclass(frozen=True)
class PollView:
    """Everything that a card or the API says about a poll, to one person at one moment."""

    pk: int
    post: int | None
    conversation: int | None
    seq: int | None
    address: str  # of what it stands in
    author: str
    is_multiple: bool
    is_anonymous: bool
    lists_voters: bool
    results: str
    is_open: bool
    ends_at: datetime | None
    closed_at: datetime | None
    left: str  # "2 days left"
    voter_count: int
    counted_voters: int  # of those, the ones in the numbers below
    reader_count: int | None  # None where people cannot know it
    took_part: bool
    shows_results: bool
    can_add_option: bool
    can_manage: bool
    can_list_votes: bool
    options: tuple[OptionView, ...]

    longest = OPTION_LENGTH
    least = ANONYMOUS_VOTES

    @property
    def can_change(self) -> bool:
        """Whether the own vote can be changed or withdrawn."""
        return self.is_open and self.took_part and not self.is_anonymous

    @property
    def has_more_to_manage(self) -> bool:
        """Whether there is something on the page that its manager may open."""
        return self.can_list_votes or (self.can_manage and self.is_open)

    @property
    def is_waiting(self) -> bool:
        """Whether the own vote is in and the result does not show yet."""
        return self.is_open and self.took_part and not self.shows_results

    @property
    def offers_field(self) -> bool:
        """Whether the card has a field for one more option, which may then be chosen."""
        return self.can_add_option and (self.is_choosing or self.can_change)

    @property
    def is_choosing(self) -> bool:
        """Whether the options are buttons to be tapped."""
        return self.is_open and not self.took_part

    @property
    def is_too_few(self) -> bool:
        """Whether the result is hidden because so few anonymous votes would give people away."""
        return self.is_anonymous and self.counted_voters < self.least

    @property
    def moves_in_steps(self) -> bool:
        """Whether the result, when it shows, lags behind so that it tells of no single vote."""
        return self.is_anonymous and self.is_open and self.results != Poll.Results.CLOSED

    @property
    def first_step(self) -> int:
        """With how many votes the result of an anonymous poll begins to show."""
        return 2 * self.least

    @property
    def turnout(self) -> str:
        """ "42 of 58 voted" or "42 votes"."""
        n = self.voter_count
        if self.reader_count is not None:
            words = ngettext("%(n)s of %(all)s voted", "%(n)s of %(all)s voted", n)
            return words % {"n": n, "all": self.reader_count}
        return ngettext("%(n)s person voted", "%(n)s people voted", n) % {"n": n}
