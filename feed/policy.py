"""Who may change what. Pure predicates, used by actions to refuse and by templates to hide."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.policy import is_administrator
from feed import kinds
from feed.models import Comment, Post
from spaces.models import Membership, Space, SpaceQuerySet, is_open_to_all


def is_author(user: User, thing: Post | Comment) -> bool:
    """Only who wrote a thing brings the pictures that it promised."""
    return user.pk == thing.author_id


def can_edit_post(user: User, post: Post) -> bool:
    """Only who wrote a text may change it; what has its own page is changed there."""
    is_here = post.deleted_at is None and post.kind not in kinds.kinds()
    return is_here and user.pk == post.author_id


def can_delete_post(user: User, post: Post) -> bool:
    """Whoever looks after it; what has its own page is deleted there."""
    return post.kind not in kinds.kinds() and looks_after(user, post)


def looks_after(user: User, post: Post) -> bool:
    """The author, managers of a space it stands in (`post.moderated`), administrators; or whom
    its kind says."""
    if kind := kinds.kinds().get(post.kind):
        return kind.may_moderate(user, post)
    return user.pk == post.author_id or is_administrator(user) or moderates(user, post)


def moderates(user: User, post: Post) -> bool:
    """Whether `user` manages a space the post stands in; cards bring the answer along."""
    if hasattr(post, "moderated"):
        return bool(post.moderated)
    return post.placements.filter(space__in=Space.objects.managed_by(user)).exists()


def moderating(post_id: int) -> Exists:
    """`moderates` as an expression over the rows of many people."""
    managing = Membership.objects.managing(OuterRef("pk"))
    return Exists(managing.filter(space__placements__post=post_id))


def can_comment(user: User, post: Post) -> bool:
    """Everybody who may read, unless whoever wrote the post has closed the thread."""
    return user.is_active and post.comments_open


def can_edit_comment(user: User, comment: Comment) -> bool:
    """Only who wrote a text may change it."""
    return user.pk == comment.author_id and comment.deleted_at is None


def can_delete_comment(user: User, comment: Comment) -> bool:
    """The author of the comment, and whoever may take the post down as its moderator."""
    if comment.deleted_at:
        return False
    own = user.pk == comment.author_id
    return own or is_administrator(user) or moderates(user, comment.post)


def share_source(user: User, post: Post) -> Post:
    """What a share of `post` refers to: a share of a share refers to the first post."""
    if not post.shared_id:
        return post
    return Post.objects.visible_to(user).get(pk=post.shared_id)


def share_targets(user: User, source: Post) -> SpaceQuerySet:
    """Spaces where `user` may share `source` without widening who knows of it.

    What everybody may read may go anywhere; everything else only to where it stands already.
    """
    mine = Space.objects.of_member(user).living()
    if is_open_to_all(source.spaces.all()):
        return mine
    return mine.filter(placements__post=source)
