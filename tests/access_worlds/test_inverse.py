"""`visible_to` and `readers` are one rule read from both ends, in any world."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from chat.models import Conversation, Message, Participant
from feed import timeline
from feed.models import Comment, Photo, Placement, Post
from kit.live.hints import CHANNELS
from spaces.models import Invitation, JoinRequest, Membership, Space
from surveys.models import Survey

PEOPLE, SPACES, POSTS, GROUPS = 4, 4, 4, 2
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


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
    seats: set[tuple[int, int]]
    left: set[tuple[int, int]]
    late: set[tuple[int, int]]
    survey_hours: list[tuple[bool, int, int]]


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
    seats=pairs(GROUPS, PEOPLE),
    left=pairs(GROUPS, PEOPLE),
    late=pairs(GROUPS, PEOPLE),
    survey_hours=each(SPACES, st.tuples(st.booleans(), st.integers(-2, 2), st.integers(-2, 2))),
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
        self.talks = [self.talk(plan, number) for number in range(GROUPS)]
        self.talks += [Conversation.objects.create(kind="space", author=author, space=space)
                       for space in self.spaces]  # fmt: skip
        for talk in self.talks:
            for seq in (1, 2):
                Message.objects.create(conversation=talk, author=author, seq=seq, change=seq)
        self.surveys = [self.survey(plan, number) for number in range(SPACES)]

    def talk(self, plan: Plan, number: int) -> Conversation:
        """A group that some have left, and some may read from the second message on."""
        talk = Conversation.objects.create(kind="group", author=self.people[0])
        for at, person in plan.seats:
            if at == number:
                Participant.objects.create(
                    conversation=talk, user=self.people[person],
                    left_at=talk.created_at if (at, person) in plan.left else None,
                    from_seq=int((at, person) in plan.late),
                )  # fmt: skip
        return talk

    def survey(self, plan: Plan, number: int) -> Survey:
        """One that asks a space, begins and ends some hours from now, and may be a draft."""
        is_published, begins, ends = plan.survey_hours[number]
        now = timezone.now()
        survey = Survey.objects.create(
            author=self.people[0], title="x", published_at=now if is_published else None,
            opens_at=now + begins * HOUR - MINUTE, ends_at=now + ends * HOUR + MINUTE,
        )  # fmt: skip
        survey.spaces.add(self.spaces[number])
        return survey

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


def two_sided():
    """Every model that says of a row who may read it, and of a person which rows."""
    return [
        model
        for model in apps.get_models()
        if hasattr(model, "readers") and hasattr(model._default_manager, "visible_to")
    ]


class TestInverse(TestCase):
    """Over random worlds of spaces, members, roles, deactivations and placements."""

    @given(plans)
    def test_A1_every_model_with_both_is_visible_to_exactly_its_readers(self, plan):
        """A new model is found by itself; it fails until the world holds a row of it."""
        everywhere = {(post, post % SPACES) for post in range(POSTS)}
        out = {"deleted": [False] * POSTS, "planned": [False] * POSTS}
        world = World(replace(plan, placements=plan.placements | everywhere, **out))
        for model in two_sided():
            rows = list(model._default_manager.all())
            assert rows, f"{model.__name__} is missing in this world"
            seen = [_ids(model._default_manager.visible_to(person)) for person in world.people]
            for row in rows:
                sees = {who for who, ids in zip(world.people, seen, strict=True) if row.pk in ids}
                assert sees == set(row.readers()), row

    @given(plans)
    def test_A1_a_row_at_hand_is_read_by_the_same_rule(self, plan):
        world = World(plan)
        for number, person in enumerate(world.people):
            for space in Space.objects.with_membership_of(person):
                where = world.spaces.index(space)
                assert space.is_visible_to(person) == allowed(plan, number, where)

    @given(plans)
    def test_A1_positions_count_for_exactly_the_readers(self, plan):
        world = World(plan)
        reading = set(Participant.objects.reading().values_list("conversation", "user"))
        for talk in world.talks:
            here = {user for at, user in reading if at == talk.pk}
            seats = set(
                talk.participants.filter(user__is_active=True).values_list("user", flat=True)
            )
            assert here & seats == seats & set(_ids(talk.readers()))

    @given(plans)
    def test_surveys_wait_for_those_whom_they_ask_while_they_run(self, plan):
        world = World(plan)
        running = set(Survey.objects.running())
        assert running == {survey for survey in world.surveys if survey.is_open}
        for person in world.people:
            waiting = set(Survey.objects.waiting_for(person.pk))
            if person.is_active:
                assert waiting == {one for one in running if person in one.audience()}
                assert waiting <= set(Survey.objects.visible_to(person))

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
            assert set(CHANNELS["feed"].rule(person, 0)) == readable
            own = {f"space:{pk}" for pk in _ids(Space.objects.of_member(person))}
            assert set(CHANNELS["spaces"].rule(person, 0)) == own <= readable
            heard = [CHANNELS["space"].rule(person, space.pk) for space in world.spaces]
            assert {channel for channels in heard for channel in channels} == readable
            posts = [CHANNELS["post"].rule(person, post.pk) for post in world.posts]
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
