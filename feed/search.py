"""What is found of the feed."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feed.events import PostDeleted, PostEdited, PostModerated, PostPublished
from feed.models import Post
from kit.discovery import declared
from kit.search import Document, Source
from kit.text import rendering

LONGEST = 100_000
HEADLINE = 120  # a first line up to this long is a title


def headline(body: str) -> tuple[str, str]:
    """The first line, where it stands alone like a title, and the text below it; both plain."""
    first, _newline, rest = body.strip().partition("\n")
    if rest.strip() and len(first) <= HEADLINE:
        return rendering.excerpt(first, HEADLINE * 2), rendering.excerpt(rest, LONGEST)
    return "", rendering.excerpt(body, LONGEST)


def living_posts() -> QuerySet[Post]:
    """Posts that stand somewhere, without those that another source names: their kind is known."""
    elsewhere = {source.kind for source in declared("search", "SOURCES")} - {"post"}
    return (
        Post.objects.filter(deleted_at=None, placements__isnull=False)
        .exclude(kind__in=elsewhere)
        .distinct()
    )


def posts(ids: Collection[int]) -> Iterator[Document]:
    """Posts as the index knows them."""
    for post in living_posts().filter(pk__in=ids).prefetch_related("placements"):
        title, body = headline(post.body)
        yield Document(
            id=post.pk,
            title=title,
            body=body,
            url=post.get_absolute_url(),
            at=post.published_at,
            spaces=[placement.space_id for placement in post.placements.all()],
            author=post.author_id,
        )


def _of_post(event: PostPublished | PostEdited | PostDeleted | PostModerated) -> list[int]:
    return [event.post_id]


SOURCES = (
    Source(
        kind="post",
        label=_("Posts"),
        icon="newspaper",
        everything=living_posts,
        visible_to=Post.objects.visible_to,
        documents=posts,
        changes={PostPublished: _of_post, PostEdited: _of_post},
        removals={PostDeleted: _of_post, PostModerated: _of_post},
        order=40,
    ),
)
