"""A poll as one person sees it: what may be chosen, what was chosen, and the result if it shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from feed.models import Photo, Placement, Post
from kit import limits
from polls import policy
from polls.live import everyone
from polls.models import Option, Poll
from spaces.models import Space

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """One answer. `count` and `percent` are None while the result does not show."""

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
class Shown:
    """Everything that a card or the API says about a poll, to one person at one moment."""

    pk: int
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
    reader_count: int | None  # None where people cannot know it
    took_part: bool
    shows_results: bool
    can_add_option: bool
    can_manage: bool
    can_list_votes: bool
    rows: tuple[Row, ...]

    longest = limits.OPTION_LENGTH
    least = limits.ANONYMOUS_VOTES

    @property
    def can_change(self) -> bool:
        """Whether the own vote can be changed or withdrawn."""
        return self.is_open and self.took_part and not self.is_anonymous

    @property
    def offers_field(self) -> bool:
        """Whether the card has a field for one more answer, which may then be chosen."""
        return self.can_add_option and (self.is_choosing or self.can_change)

    @property
    def is_choosing(self) -> bool:
        """Whether the answers are buttons to be tapped."""
        return self.is_open and not self.took_part

    @property
    def is_too_few(self) -> bool:
        """Whether the result is hidden because so few anonymous votes would give people away."""
        return self.is_anonymous and self.voter_count < self.least

    @property
    def turnout(self) -> str:
        """ "42 of 58 voted" or "42 votes"."""
        n = self.voter_count
        if self.reader_count is not None:
            words = ngettext("%(n)s of %(all)s voted", "%(n)s of %(all)s voted", n)
            return words % {"n": n, "all": self.reader_count}
        return ngettext("%(n)s person voted", "%(n)s people voted", n) % {"n": n}


def of_post(user: User, pk: int) -> Shown:
    """The poll of one post, without the rest of its card, or Http404."""
    cards = Post.objects.visible_to(user).as_cards(user).prefetch_related(None)
    places = Prefetch("spaces", Space.objects.visible_to(user))
    posts: list[Any] = list(cards.filter(pk=pk, kind="poll").prefetch_related(places))
    attach(posts, user)
    for post in posts:
        if shown := getattr(post, "extension", None):
            return shown
    raise Http404


def attach(posts: list[Any], user: User) -> None:
    """Give each post its poll as `extension`, in one query for all of them."""
    by_poll: dict[int, list[Any]] = defaultdict(list)
    for option in _options(posts, user):
        by_poll[option.poll_id].append(option)
    for post in posts:
        if post.pk in by_poll:
            post.extension = seen(user, post, by_poll[post.pk])


def look(shown: Shown) -> object:
    """All of it shows; in this language, at this minute."""
    return shown, shown.turnout


def _options(posts: Iterable[Post], user: User) -> Iterable[Any]:
    places = Placement.objects.filter(post=OuterRef("poll")).order_by().values("post")
    return (
        Option.objects.filter(poll__in=[post.pk for post in posts])
        .with_marks_of(user)
        .select_related("poll", "photo")
        .annotate(places=Subquery(places.annotate(n=Count("pk")).values("n")))
    )


def seen(user: User, post: Post, options: list[Any]) -> Shown:
    """One poll, from its options as `_options` reads them."""
    poll, took_part = options[0].poll, options[0].took_part
    poll.post = post
    shows = policy.shows_results(poll, took_part)
    return Shown(
        pk=poll.pk,
        author=post.author.name,
        is_multiple=poll.is_multiple,
        is_anonymous=poll.is_anonymous,
        lists_voters=poll.lists_voters,
        results=poll.results,
        is_open=poll.is_open,
        ends_at=poll.ends_at,
        closed_at=poll.closed_at,
        left=left(poll),
        voter_count=poll.voter_count,
        reader_count=_readers(poll, options[0].places),
        took_part=took_part,
        shows_results=shows,
        can_add_option=len(options) < limits.OPTIONS and policy.can_add_option(user, poll),
        can_manage=policy.can_manage_poll(user, post),
        can_list_votes=policy.can_list_votes(user, poll),
        rows=_rows(poll, options, shows),
    )


def _rows(poll: Poll, options: list[Any], shows: bool) -> tuple[Row, ...]:
    most = max(option.vote_count for option in options)
    return tuple(
        Row(
            pk=option.pk,
            text=option.text,
            photo=option.photo,
            is_added=option.is_added,
            is_mine=option.is_mine,
            count=option.vote_count if shows else None,
            percent=share(option.vote_count, poll.voter_count) if shows else None,
            leads=shows and most > 0 and option.vote_count == most,
        )
        for option in options
    )


def share(count: int, voters: int) -> int:
    """How many percent of the voters chose an answer."""
    return (200 * count + voters) // (2 * voters) if voters else 0


def _readers(poll: Poll, places: int) -> int | None:
    """How many people may vote, where that is known to everybody who reads: in one space only.

    Who left has voted nevertheless, so it is never less than the votes.
    """
    spaces = poll.post.spaces.all()
    if places != 1 or len(spaces) != 1:
        return None
    space = spaces[0]
    people = everyone() if space.access == Space.Access.OPEN else space.member_count
    return max(people, poll.voter_count)


def left(poll: Poll) -> str:
    """How long the poll is still open, as people say it."""
    if not poll.is_open or poll.ends_at is None:
        return ""
    rest = poll.ends_at - timezone.now()
    if (n := round(rest / DAY)) > 1:
        return ngettext("%(n)s day left", "%(n)s days left", n) % {"n": n}
    if (n := round(rest / HOUR)) > 1:
        return ngettext("%(n)s hour left", "%(n)s hours left", n) % {"n": n}
    n = max(1, round(rest / MINUTE))
    return ngettext("%(n)s minute left", "%(n)s minutes left", n) % {"n": n}
