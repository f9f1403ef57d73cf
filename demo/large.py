"""A company for measurements: 10,000 people and a million posts, the same on every machine.

Activity is skewed as in life: a few spaces hold most posts, most posts are recent, a few get most
of the answers. Some people are special, so that the feed can be measured where it could be slow:

- `typical` belongs to twelve living spaces, the busiest among them,
- `empty` only to spaces in which nobody ever wrote,
- `ancient` only to such and to spaces that fell silent years ago,
- `everywhere` to all,
- `administrator` looks after the company.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import User
from demo.bulk import Table, in_bulk, reset_sequences_and_analyze, stamp, trusted
from demo.company import PASSWORD
from demo.people import company
from demo.threads import Threads
from feed.models import Comment, CommentReaction, Placement, Post, PostTopic, Reaction
from spaces.models import Membership, Space, SpaceKind

SIZES = {
    "people": 10_000,
    "spaces": 200,
    "posts": 1_000_000,
    "reactions": 3_000_000,
    "comments": 2_000_000,
}
SPECIAL = ("typical", "empty", "ancient", "everywhere", "administrator")
FEWEST_SPACES = 6
SEED = 2027
BATCH = 5_000
REPORTS = 20
MOST_UNREAD = 40
QUIET = 20  # one space in so many is empty, and as many are ancient
SPACES_EACH = (6, 18)
TYPICAL_SPACES = 12

WRITTEN = (Post, Placement, PostTopic, Comment, Reaction, CommentReaction)

Say = Callable[[str], Any]


@dataclass
class Layout:
    """The spaces by how much happens in them, and the ids of their members."""

    ids: list[int]
    members: list[list[int]] = field(default_factory=list)

    @property
    def quiet(self) -> int:
        """How many are empty, and how many ancient."""
        return max(1, len(self.ids) // QUIET)

    @property
    def empty(self) -> range:
        """Nobody ever wrote here; the first is the whole company's."""
        return range(self.quiet)

    @property
    def ancient(self) -> range:
        """Nobody has written here for years."""
        return range(self.quiet, 2 * self.quiet)

    @property
    def living(self) -> range:
        """All others, the busiest first."""
        return range(2 * self.quiet, len(self.ids))


def fill_large(say: Say, **sizes: int) -> None:
    """Write the company in the sizes of `SIZES`, telling `say` how far it is."""
    sizes = SIZES | sizes
    dice = Random(SEED)
    users = add_people(sizes["people"], dice)
    say(f"{len(users):,} people")
    layout = Layout(add_spaces(sizes["spaces"], users[0]))
    say(f"{len(layout.ids):,} spaces, {add_members(layout, users, dice):,} memberships")
    with in_bulk(*WRITTEN):
        add_posts(say, layout, sizes, dice)
        say("building indexes")
    reset_sequences_and_analyze(*WRITTEN, Membership)
    with trusted():
        count_up()
    reset_sequences_and_analyze()
    say("counters and statistics")


def add_people(number: int, dice: Random) -> list[int]:
    """`number` people more; returns the ids, those of the special people first."""
    password, now, first = make_password(PASSWORD), timezone.now(), _last(User)
    known = dict(User.objects.filter(handle__in=SPECIAL).values_list("handle", "pk"))
    special = [name for name in SPECIAL if name not in known]
    rest = [f"person-{first + index:05}" for index in range(number - len(special))]
    people = [
        _person(first + index, handle, dice, password, now)
        for index, handle in enumerate(special + rest)
    ]
    with transaction.atomic():
        made = User.objects.bulk_create(people, batch_size=500)
        addresses = (EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in made)
        EmailAddress.objects.bulk_create(addresses, batch_size=2_000)
    known |= {user.handle: user.pk for user in made}
    return [known[handle] for handle in [*SPECIAL, *rest]]


def _last(model: Any) -> int:
    """The highest id there is: what is written now comes after it."""
    return model.objects.aggregate(pk=Max("pk"))["pk"] or 0


def _person(index: int, handle: str, dice: Random, password: str, now: Any) -> User:
    one, two = dice.choice(company()), dice.choice(company())
    chief = handle == "administrator"
    return User(
        staff_number=str(10_000 + index),
        handle=handle,
        email=f"{handle}@large.example",
        first_name=one.first_name,
        last_name=two.last_name,
        job_title=one.job_title,
        department=one.department,
        place=one.place,
        phone=f"0151 555 {index:05}",
        spoken=two.spoken,
        skills=two.skills,
        language=one.language,
        role=User.Role.ADMINISTRATOR if chief else User.Role.MEMBER,
        is_staff=chief,
        is_superuser=chief,
        password=password,
        joined_at=now,
    )


def add_spaces(number: int, author: int) -> list[int]:
    """One for the whole company, the others closed, every tenth of them secret."""
    first = _last(Space)
    made = Space.objects.bulk_create(_space(index, first, author) for index in range(number))
    return [space.pk for space in made]


def _space(index: int, first: int, author: int) -> Space:
    kinds, access, number = SpaceKind, Space.Access, first + index
    return Space(
        author_id=author,
        name=f"Gruppe {number:03}" if index else "Nordwerk",
        slug=f"gruppe-{number:03}" if index else f"nordwerk-{number}",
        kind=(kinds.COMMUNITY if index % 4 else kinds.DEPARTMENT) if index else kinds.COMPANY,
        access=(access.CLOSED if index % 10 else access.SECRET) if index else access.OPEN,
        hue=index * 15 % 360,
    )


def add_members(layout: Layout, users: list[int], dice: Random) -> int:
    """Everybody into the company's space and some others; returns the number of memberships."""
    table = Table(Membership, "space_id", "user_id", "role", "joined_at")
    now = stamp(time.time())
    layout.members = [[] for _ in layout.ids]
    with transaction.atomic():
        for index, user in enumerate(users):
            for space in _spaces_of(index, layout, dice):
                first = not layout.members[space]
                layout.members[space].append(user)
                table.add(layout.ids[space], user, "manager" if first else "member", now)
        table.write()
    return sum(map(len, layout.members))


def _spaces_of(index: int, layout: Layout, dice: Random) -> list[int]:
    """The places of the spaces somebody belongs to; the special people's as promised above."""
    name = SPECIAL[index] if index < len(SPECIAL) else ""
    if name == "typical":
        return [0, *layout.living[:: max(1, len(layout.living) // TYPICAL_SPACES)]]
    if name == "empty":
        return list(layout.empty)
    if name == "ancient":
        return [0, *layout.ancient]
    if name == "everywhere":
        return list(range(len(layout.ids)))
    number = min(dice.randint(*SPACES_EACH), len(layout.ids) - 1)
    return [0, *dice.sample(range(1, len(layout.ids)), number)]


def add_posts(say: Say, layout: Layout, sizes: dict[str, int], dice: Random) -> None:
    """Posts with everything below them, the oldest first, so that ids follow the times."""
    threads = Threads(layout, sizes, dice, after=(_last(Post), _last(Comment)))
    started, number = time.monotonic(), sizes["posts"]
    reported = 0
    for first in range(0, number, BATCH):
        with transaction.atomic():
            for index in range(first, min(first + BATCH, number)):
                threads.write_post(index)
            threads.flush()
        done = min(first + BATCH, number)
        if done * REPORTS // number > reported:
            reported = done * REPORTS // number
            say(f"{done:,} of {number:,} posts after {time.monotonic() - started:.0f} s")
    say(f"{threads.report()}")


def count_up() -> None:
    """What spaces count of members and posts, posts of their shares, and how far people read."""
    with transaction.atomic():
        Space.objects.update(
            member_count=_rows(Membership, "space"), post_seq=_rows(Placement, "space")
        )
        sources = Post.objects.exclude(shared=None).values("shared")
        Post.objects.filter(pk__in=sources).update(share_count=_rows(Post, "shared"))
        told = Space.objects.filter(pk=OuterRef("space")).values("post_seq")
        Membership.objects.update(seen_seq=Subquery(told))
        behind = Greatest(F("seen_seq") - F("user_id") % MOST_UNREAD, 0)
        Membership.objects.update(seen_seq=behind)


def _rows(model: Any, target: str) -> Coalesce:
    """How many rows of `model` have the outer row as their `target`."""
    rows = model.objects.filter(**{target: OuterRef("pk")}).order_by().values(target)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
