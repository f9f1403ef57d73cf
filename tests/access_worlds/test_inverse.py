"""`visible_to` and `readers` are one rule read from both ends, in any world."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from feed import timeline
from feed.models import Comment, Photo, Placement, Post
from kit.live.hints import TOPICS
from spaces.models import Invitation, JoinRequest, Membership, Space

PEOPLE, SPACES, POSTS = 4, 4, 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """A world before it stands in the database."""

    active: list[bool]
    administrators: list[bool]
    access: list[str]
    archived: list[bool]
    members: set[tuple[int, int]]
    managers: set[tuple[int, int]]
    waiting: set[tuple[int, int]]
    placements: set[tuple[int, int]]
    deleted: list[bool]
    planned: list[bool]


def each(count, values):
    return st.lists(values, min_size=count, max_size=count)


def pairs(left, right):
    return st.sets(st.tuples(st.integers(0, left - 1), st.integers(0, right - 1)))


plans = st.builds(
    Plan,
    active=each(PEOPLE, st.booleans()),
    administrators=each(PEOPLE, st.booleans()),
    access=each(SPACES, st.sampled_from(Space.Access.values)),
    archived=each(SPACES, st.booleans()),
    members=pairs(SPACES, PEOPLE),
    managers=pairs(SPACES, PEOPLE),
    waiting=pairs(SPACES, PEOPLE),
    placements=pairs(POSTS, SPACES),
    deleted=each(POSTS, st.booleans()),
    planned=each(POSTS, st.booleans()),
)


class World:
    """The plan as rows, written past the actions: the rule must hold for any rows."""

    def __init__(self, plan: Plan) -> None:
        self.people = [self.person(plan, number) for number in range(PEOPLE)]
        author = self.people[0]
        self.spaces = [
            Space.objects.create(
                name=f"s{number}", slug=f"s{number}", access=access, author=author,
                archived_at=author.joined_at if plan.archived[number] else None,
            )
            for number, access in enumerate(plan.access)
        ]  # fmt: skip
        self.posts = [
            Post.objects.create(
                author=author,
                deleted_at=author.joined_at if gone else None,
                published_at=timezone.now() + (DAY if waits else -DAY),
            )
            for gone, waits in zip(plan.deleted, plan.planned, strict=True)
        ]
        self.link(plan)

    @staticmethod
    def person(plan: Plan, number: int) -> User:
        """Someone, who may have left, who may be an administrator."""
        role = "administrator" if plan.administrators[number] else "member"
        return User.objects.create(
            staff_number=f"p{number}", handle=f"p{number}", role=role,
            is_active=plan.active[number], is_superuser=plan.administrators[number],
        )  # fmt: skip

    def link(self, plan: Plan) -> None:
        """Who belongs where, who waits, what stands where."""
        for space, person in plan.members:
            role = "manager" if (space, person) in plan.managers else "member"
            Membership.objects.create(space=self.spaces[space], user=self.people[person], role=role)
        for space, person in plan.waiting:
            ids = {"space": self.spaces[space], "user": self.people[person]}
            JoinRequest.objects.create(**ids)
            Invitation.objects.create(**ids, invited_by=self.people[0])
        for post, space in plan.placements:
            at = {"post": self.posts[post], "space": self.spaces[space]}
            Placement.objects.create(**at, published_at=self.posts[post].published_at)
        for number, post in enumerate(self.posts):
            Comment.objects.create(post=post, author=self.people[0], body="x")
            owner = self.people[number % PEOPLE]
            Photo.objects.create(
                post=post, uploader=owner, name="p", content_type="x", key=f"k{number}"
            )


def allowed(plan: Plan, person: int, space: int) -> bool:
    """The rule in plain words, as the product promises it."""
    return plan.active[person] and (plan.access[space] == "open" or (space, person) in plan.members)


class TestInverse(TestCase):
    """Over random worlds of spaces, members, roles, deactivations and placements."""

    @given(plans)
    def test_A1_spaces_are_visible_to_exactly_their_readers(self, plan):
        world = World(plan)
        for number, space in enumerate(world.spaces):
            readers = set(space.readers())
            for who, person in enumerate(world.people):
                sees = Space.objects.visible_to(person).filter(pk=space.pk).exists()
                assert sees == (person in readers) == allowed(plan, who, number)

    @given(plans)
    def test_A1_posts_are_visible_to_exactly_their_readers(self, plan):
        world = World(plan)
        for number, post in enumerate(world.posts):
            placed = [space for at, space in plan.placements if at == number]
            readers = set(post.readers()) if placed else set()
            for who, person in enumerate(world.people):
                expected = any(allowed(plan, who, space) for space in placed)
                sees = Post.objects.visible_to(person).filter(pk=post.pk).exists()
                is_out = not plan.deleted[number] and not plan.planned[number]
                assert sees == (expected and is_out)
                assert (person in readers) == expected

    @given(plans)
    def test_A1_children_follow_their_post(self, plan):
        world = World(plan)
        for person in world.people:
            posts = set(Post.objects.visible_to(person).values_list("pk", flat=True))
            comments = Comment.objects.visible_to(person).values_list("post", flat=True)
            photos = Photo.objects.visible_to(person).values_list("post", flat=True)
            assert set(comments) == set(photos) == posts

    @given(plans)
    def test_A1_the_feed_shows_exactly_the_visible_posts(self, plan):
        world = World(plan)
        for person in world.people:
            shown = {post.pk for post in timeline.feed(person, size=100).items}
            assert shown == set(Post.objects.visible_to(person).values_list("pk", flat=True))

    @given(plans)
    def test_A3_live_topics_open_exactly_what_may_be_read(self, plan):
        world = World(plan)
        for person in world.people:
            readable = {f"space:{pk}" for pk in _ids(Space.objects.visible_to(person))}
            assert set(TOPICS["feed"](person, 0)) == readable
            own = {f"space:{pk}" for pk in _ids(Space.objects.of_member(person))}
            assert set(TOPICS["groups"](person, 0)) == own <= readable
            heard = [TOPICS["space"](person, space.pk) for space in world.spaces]
            assert {channel for channels in heard for channel in channels} == readable
            posts = [TOPICS["post"](person, post.pk) for post in world.posts]
            opened = {f"post:{pk}" for pk in _ids(Post.objects.visible_to(person))}
            assert {channel for channels in posts for channel in channels} == opened

    @given(plans)
    def test_A5_knowing_of_a_space_never_opens_it(self, plan):
        world = World(plan)
        for person in world.people:
            listed, visible = Space.objects.listed_to(person), Space.objects.visible_to(person)
            assert set(visible) <= set(listed)
            for space in set(listed) - set(visible):
                asked_in = Invitation.objects.filter(space=space, user=person).exists()
                assert space.access == Space.Access.CLOSED or asked_in

    @given(plans)
    def test_A1_visitors_see_nothing(self, plan):
        World(plan)
        nobody = AnonymousUser()
        for model in (Space, Post, Comment, Photo, User):
            assert not model.objects.visible_to(nobody).exists()


def _ids(rows):
    return rows.values_list("pk", flat=True)
