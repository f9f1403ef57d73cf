"""What others may hear about the feed. Ids only: no text, no names."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class PostPublished(Event):
    """A post stands in its spaces."""

    post_id: int
    by_id: int


@dataclass(frozen=True)
class PostEdited(Event):
    """A post says something else, or other files hang below it."""

    post_id: int
    by_id: int


@dataclass(frozen=True)
class PostDeleted(Event):
    """A post is gone from every space."""

    changes_facts = True
    post_id: int
    by_id: int


@dataclass(frozen=True)
class PostMoved(Event):
    """A post stands in other spaces, or from another time on."""

    post_id: int


@dataclass(frozen=True)
class PostModerated(Event):
    """Somebody else than its author took a post out of these spaces."""

    changes_facts = True
    post_id: int
    space_ids: tuple[int, ...]
    by_id: int


@dataclass(frozen=True)
class PostReported(Event):
    """A reader thinks that the administrators should look at a post."""

    post_id: int
    by_id: int
    reason: str  # one of feed.actions.reports.Reason


@dataclass(frozen=True)
class PostShared(Event):
    """`share_id` refers to `post_id`."""

    post_id: int
    share_id: int
    by_id: int


@dataclass(frozen=True)
class PostReacted(Event):
    """A person reacted to a post for the first time."""

    post_id: int
    by_id: int


@dataclass(frozen=True)
class CommentWritten(Event):
    """A comment stands below a post."""

    comment_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class CommentEdited(Event):
    """A comment says something else, or other files hang below it."""

    comment_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class FilesRemoved(Event):
    """These photos and files are gone, with what they hung below or without it."""

    file_ids: tuple[int, ...]


@dataclass(frozen=True)
class CommentDeleted(Event):
    """A comment is gone."""

    changes_facts = True
    comment_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True)
class CommentReacted(Event):
    """A person reacted to a comment for the first time."""

    comment_id: int
    by_id: int


@dataclass(frozen=True)
class PeopleMentioned(Event):
    """These readers are named in a post, or in a comment below it, and were not before."""

    post_id: int
    comment_id: int | None
    user_ids: tuple[int, ...]
    by_id: int
