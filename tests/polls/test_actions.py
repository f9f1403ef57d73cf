"""Asking, voting, changing, ending: what counts and what is refused."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from feed import timeline
from feed.actions import delete_post, upload_photo
from feed.models import Photo, Post
from kit.http.exceptions import Conflict, Problem
from kit.jobs import outbox
from kit.models import OutboxEntry
from polls import actions, results
from polls.actions import NewOption
from polls.limits import ANONYMOUS_VOTES, MOST_OPTIONS, OPTION_LENGTH
from polls.models import Option, Participation, Poll, Vote
from tests.factories import make_poll, make_space, make_user
from tests.feed.pictures import a_picture


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


def vote(person, poll, *texts):
    ids = [poll.options.get(text=text).pk for text in texts]
    actions.vote(by=person, poll_id=poll.pk, option_ids=ids)


def counts(poll):
    poll.refresh_from_db()
    return poll.voter_count, dict(poll.options.values_list("text", "vote_count"))


# --- asking --------------------------------------------------------------------------------------
def test_a_poll_is_a_post_of_its_own_kind(anna, space):
    poll = make_poll(anna, space, ["Monday", " Friday  15 h "])
    assert poll.post.kind == "poll"
    assert list(poll.options.values_list("text", flat=True)) == ["Monday", "Friday 15 h"]


def test_E2_the_same_client_id_gives_the_first_poll_and_other_answers_are_a_conflict(anna, space):
    client_id = uuid.uuid4()
    first = make_poll(anna, space, client_id=client_id, duration=timedelta(days=2))
    again = make_poll(anna, space, client_id=client_id, duration=timedelta(days=2))
    assert again.pk == first.pk and again.post.repeated
    with pytest.raises(Conflict):
        make_poll(anna, space, ["Monday", "Tuesday"], client_id=client_id)
    assert Poll.objects.count() == Post.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "rules", "code"),
    [
        (["one"], {}, "wrong_number"),
        ([str(n) for n in range(21)], {}, "wrong_number"),
        (["Yes", "yes "], {}, "same_option"),
        (["Yes", " "], {}, "empty"),
        (["Yes", "n" * 121], {}, "too_long"),
        (["Yes", "No"], {"is_anonymous": True, "lists_voters": True}, "contradiction"),
        (["Yes", "No"], {"ends_at": timezone.now() - timedelta(seconds=1)}, "past"),
        (["Yes", "No"], {"duration": timedelta(days=400)}, "too_far"),
        (["Yes", "No"], {"body": " "}, "empty"),
    ],
)
def test_C2_a_poll_that_cannot_be_meant_is_refused_as_a_whole(anna, space, options, rules, code):
    with pytest.raises(Problem) as refused:
        make_poll(anna, space, options, **rules)
    assert refused.value.code == code
    assert not Post.objects.exists() and not Poll.objects.exists()


def test_twenty_answers_of_full_length_fit(anna, space):
    texts = [f"{n:02}" + "ß" * (OPTION_LENGTH - 2) for n in range(20)]
    assert make_poll(anna, space, texts).options.count() == 20


def test_who_may_not_post_in_a_space_asks_nothing_there(space):
    with pytest.raises(PermissionDenied):
        make_poll(make_user("eve"), space)


def test_pictures_of_answers_are_not_among_the_pictures_of_the_post(anna, ben, space):
    photo = upload_photo(by=anna, upload=a_picture())
    answers = [NewOption("This", photo.key), NewOption("That")]
    poll = actions.create_poll(by=anna, spaces=[space], body="Which?", options=answers)
    assert poll.options.first().photo == photo
    assert not timeline.cards(ben, [poll.post_id])[0].photos.all()
    assert Photo.objects.visible_to(ben).filter(pk=photo.pk).exists()
    assert not Photo.objects.visible_to(make_user("eve")).filter(pk=photo.pk).exists()


def test_a_picture_of_somebody_else_is_refused(anna, ben, space):
    photo = upload_photo(by=ben, upload=a_picture())
    answers = [NewOption("This", photo.key), NewOption("That")]
    with pytest.raises(Problem):
        actions.create_poll(by=anna, spaces=[space], body="Which?", options=answers)
    assert not Post.objects.exists()


# --- voting --------------------------------------------------------------------------------------
def test_a_vote_is_counted_changed_and_withdrawn(anna, ben, space):
    poll = make_poll(anna, space)
    vote(ben, poll, "Monday")
    vote(anna, poll, "Monday")
    assert counts(poll) == (2, {"Monday": 2, "Friday": 0})
    vote(ben, poll, "Friday")
    vote(ben, poll, "Friday")
    assert counts(poll) == (2, {"Monday": 1, "Friday": 1})
    actions.withdraw_vote(by=ben, poll_id=poll.pk)
    actions.withdraw_vote(by=ben, poll_id=poll.pk)
    assert counts(poll) == (1, {"Monday": 1, "Friday": 0})
    assert Vote.objects.count() == Participation.objects.count() == 1


def test_several_answers_count_where_several_are_allowed(anna, ben, space):
    poll = make_poll(anna, space, ["a", "b", "c"], is_multiple=True)
    vote(ben, poll, "a", "b")
    vote(ben, poll, "b", "c")
    assert counts(poll) == (1, {"a": 0, "b": 1, "c": 1})


def test_G2_two_answers_are_too_many_where_one_is_asked_for(anna, ben, space):
    poll = make_poll(anna, space)
    with pytest.raises(Problem) as refused:
        vote(ben, poll, "Monday", "Friday")
    assert (refused.value.code, refused.value.limit) == ("too_many_options", 1)
    assert counts(poll) == (0, {"Monday": 0, "Friday": 0})


def test_G2_no_answer_and_answers_of_another_poll_are_refused(anna, ben, space):
    poll, other = make_poll(anna, space), make_poll(anna, space)
    foreign = other.options.first().pk
    mine = poll.options.first().pk
    for ids, code in (([], "empty"), ([foreign], "unknown_option"), ([mine, 0], "unknown_option")):
        with pytest.raises(Problem) as refused:
            actions.vote(by=ben, poll_id=poll.pk, option_ids=ids)
        assert refused.value.code == code
    assert counts(poll)[0] == counts(other)[0] == 0


def test_G2_an_answer_that_was_removed_cannot_be_chosen(anna, ben, space):
    poll = make_poll(anna, space, ["a", "b", "c"])
    gone = poll.options.get(text="c").pk
    actions.remove_option(by=anna, poll_id=poll.pk, option_id=gone)
    with pytest.raises(Problem) as refused:
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[gone])
    assert refused.value.code == "unknown_option"


def test_G2_nobody_outside_the_audience_votes(anna, space):
    poll = make_poll(anna, space)
    for change in (
        lambda eve: actions.vote(by=eve, poll_id=poll.pk, option_ids=[1]),
        lambda eve: actions.withdraw_vote(by=eve, poll_id=poll.pk),
        lambda eve: actions.add_option(by=eve, poll_id=poll.pk, text="mine"),
        lambda eve: actions.remove_option(by=eve, poll_id=poll.pk, option_id=1),
    ):
        with pytest.raises(Http404):
            change(make_user("eve"))


def test_G2_a_vote_after_the_end_is_refused_whether_the_clock_has_closed_or_not(anna, ben, space):
    poll = make_poll(anna, space, duration=timedelta(hours=1))
    vote(ben, poll, "Monday")
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    for change in (
        lambda: vote(anna, poll, "Monday"),
        lambda: vote(ben, poll, "Friday"),
        lambda: actions.withdraw_vote(by=ben, poll_id=poll.pk),
        lambda: actions.add_option(by=anna, poll_id=poll.pk, text="late"),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "ended"
    assert counts(poll) == (1, {"Monday": 1, "Friday": 0})


# --- anonymous -----------------------------------------------------------------------------------
def test_G3_an_anonymous_vote_leaves_a_name_and_a_count_that_share_nothing(anna, ben, space):
    poll = make_poll(anna, space, is_anonymous=True)
    told = OutboxEntry.objects.count()
    vote(ben, poll, "Friday")
    assert counts(poll) == (1, {"Monday": 0, "Friday": 1})
    assert not Vote.objects.exists()
    assert {field.name for field in Participation._meta.get_fields()} == {"id", "poll", "user"}
    assert OutboxEntry.objects.count() == told


def test_G3_an_anonymous_vote_cannot_be_changed_because_nobody_knows_it(anna, ben, space):
    poll = make_poll(anna, space, is_anonymous=True)
    vote(ben, poll, "Friday")
    for change in (
        lambda: vote(ben, poll, "Monday"),
        lambda: vote(ben, poll, "Friday"),
        lambda: actions.withdraw_vote(by=ben, poll_id=poll.pk),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "voted"
    assert counts(poll) == (1, {"Monday": 0, "Friday": 1})


def test_G3_two_people_who_swap_their_anonymous_votes_leave_the_same_rows(anna, ben, space):
    """The rows do not depend on who chose what: nobody can read it from them."""

    def rows(first, second):
        poll = make_poll(anna, space, is_anonymous=True)
        vote(anna, poll, first)
        vote(ben, poll, second)
        took_part = poll.participations.order_by("pk").values_list("user", flat=True)
        return list(took_part), counts(poll)

    assert rows("Monday", "Friday") == rows("Friday", "Monday")


# --- own answers ---------------------------------------------------------------------------------
def test_voters_add_answers_where_the_author_allows_it(anna, ben, space):
    poll = make_poll(anna, space, allows_options=True)
    option, is_new = actions.add_option(by=ben, poll_id=poll.pk, text="Sunday ")
    again, is_newer = actions.add_option(by=anna, poll_id=poll.pk, text="sunday")
    assert (is_new, is_newer, again.pk) == (True, False, option.pk)
    assert option.is_added and poll.options.count() == 3
    vote(ben, poll, "Sunday")


def test_only_the_author_adds_answers_elsewhere(anna, ben, space):
    poll = make_poll(anna, space)
    with pytest.raises(PermissionDenied):
        actions.add_option(by=ben, poll_id=poll.pk, text="Sunday")
    actions.add_option(by=anna, poll_id=poll.pk, text="Sunday")


def test_the_21st_answer_is_refused(anna, space):
    poll = make_poll(anna, space, [str(n) for n in range(20)], allows_options=True)
    with pytest.raises(Problem) as refused:
        actions.add_option(by=anna, poll_id=poll.pk, text="one more")
    assert refused.value.limit == MOST_OPTIONS


def test_an_answer_somebody_chose_stays_and_two_remain(anna, ben, space):
    poll = make_poll(anna, space, ["a", "b", "c"])
    vote(ben, poll, "a")
    a, b, c = poll.options.values_list("pk", flat=True)
    with pytest.raises(PermissionDenied):
        actions.remove_option(by=ben, poll_id=poll.pk, option_id=b)
    with pytest.raises(Conflict):
        actions.remove_option(by=anna, poll_id=poll.pk, option_id=a)
    actions.remove_option(by=anna, poll_id=poll.pk, option_id=b)
    with pytest.raises(Problem):
        actions.remove_option(by=anna, poll_id=poll.pk, option_id=c)


# --- the end -------------------------------------------------------------------------------------
def closed_events():
    return OutboxEntry.objects.filter(event="polls.PollClosed")


def test_the_author_ends_a_poll_for_good(anna, ben, space):
    poll = make_poll(anna, space)
    with pytest.raises(PermissionDenied):
        actions.close_poll(by=ben, poll=poll)
    actions.close_poll(by=anna, poll=poll)
    actions.close_poll(by=anna, poll=poll)
    assert [entry.payload["by_id"] for entry in closed_events()] == [anna.pk]
    with pytest.raises(Conflict):
        vote(ben, poll, "Monday")


def test_F3_the_clock_ends_what_is_over_and_nothing_else(anna, space):
    over = make_poll(anna, space, duration=timedelta(hours=1))
    Poll.objects.filter(pk=over.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    make_poll(anna, space, duration=timedelta(hours=1))
    make_poll(anna, space)
    assert (actions.close_due_polls(), actions.close_due_polls()) == (1, 0)
    assert [entry.payload for entry in closed_events()] == [{"poll_id": over.pk, "by_id": None}]


def test_E7_answers_and_votes_go_with_their_post(anna, ben, space):
    poll = make_poll(anna, space)
    vote(ben, poll, "Monday")
    delete_post(by=anna, post=poll.post)
    with pytest.raises(Http404):
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[1])
    outbox.work()
    assert not any(model.objects.exists() for model in (Poll, Option, Participation, Vote))


# --- anonymous results move in steps --------------------------------------------------------------
def shown_to(person, poll):
    """The numbers a person sees, or None while none show."""
    seen = results.of_poll(person, poll.pk)
    return [row.count for row in seen.options] if seen.shows_results else None


@pytest.mark.parametrize("rule", ["always", "voted"])
def test_G3_watching_colleagues_vote_tells_nobodys_choice(anna, rule):
    crowd = [make_user(f"c{number}") for number in range(23)]
    poll = make_poll(
        anna, make_space(anna, *crowd, access="closed"), is_anonymous=True, results=rule
    )
    names = [option.text for option in poll.options.all()]
    vote(anna, poll, names[0])
    looks, voted = [], 1
    for number, person in enumerate(crowd):
        vote(person, poll, names[number % 2])
        voted += 1
        looks.append((voted, shown_to(anna, poll)))
    assert {seen is None for voted, seen in looks if voted < 10} == {True}
    sums = [sum(seen) for _voted, seen in looks if seen is not None]
    assert sums == [5] * 5 + [10] * 5 + [15] * 5
    actions.close_poll(by=anna, poll=poll)
    assert sum(shown_to(anna, poll)) - sums[-1] >= ANONYMOUS_VOTES
    assert sum(shown_to(anna, poll)) == 24


def test_G3_trying_to_remove_an_answer_tells_nobodys_choice(anna, ben, space):
    poll = make_poll(anna, space, ["A", "B", "C"], is_anonymous=True)
    vote(ben, poll, "A")
    for option in poll.options.all():
        with pytest.raises(Conflict):
            actions.remove_option(by=anna, poll_id=poll.pk, option_id=option.pk)


def test_named_polls_show_every_vote_at_once(anna, ben, space):
    poll = make_poll(anna, space, ["A", "B"], results="always")
    vote(ben, poll, "B")
    assert shown_to(anna, poll) == [0, 1]
