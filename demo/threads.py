"""Posts of the large company, with their comments and reactions, as rows for bulk copy."""

import time
from array import array
from bisect import bisect
from itertools import accumulate
from random import Random
from typing import Protocol, TypeVar

from demo.bulk import Table, stamp
from demo.posts import stories
from feed.models import (
    Comment,
    CommentReaction,
    Placement,
    Post,
    PostTopic,
    Reaction,
    Topic,
)
from kit.text import rendering
from reactions.models import ReactionKind

T = TypeVar("T")
YEAR = 365 * 24 * 3600
OLDEST = 6 * YEAR
ANCIENT = 3 * YEAR  # the posts of ancient spaces are older than this
SILENT = 0.15  # part of the old posts that stand in spaces where nobody writes any more
TWICE_PLACED = 0.15
SHARES = 0.03
ANSWERS = 0.3
POPULAR = 100  # one post in so many gets HYPE of everything
HYPE = 0.3
COMMENT_REACTIONS = 10  # one reaction in so many is to a comment
LONGEST = 400
KINDS = [
    kind
    for kind, share in zip(ReactionKind.values, (60, 15, 10, 7, 6, 2), strict=True)
    for _ in range(share)
]
COUNTERS = [f"{kind}_count" for kind in ReactionKind.values]


class Spread(Protocol):
    """What posts need to know of the spaces."""

    ids: list[int]
    members: list[list[int]]

    @property
    def ancient(self) -> range:
        """Where nobody writes any more."""

    @property
    def living(self) -> range:
        """Where people write, the busiest first."""


def dealt_out(total: int, places: int, dice: Random) -> array:
    """`total` things dealt out to `places`, a large part of them to a few."""
    counts = array("L", bytes(array("L").itemsize * places))
    popular = max(1, places // POPULAR)
    for _ in range(total if places else 0):
        at = dice.random()
        crowded = dice.random() < HYPE
        counts[int(at * popular) * (places // popular) if crowded else int(at * places)] += 1
    return counts


def rendered() -> list[tuple[str, str, list[str]]]:
    """Texts to choose from, with their HTML and topics: those of the small company."""
    told = [story.text for story in stories()]
    told += [remark.text for story in stories() for remark in story.remarks]
    return [
        (body, str(rendering.render(body)), rendering.topics(body))
        for body in told
        if len(body) < LONGEST
    ]


class Threads:
    """Writes one post after the other."""

    def __init__(
        self,
        layout: Spread,
        sizes: dict[str, int],
        dice: Random,
        *,
        after: tuple[int, int] = (0, 0),
    ) -> None:
        self.layout, self.dice, self.now = layout, dice, time.time()
        self.last_post, self.last_comment = after
        self.posts_wanted = sizes["posts"]
        below = sizes["reactions"] // COMMENT_REACTIONS if sizes["comments"] else 0
        self.comments_of = dealt_out(sizes["comments"], sizes["posts"], dice)
        self.reactions_of = dealt_out(sizes["reactions"] - below, sizes["posts"], dice)
        self.reactions_of_comment = dealt_out(below, sizes["comments"], dice)
        self.comments_written = self.reactions_written = 0
        self.left_over = [0, 0]  # reactions a small space had too few people for
        self.newest: dict[int, int] = {}  # what the next share in a space refers to
        self.texts = self._texts()
        self._tables()
        self._weigh()

    def _tables(self) -> None:
        reaction = ("user_id", "kind", "created_at")
        texts = ("id", "author_id", "client_id", "body", "body_html", "created_at")
        self.posts = Table(Post, *texts, "shared_id", "published_at", "comment_count", *COUNTERS)
        self.placements = Table(Placement, "post_id", "space_id", "published_at")
        self.topics = Table(PostTopic, "post_id", "topic_id", "published_at")
        self.comments = Table(Comment, *texts, "post_id", "parent_id", "thread", *COUNTERS)
        self.reactions = Table(Reaction, "post_id", *reaction)
        self.comment_reactions = Table(CommentReaction, "comment_id", *reaction)

    def _texts(self) -> list[tuple[str, str, list[int]]]:
        texts = rendered()
        names = {name for _, _, topics in texts for name in topics}
        Topic.objects.bulk_create(
            (Topic(name=name, label=name) for name in sorted(names)), ignore_conflicts=True
        )
        keys = dict(Topic.objects.values_list("name", "pk"))
        return [(body, html, [keys[name] for name in topics]) for body, html, topics in texts]

    def _weigh(self) -> None:
        """Each space is a little quieter than the one before it; ancient ones are mixed in."""
        living, ancient = list(self.layout.living), list(self.layout.ancient)
        self.today = living
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(living))))
        self.long_ago = living + ancient
        busy = self.weights[-1]
        more = [busy + busy * SILENT * (rank + 1) / len(ancient) for rank in range(len(ancient))]
        self.weights_long_ago = self.weights + more

    def write_post(self, index: int) -> None:
        """The post, its placements, its comments, its reactions."""
        pk = self.last_post + index + 1
        age = OLDEST * (1 - (index + 0.5) / self.posts_wanted) ** 2
        at = stamp(self.now - age)
        space = self._space(age)
        members = self.layout.members[space]
        body, html, topics = self._one_of(self.texts)
        shared = self._source(space, pk)
        for place in {space} if shared else self._places(space):
            self.placements.add(pk, self.layout.ids[place], at)
        for topic in topics:
            self.topics.add(pk, topic, at)
        counts = self._react(self.reactions, 0, pk, self.reactions_of[index], members, at)
        self._comment(pk, self.comments_of[index], members, age)
        author = self._one_of(members)
        number = self.comments_of[index]
        self.posts.add(pk, author, f"{pk:032x}", body, html, at, shared, at, number, *counts)

    def _source(self, space: int, pk: int) -> int | None:
        """The post of the same space that this one shares, if it does."""
        if self.dice.random() < SHARES and space in self.newest:
            return self.newest[space]
        self.newest[space] = pk
        return None

    def _space(self, age: float) -> int:
        """Where a post of this age stands."""
        places, weights = self.today, self.weights
        if age > ANCIENT:
            places, weights = self.long_ago, self.weights_long_ago
        return places[bisect(weights, self.dice.random() * weights[-1])]

    def _places(self, space: int) -> set[int]:
        if self.dice.random() > TWICE_PLACED or space not in self.layout.living:
            return {space}
        return {space, self._one_of(self.today)}

    def _comment(self, post: int, number: int, members: list[int], age: float) -> None:
        tops: list[int] = []
        for turn in range(number):
            index = self.comments_written
            self.comments_written += 1
            pk = self.last_comment + index + 1
            at = stamp(self.now - age * (1 - (turn + 1) / (number + 30)))
            parent = self._one_of(tops) if tops and self.dice.random() < ANSWERS else None
            if parent is None:
                tops.append(pk)
            body, html, _ = self._one_of(self.texts)
            counts = self._react(
                self.comment_reactions, 1, pk, self.reactions_of_comment[index], members, at
            )
            author = self._one_of(members)
            self.comments.add(
                pk, author, f"{pk:032x}", body, html, at, post, parent, parent or pk, *counts
            )

    def _react(
        self, table: Table, which: int, pk: int, wanted: int, members: list[int], at: str
    ) -> list[int]:
        """Reactions of different members; what a small space cannot give, the next ones do."""
        wanted += self.left_over[which]
        number = min(wanted, len(members))
        self.left_over[which] = wanted - number
        self.reactions_written += number
        start = int(self.dice.random() * len(members))
        counts = dict.fromkeys(ReactionKind.values, 0)
        for turn in range(number):
            kind = self._one_of(KINDS)
            counts[kind] += 1
            table.add(pk, members[(start + turn) % len(members)], kind, at)
        return list(counts.values())

    def _one_of(self, things: list[T]) -> T:
        return things[int(self.dice.random() * len(things))]

    def flush(self) -> None:
        """Write what is still collected."""
        for table in (
            self.posts, self.placements, self.topics, self.comments, self.reactions,
            self.comment_reactions,
        ):  # fmt: skip
            table.write()

    def report(self) -> str:
        """What was written, in numbers."""
        return (
            f"{self.posts_wanted:,} posts, {self.comments_written:,} comments, "
            f"{self.reactions_written:,} reactions"
        )
