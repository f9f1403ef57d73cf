"""Tells the posts: written, commented, reacted to, shared, each at its time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from demo.history import history, identity
from demo.paper import paper
from demo.pictures import scene
from demo.polls import asked, cast
from demo.posts import Remark, Story
from feed.actions import (
    create_post,
    save_post,
    upload_file,
    upload_photo,
    write_comment,
)
from feed.events import (
    CommentReacted,
    CommentWritten,
    PeopleMentioned,
    PostPublished,
    PostReacted,
    PostShared,
)
from feed.models import Comment, CommentReaction, Photo, Placement, Post, PostTopic, Reaction
from kit.jobs.outbox import publish
from reactions.models import Reactable
from spaces.models import Space

KEEPERS = ("meike-jansen", "lena-krueger", "jonas-petersen", "deniz-yildirim", "tom-whitaker")
JUST_NOW = timedelta(seconds=50)
LATELY = timedelta(days=2)  # what happened since then stands in the bell
FRESH_EVENTS = (
    PostPublished,
    PeopleMentioned,
    CommentWritten,
    PostReacted,
    CommentReacted,
    PostShared,
)


@dataclass
class StoryWriter:
    """Writes posts in the names of people."""

    people: dict[str, User]
    spaces: dict[str, Space]
    now: datetime
    pictures: bool = True

    def write_all(self, stories: Iterable[Story]) -> None:
        """Write what is not yet written, the oldest first, so that ids follow the times."""
        for story in sorted(stories, key=lambda story: story.told_at(self.now)):
            author = self.people[story.by]
            if not Post.objects.filter(
                author=author, client_id=identity("post", story.key)
            ).exists():
                # Drawing takes long; inside the transaction it would lock everybody else out.
                photos = [photo.key for photo in self._photos(author, story)]
                lately = self._is_fresh(story.told_at(self.now))
                with history(told=FRESH_EVENTS if lately else ()):
                    self._write_story(story, author, photos)

    def _write_story(self, story: Story, author: User, photos: list[str]) -> None:
        post = create_post(
            by=author,
            spaces=[self.spaces[slug] for slug in story.spaces],
            body=story.text,
            photos=photos,
            shared=self._source(story),
            client_id=identity("post", story.key),
            embed=asked(author, story.question),
        )
        at = story.told_at(self.now)
        self._date_back(post, at)
        readers = self._readers(story)
        cast(post, story.question, readers)
        for index, remark in enumerate(story.remarks):
            self._say(post, remark, at, readers, f"{story.key}/{index}")
        self._react(post, story, at, readers)
        for handle in KEEPERS if story.saved else ():
            save_post(by=self.people[handle], post=post)

    def _photos(self, author: User, story: Story) -> Iterator[Photo]:
        """The scenes and papers, uploaded as people do."""
        for name, words in story.photos if self.pictures else ():
            yield upload_photo(by=author, upload=scene(name), description=words)
        if story.file and self.pictures:
            name, heading, *lines = story.file
            file = SimpleUploadedFile(name, paper(heading, lines), "application/pdf")
            yield upload_file(by=author, upload=file)

    def _source(self, story: Story) -> Post | None:
        if not story.share:
            return None
        return Post.objects.get(client_id=identity("post", story.share))

    def _date_back(self, post: Post, at: datetime) -> None:
        Post.objects.filter(pk=post.pk).update(published_at=at, created_at=at)
        Placement.objects.filter(post=post).update(published_at=at)
        PostTopic.objects.filter(post=post).update(published_at=at)

    def _readers(self, story: Story) -> list[User]:
        """Members of the first space, in an order of chance that is the same every time."""
        space = self.spaces[story.spaces[0]]
        members = [self.people[h] for h in sorted(self._members(space)) if h != story.by]
        Random(story.key).shuffle(members)
        return members

    def _members(self, space: Space) -> list[str]:
        return list(space.memberships.values_list("user__handle", flat=True))

    def _say(
        self,
        post: Post,
        remark: Remark,
        told_at: datetime,
        readers: list[User],
        key: str,
        parent: Comment | None = None,
    ) -> None:
        comment = write_comment(
            by=self.people[remark.by],
            post=post,
            body=remark.text,
            parent=parent,
            client_id=identity("comment", key),
        )
        at = self._not_yet_over(told_at + remark.after)
        Comment.objects.filter(pk=comment.pk).update(created_at=at)
        others = [user for user in readers if user.handle != remark.by]
        given = dealt(remark.reactions, turned(others, key), key)
        give(CommentReaction, comment, given, at)
        for user, _kind in given if self._is_fresh(at) else ():
            publish(CommentReacted(comment_id=comment.pk, by_id=user.pk))
        for index, answer in enumerate(remark.answers):
            self._say(post, answer, told_at, readers, f"{key}/{index}", parent=comment)

    def _react(self, post: Post, story: Story, at: datetime, readers: list[User]) -> None:
        """Reactions of readers; whom the story names comes last and is therefore shown."""
        named = [self.people[handle] for handle in reversed(story.first)]
        others = [user for user in readers if user not in named]
        crowd = others[: sum(story.reactions.values()) - len(named)] + named
        later = self._not_yet_over(at + timedelta(hours=1))
        given = dealt(story.reactions, crowd, story.key)
        give(Reaction, post, given, later)
        for user, _kind in given if self._is_fresh(at) else ():
            publish(PostReacted(post_id=post.pk, by_id=user.pk))

    def _is_fresh(self, at: datetime) -> bool:
        return self.now - at < LATELY

    def _not_yet_over(self, at: datetime) -> datetime:
        return min(at, self.now - JUST_NOW)


def give(
    model: Any,
    target: Reactable,
    given: list[tuple[User, str]],
    at: datetime,
) -> None:
    """All reactions to one thing at once, where the action would be called 3,000 times."""
    name = str(target._meta.model_name)
    model.objects.bulk_create(model(user=user, kind=kind, **{name: target}) for user, kind in given)
    model.objects.filter(**{name: target}).update(created_at=at)
    numbers = Counter(f"{kind}_count" for _, kind in given)
    type(target)._base_manager.filter(pk=target.pk).update(**numbers)


def dealt(reactions: dict[str, int], crowd: list[User], key: str) -> list[tuple[User, str]]:
    """Who reacts how, as far as there are people."""
    kinds = [kind for kind, number in reactions.items() for _ in range(number)]
    Random(f"reactions {key}").shuffle(kinds)
    return list(zip(crowd, kinds, strict=False))


def turned(readers: list[User], key: str) -> list[User]:
    """The readers beginning at another one for every key."""
    start = Random(f"readers {key}").randrange(len(readers) or 1)
    return readers[start:] + readers[:start]
