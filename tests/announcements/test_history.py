"""Over random joins, leaves, edits, ends and deletions: who had to confirm which version, when."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from announcements import actions, confirmations
from announcements.drafts import Words
from announcements.models import Announcement, Confirmation
from spaces.actions import add_member, remove_member
from tests.announcements.newsroom import make_announcement, make_editor, make_plan
from tests.factories import make_space

PEOPLE, SPACES = 3, 2
who, where = st.integers(0, PEOPLE - 1), st.integers(0, SPACES - 1)
audiences = st.sets(where, min_size=1)
steps = st.one_of(
    st.tuples(st.just("join"), who, where),
    st.tuples(st.just("leave"), who, where),
    st.tuples(st.just("correct"), st.booleans(), audiences, st.booleans()),
    st.tuples(st.just("confirm"), who),
    st.tuples(st.just("expire")),
    st.tuples(st.just("delete")),
)


class Clock:
    """A clock that a test moves on, an hour at a time."""

    def __init__(self) -> None:
        self.now = timezone.now() - timedelta(days=300)

    def __call__(self):
        return self.now

    def tick(self):
        self.now += timedelta(hours=1)


class Model:
    """The same promises in plain words, without a database."""

    def __init__(self, audience: set[int]) -> None:
        self.members: set[tuple[int, int]] = set()
        self.audience, self.version, self.required, self.asks = audience, 1, 1, True
        self.expired = self.deleted = False
        self.done: set[tuple[int, int]] = set()

    def asked(self) -> tuple[int | None, frozenset[int]]:
        if not self.asks or self.expired or self.deleted:
            return None, frozenset()
        people = {person for person, space in self.members if space in self.audience}
        return self.required, frozenset(people)

    def still_open(self) -> frozenset[int]:
        required, people = self.asked()
        return frozenset(one for one in people if (one, required) not in self.done)

    def take(self, step) -> None:
        match step:
            case ("join", person, space):
                self.members.add((person, space))
            case ("leave", person, space):
                self.members.discard((person, space))
            case ("correct", material, audience, asks):
                self.version += 1
                self.required = self.version if material else self.required
                self.audience, self.asks, self.expired = audience, asks, False
            case ("confirm", person):
                self.done.add((person, self.required))
            case ("expire",):
                self.version += 0 if self.expired else 1
                self.expired = True
            case ("delete",):
                self.deleted = True

    def may(self, step) -> bool:
        if self.deleted:
            return step[0] in ("join", "leave", "delete")
        return step[0] != "confirm" or step[1] in self.asked()[1]


class TestHistory(TestCase):
    """The rows tell for every past moment what the model said at that moment."""

    @given(st.lists(steps, max_size=12))
    def test_F3_any_past_moment_is_told_from_rows(self, plan):
        clock = Clock()
        with mock.patch("django.utils.timezone.now", clock):
            self.play(plan, clock)

    def play(self, plan, clock):
        editor = make_editor()
        people = [self.person(f"p{number}") for number in range(PEOPLE)]
        spaces = [make_space(editor, name=f"s{number}") for number in range(SPACES)]
        for space in spaces:
            remove_member(by=None, space=space, user=editor)
        clock.tick()
        one = make_announcement(spaces[0], by=editor, confirm_by=clock.now.date() + timedelta(900))
        model, told = Model({0}), []
        for step in plan:
            if not model.may(step):
                continue
            self.act(step, Announcement.objects.get(pk=one.pk), people, spaces, editor)
            model.take(step)
            told.append((clock.now, model.asked(), model.still_open()))
            self.check_present(model, one, people)
            clock.tick()
        for moment, (required, asked), still_open in told:
            self.check(one, moment, required, asked, still_open, people)

    def check(self, one, moment, required, asked, still_open, people):
        one = Announcement.objects.get(pk=one.pk)
        version = confirmations.required_at(one, moment)
        assert (version and version.number) == required
        assert set(confirmations.asked_at(one, moment)) == {people[number] for number in asked}
        assert set(confirmations.open_at(one, moment)) == {people[number] for number in still_open}

    def check_present(self, model, one, people):
        one = Announcement.objects.get(pk=one.pk)
        now = set() if one.post.deleted_at else set(confirmations.open_people(one))
        assert now == {people[number] for number in model.still_open()}

    def act(self, step, one, people, spaces, editor):
        match step:
            case ("join", person, space):
                add_member(by=None, space=spaces[space], user=people[person])
            case ("leave", person, space):
                remove_member(by=None, space=spaces[space], user=people[person])
            case ("correct", material, audience, asks):
                due = timezone.now().date() + timedelta(900) if asks else None
                words = {"en": Words("Title", "", f"Text {one.current.number}")}
                chosen = [spaces[number] for number in audience]
                plan = make_plan("Title", *chosen, words=words, confirm_by=due)
                actions.change_announcement(
                    by=editor, announcement=one, plan=plan, is_material=material
                )
            case ("confirm", person):
                actions.confirm_announcement(by=people[person], announcement=one)
                actions.confirm_announcement(by=people[person], announcement=one)
                rows = Confirmation.objects.filter(user=people[person], version=one.required)
                assert rows.count() == 1
            case ("expire",):
                actions.archive_announcement(by=editor, announcement=one)
            case ("delete",):
                actions.delete_announcement(by=editor, announcement=one)

    @staticmethod
    def person(handle):
        return User.objects.create(staff_number=handle, handle=handle, first_name=handle)
