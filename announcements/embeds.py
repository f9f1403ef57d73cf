"""How announcements stand in the feed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from announcements import policy
from announcements.actions.writing import KIND
from announcements.models import Announcement, VersionText
from announcements.models.announcements import marks_of
from feed.kinds import PostKind
from feed.models import Post
from kit.database.prepared import prepared
from kit.embeds import EMBEDS
from kit.facts import facts, facts_of

PERSON = OuterRef(OuterRef("pk"))  # two queries above: the row of a person


def attach(posts: list[Any], user: User) -> dict[int, Announcement]:
    """The announcement of each post as `user` sees it; the posts come from `visible_to`.

    One statement, because every page that lists posts pays for it: the texts bring the rest along.
    """
    by_post: dict[int, list[VersionText]] = defaultdict(list)
    for text in _texts(user, [post.pk for post in posts]):
        by_post[text.version.announcement_id].append(text)
    return {post.pk: _announcement(post, by_post[post.pk]) for post in posts}


@prepared
def _texts(user: User, ids: Sequence[int]) -> QuerySet[VersionText]:
    path = "version__announcement__"
    texts = VersionText.objects.filter(version__announcement__in=ids)
    shown = texts.filter(version=F(f"{path}current")).select_related(f"{path}category")
    return shown.annotate(**marks_of(user.pk, path)).order_by("position")


def _announcement(post: Post, texts: list[Any]) -> Announcement:
    """The announcement that these texts of its current version belong to, with their marks."""
    version = texts[0].version
    version.all_texts = texts
    announcement: Any = version.announcement
    announcement.current, announcement.post = version, post
    for mark in ("confirmed_at", "is_asked", "is_opened"):
        setattr(announcement, mark, getattr(texts[0], mark))
    return announcement


def cache_key(announcement: Announcement) -> object:
    """What the card shows of it, for whom and in which state."""
    shown, category = announcement.shown, announcement.category
    return (
        (shown.pk, category and str(category), announcement.current.confirm_by),  # type: ignore[union-attr]
        (announcement.confirmation_state, announcement.is_expired),  # type: ignore[attr-defined]
        (announcement.is_pinned, timezone.localdate(), announcement.current.on_behalf),  # type: ignore[union-attr]
    )


@facts("announcements", kept=True)
def pinned_facts() -> dict[str, Any]:
    """The announcements that stand above a person's feed."""
    found = Announcement.objects.first_for(PERSON).values("pk")
    return {"first_1": Subquery(found[:1]), "first_2": Subquery(found[1:2])}


def pinned(user: User) -> list[int]:
    """The same for one person, as ids."""
    known = facts_of(user)
    return [known[name] for name in ("first_1", "first_2") if known.get(name)]


def open_count() -> Coalesce:
    """How many announcements wait for the confirmation of a person: the badge of News."""
    waiting = Announcement.objects.open_for(PERSON).order_by().values(everything=Value(1))
    return Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)


def may_moderate(user: User, post: Post) -> bool:
    """Whether `user` looks after announcements, and after what they carry."""
    return policy.is_editor(user)


def address(post: Post) -> str:
    """The page in the area News."""
    return post.embed.get_absolute_url()  # type: ignore[attr-defined]


EMBEDS[KIND] = PostKind(
    template="announcements/_card.html",
    attach={Post: attach},
    cache_key=cache_key,
    card="announcements/_card.html",
    address=address,
    pinned=pinned,
    may_moderate=may_moderate,
)
