"""Spaces, who belongs to them, and the one rule of reading."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.fields import DerivedTextField, normalize
from accounts.models import User, UserQuerySet
from kit.database.idempotency import Idempotent
from spaces.models.joining import Invitation, JoinRequest


class SpaceQuerySet(models.QuerySet["Space"]):
    """Questions about spaces."""

    def visible_to(self, user: User | AnonymousUser) -> "SpaceQuerySet":
        """Spaces whose content `user` may read. Every other rule of reading starts here."""
        if not user.is_active:  # deactivated people and anonymous visitors alike
            return self.none()
        return self.filter(Q(access=Space.Access.OPEN) | Exists(_membership_of(user)))

    def listed_to(self, user: User | AnonymousUser) -> "SpaceQuerySet":
        """Spaces whose existence `user` may know of. Opens no content."""
        if not user.is_active:
            return self.none()
        invited = Invitation.objects.filter(space=OuterRef("pk"), user=user.pk)
        known = ~Q(access=Space.Access.SECRET) | Exists(_membership_of(user)) | Exists(invited)
        return self.without_audiences().filter(known)

    def of_member(self, user: User | AnonymousUser) -> "SpaceQuerySet":
        """Spaces `user` belongs to and may write in."""
        return self.visible_to(user).without_audiences().filter(Exists(_membership_of(user)))

    def managed_by(self, user: User | AnonymousUser) -> "SpaceQuerySet":
        """Spaces `user` is a manager of."""
        return self.filter(pk__in=Membership.objects.managing(user.pk).values("space"))

    def without_audiences(self) -> "SpaceQuerySet":
        """Spaces that people know as places; an audience is none, it only says who may read."""
        return self.exclude(kind=SpaceKind.AUDIENCE)

    def living(self) -> "SpaceQuerySet":
        """Spaces that still take posts."""
        return self.filter(archived_at=None)

    def by_name(self) -> "SpaceQuerySet":
        """In the order of lists."""
        return self.order_by(*Space.BY_NAME)

    def matching(self, text: str) -> "SpaceQuerySet":
        """Spaces of which name and description hold every word of `text`: Wärme finds Waerme."""
        spaces = self
        for word in normalize(text).split()[:10]:
            spaces = spaces.filter(search_words__contains=word)
        return spaces

    def with_membership_of(self, user: User | AnonymousUser) -> "SpaceQuerySet":
        """Bring along how `user` stands to each space: role, request, invitation, position."""
        mine = _membership_of(user)
        asked = JoinRequest.objects.filter(space=OuterRef("pk"), user=user.pk)
        invited = Invitation.objects.filter(space=OuterRef("pk"), user=user.pk)
        return self.annotate(
            membership_of=Value(user.pk, models.BigIntegerField(null=True)),
            my_role=Subquery(mine.values("role")[:1]),
            my_seen_seq=Subquery(mine.values("seen_seq")[:1]),
            is_requested=Exists(asked),
            is_invited=Exists(invited),
        )


def _membership_of(user: User | AnonymousUser) -> models.QuerySet["Membership"]:
    return Membership.objects.filter(space=OuterRef("pk"), user=user.pk)


def count_readers(spaces: "Iterable[Space]") -> None:
    """Put into each space as `reader_count` how many people may read it, as `readers` says it.

    Two statements for any number of spaces. Members are counted already; those of them who are out
    of the company are few, so they are looked up from their side.
    """
    everybody = User.objects.active().count()
    gone = Membership.objects.filter(space__in=spaces, user__is_active=False)
    out = dict(gone.order_by().values_list("space").annotate(n=Count("pk")))
    for space in spaces:
        belonging = space.member_count - out.get(space.pk, 0)
        space.reader_count = everybody if space.access == Space.Access.OPEN else belonging


def readers_of(spaces: "Iterable[Space]") -> UserQuerySet:
    """The rule of `visible_to` the other way round: the people who may read one of `spaces`."""
    spaces, people = list(spaces), User.objects.active()
    if is_open_to_all(spaces):
        return people
    members = Membership.objects.filter(space__in=spaces, user=OuterRef("pk"))
    return people.filter(Exists(members)) if spaces else people.none()


def is_open_to_all(spaces: "Iterable[Space]") -> bool:
    """Whether the whole company may read what stands in `spaces`."""
    return any(space.access == Space.Access.OPEN for space in spaces)


class SpaceKind(models.TextChoices):
    """What a space stands for."""

    COMPANY = "company", _("Whole company")
    DEPARTMENT = "department", _("Department")
    COMMUNITY = "community", _("Community")
    AUDIENCE = "audience", _("Audience")


class Space(Idempotent):
    """A place for posts: the whole company, a department or a community.

    An audience is a space too, so that there is one rule of reading: its members follow from an
    `AudienceRule`. Nobody joins, leaves or writes there, and no list names it.
    """

    FOUNDED = SpaceKind.choices[:-1]  # what people found; audiences come from rules

    class Access(models.TextChoices):
        """Who may read: everybody; members, others know of it; members, nobody knows of it."""

        OPEN = "open", _("Open: everyone reads and may join")
        CLOSED = "closed", _("Closed: members read, others may ask to join")
        SECRET = "secret", _("Secret: only members know it exists")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True, allow_unicode=False)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SpaceKind.choices, default=SpaceKind.COMMUNITY
    )
    access = models.CharField(
        _("access"), max_length=20, choices=Access.choices, default=Access.OPEN
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    icon = models.CharField(_("icon"), max_length=40, default="users")
    hue = models.PositiveSmallIntegerField(_("colour"), default=165)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    # How many posts were ever placed here. Unread = post_seq - Membership.seen_seq.
    post_seq = models.PositiveIntegerField(default=0, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("space", "user"),
        related_name="spaces",
    )

    sort_name = DerivedTextField("name")
    search_words = DerivedTextField("name", "description", write="words")

    objects = SpaceQuerySet.as_manager()

    BY_NAME = ("sort_name", "pk")  # the one order of lists
    reader_count: int  # of those that `count_readers` was asked for

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_space_per_client_id"),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="spaces_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the space."""
        return reverse("space", args=[self.slug])

    def role_of(self, user: User | AnonymousUser) -> str | None:
        """The role of `user` here, None outside; free after `with_membership_of(user)`."""
        if user.pk and getattr(self, "membership_of", None) == user.pk:
            return self.my_role  # type: ignore[attr-defined]
        return self.memberships.filter(user=user.pk).values_list("role", flat=True).first()

    def as_seen_by(self, user: User) -> "Space":
        """The same row with the role of `user` looked up once; afterwards policy asks nothing."""
        self.my_role = self.role_of(user)
        self.membership_of = user.pk
        return self

    @property
    def membership_state(self) -> str:
        """In one word how the person of `with_membership_of` stands to the space, for its button.

        `member`, `manager`, or outside: `archived`, `invited`, `requested`, `open`, `closed`,
        `secret`.
        """
        if self.my_role:  # type: ignore[attr-defined]
            return self.my_role  # type: ignore[attr-defined]
        if self.archived_at:
            return "archived"
        if self.is_invited:  # type: ignore[attr-defined]
            return "invited"
        return "requested" if self.is_requested else self.access  # type: ignore[attr-defined]

    @property
    def known_member_count(self) -> int | None:
        """How many belong here, None for a person of `with_membership_of` who may not know."""
        inside = is_open_to_all([self]) or self.my_role  # type: ignore[attr-defined]
        return self.member_count if inside else None

    def is_visible_to(self, user: User | AnonymousUser) -> bool:
        """The rule of `visible_to` for this row; free after `with_membership_of(user)`."""
        return user.is_active and (is_open_to_all([self]) or self.role_of(user) is not None)

    def reach(self, everyone: "Callable[[], int]") -> int:
        """About how many people may read, when the company has `everyone`; counts nothing."""
        return everyone() if is_open_to_all([self]) else self.member_count

    @property
    def unread(self) -> int:
        """Posts since the last look of the person asked for in `with_membership_of`."""
        return max(0, self.post_seq - (self.my_seen_seq or 0))  # type: ignore[attr-defined]

    def readers(self) -> UserQuerySet:
        """The reading rule the other way round: the people this space is visible to."""
        return readers_of([self])


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def managers(self) -> "MembershipQuerySet":
        """Those of managers."""
        return self.filter(role=Membership.Role.MANAGER)

    def managing(self, user: Any) -> "MembershipQuerySet":
        """Those in which `user` (a person, an id, or an expression for one) is a manager."""
        return self.managers().filter(user=user)


class Membership(models.Model):
    """That a person belongs to a space, and how far the person has seen its posts."""

    class Role(models.TextChoices):
        """What a member may do."""

        MEMBER = "member", _("Member")
        MANAGER = "manager", _("Manager")

    space = models.ForeignKey(
        Space, models.CASCADE, related_name="memberships", verbose_name=_("space")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("member since"), auto_now_add=True)
    # who put the person in without belonging here: told to all members, shown beside the name
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    seen_seq = models.PositiveIntegerField(default=0, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint("space", "user", name="one_membership")]
        # "my spaces" and the Exists of the reading rule; the constraint serves lists of members
        indexes = [models.Index(fields=["user", "space"], name="memberships_of_person")]

    def __str__(self) -> str:
        return f"{self.user} · {self.space}"
