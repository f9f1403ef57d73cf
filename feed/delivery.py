"""What open pages are given when a post or its thread moves, drawn once for all who see it alike.

Cards get the line of their counters, open posts the row of a comment as well. What a frame does not
say is asked over HTTP, as it is after a gap.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from feed import policy
from feed.models import Comment, CommentReaction, Post, Reaction
from kit.database.prepared import prepared
from kit.database.server_time import NowAnywhere
from kit.live.hints import MOST_DRAWINGS, Hint, Reader, delivery
from reactions.reactors import with_reactors

NOBODY = AnonymousUser()


@delivery("post", "space", "post")
def deliver(pk: int, before: Hint | None, hint: Hint, readers: list[Reader]) -> dict[Reader, Hint]:
    """What a hint about a post means, for each of `readers` who may read the post now.

    A post that nobody can read any more is told of by its number alone.
    """
    if not (posts := _post(pk)):
        return dict.fromkeys(readers, hint)
    comment = hint.get("comment") or 0
    people = {one.pk: one for one in _people(posts[0], comment, readers)}
    here = [reader for reader in readers if reader.person in people]
    if hint["change"] == "new" and not comment:
        frames = [hint | {"fresh": is_fresh} for is_fresh in (False, True)]  # own ones are not news
        return {reader: frames[reader.person != posts[0].author_id] for reader in here}
    if hint["change"] != "reacted" and not comment:
        return dict.fromkeys(here, hint)
    views = Views(hint, with_reactors(posts)[0], _rows(pk, comment) if comment else [])
    return {reader: views.of(reader, people[reader.person]) for reader in here}


@prepared
def _post(pk: int) -> QuerySet[Post]:
    living = Post.objects.filter(pk=pk, deleted_at=None, published_at__lte=NowAnywhere())
    return living.as_cards(NOBODY)


@prepared
def _rows(pk: int, comment: int) -> QuerySet[Comment]:
    return Comment.objects.filter(post=pk, pk=comment).as_rows(NOBODY)


def _people(post: Post, comment: int, readers: list[Reader]) -> QuerySet[User]:
    """Those of `readers` who may read the post, with what makes them see it in their own way."""
    to_post = Reaction.objects.filter(post=post, user=OuterRef("pk"))
    to_comment = CommentReaction.objects.filter(comment=comment, user=OuterRef("pk"))
    here = post.readers().filter(pk__in={reader.person for reader in readers})
    return here.only("role", "is_active").annotate(
        reacted=Subquery(to_post.values("kind")[:1]),
        reacted_below=Subquery(to_comment.values("kind")[:1]),
        moderates=policy.moderating(post.pk),
    )


class Views:
    """What a hint means on the page of each of many readers."""

    def __init__(self, hint: Hint, post: Any, rows: list[Any]) -> None:
        self.hint, self.post, self.rows = hint, post, rows
        self.made: dict[tuple[Any, ...], Hint] = {}  # the same one for all who see the same

    def of(self, reader: Reader, person: Any) -> Hint:
        """The frame for one page, which shows the post to this person."""
        is_named = person.pk in {one.pk for one in self.post.reactors}
        look = (reader.language, reader.zone, person.reacted, is_named and person.pk)
        self._dress(person)
        look += tuple((row.my_reaction, row.may_edit, row.may_delete) for row in self.rows)
        if look not in self.made:
            is_drawn = len(self.made) < MOST_DRAWINGS
            self.made[look] = self._draw(reader) if is_drawn else self.hint
        return self.made[look]

    def _dress(self, person: Any) -> None:
        self.post.viewer_id, self.post.my_reaction = person.pk, person.reacted
        self.post.moderated = person.moderates
        for row in self.rows:
            row.post, row.my_reaction = self.post, person.reacted_below
            row.may_edit = policy.can_edit_comment(person, row)
            row.may_delete = policy.can_delete_comment(person, row)

    def _draw(self, reader: Reader) -> Hint:
        with translation.override(reader.language), timezone.override(reader.zone):
            frame = self.hint | {"mine": self.post.my_reaction or ""}
            frame["sum"] = render_to_string("feed/_sum.html", {"post": self.post}).strip()
            for row in self.rows:
                context = {"comment": row, "post": self.post}
                frame["row"] = render_to_string("feed/_comment.html", context)
        return frame
