"""Who is told of what, and how often."""

from datetime import timedelta

from django.utils import timezone

from chat.actions import delete_message
from feed import actions as feed
from feed import notifications as handlers
from kit.jobs.retention import forget_old
from kit.models import OutboxEntry
from notifications import actions
from notifications.models import Cause, Notification
from polls.actions import close_poll, vote
from spaces import actions as spaces
from tests.factories import (
    make_bot,
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)


# --- posts and comments ----------------------------------------------------------------------
def test_who_is_named_in_a_post_is_told(anna, ben, space, told):
    make_post(anna, space, body="Ask @ben")
    assert told(ben) == ["Anna Test mentioned you"]
    assert told(anna) == []


def test_A9_who_may_not_read_a_post_is_not_told_that_it_names_him(anna, eve, space, told):
    make_post(anna, space, body="Ask @eve")
    assert told(eve) == []
    assert not Notification.objects.filter(recipient=eve).exists()


def test_authors_hear_of_comments_once_per_thread(anna, ben, post, told):
    for name in ("ben", "carl", "doris"):
        post.spaces.get().members.add(make_user(name))
        make_comment(post, make_user(name))
    make_comment(post, ben)
    assert told(anna) == ["Ben, Doris and 1 other commented on your post"]


def test_an_answer_tells_the_author_of_the_comment_and_of_the_post_once_each(anna, ben, post, told):
    first = make_comment(post, ben)
    assert told(anna) == ["Ben Test commented on your post"]
    make_comment(post, anna, parent=first)
    assert told(ben) == ["Anna Test replied to your comment"]
    own = make_comment(post, anna)
    make_comment(post, ben, parent=own)
    assert told(anna)[0] == "Ben Test replied to your comment"
    assert len(told(anna)) == 2


def test_who_is_named_in_a_comment_hears_that_and_not_the_comment_too(anna, ben, post, told):
    make_comment(post, ben, body="Look, @anna")
    assert told(anna) == ["Ben Test mentioned you"]


def test_nobody_is_told_of_the_own_doing(anna, post, told):
    make_comment(post, anna, body="I, @anna")
    feed.react_to_post(by=anna, post=post)
    assert told(anna) == []


def test_reactions_are_grouped_and_the_same_person_counts_once(anna, ben, post, told):
    for _time in range(2):
        feed.react_to_post(by=ben, post=post)
        assert told(anna) == ["Ben Test reacted to your post"]
        feed.take_back_reaction(by=ben, post=post)
    feed.react_to_post(by=make_user("carl"), post=post)
    assert told(anna) == ["Carl and Ben reacted to your post"]


def test_reactions_to_a_comment_reach_its_author(anna, ben, post, told):
    comment = make_comment(post, ben)
    feed.react_to_comment(by=anna, comment=comment)
    assert told(ben) == ["Anna Test reacted to your comment"]


def test_a_share_reaches_the_author_only_where_it_may_be_read(anna, ben, told):
    source = make_post(anna)
    make_post(ben, make_space(ben), shared=source)
    assert told(anna) == ["Ben Test shared your post"]
    make_post(ben, make_space(ben, access="secret"), shared=source)
    assert told(anna) == ["Ben Test shared your post"]


def test_bots_are_told_nothing(anna, space, told):
    bot = make_bot()
    space.members.add(bot)
    make_post(anna, space, body=f"Ask @{bot.handle}")
    told(anna)
    assert not Notification.objects.filter(recipient=bot).exists()


# --- chat, spaces, polls ---------------------------------------------------------------------
def test_being_named_in_a_chat_rings_and_plain_messages_do_not_unless_wanted(anna, ben, told):
    group = make_group(ben)
    make_message(group, anna)
    assert told(ben) == []
    message = make_message(group, anna, body="Ask @ben")
    assert told(ben) == ["Anna Test mentioned you in a chat"]
    delete_message(by=anna, message=message)
    assert told(ben) == []


def test_managers_hear_of_requests_until_they_are_answered(anna, ben, eve, told):
    space = make_space(ben, access="closed", managers=(anna,), name="Fleet")
    spaces.request_to_join(by=eve, space=space)
    assert told(anna) == ["Eve Test would like to join Fleet"]
    assert told(ben) == []
    spaces.decline_request(by=anna, space=space, user=eve)
    assert told(anna) == []
    assert told(eve) == ["Anna Test declined your request to join Fleet"]
    spaces.request_to_join(by=eve, space=space)
    spaces.accept_request(by=anna, space=space, user=eve)
    assert told(anna) == []
    assert told(eve)[0] == "Anna Test accepted you into Fleet"


def test_an_invitation_rings_until_it_is_answered(anna, eve, told):
    space = make_space(access="secret", managers=(anna,), name="Board")
    spaces.invite_person(by=anna, space=space, user=eve)
    assert told(eve) == ["Anna Test invited you to Board"]
    spaces.withdraw_invitation(by=anna, space=space, user=eve)
    assert told(eve) == []


def test_the_result_of_a_poll_reaches_its_author_and_named_voters(anna, ben, space, told):
    carl = make_user("carl")
    space.members.add(carl)
    poll = make_poll(anna, space)
    vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    close_poll(by=anna, poll=poll)
    assert told(ben) == ["The poll has ended"]
    assert (told(anna), told(carl)) == ([], [])


def test_voters_of_an_anonymous_poll_are_not_listed_by_telling_them(anna, ben, space, told):
    poll = make_poll(anna, space, is_anonymous=True)
    vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    close_poll(by=anna, poll=poll)
    assert told(ben) == []


# --- once, and gone with its cause -----------------------------------------------------------
def test_F1_an_event_that_is_handled_again_rings_no_second_time(anna, ben, post, handled):
    make_comment(post, ben)
    handled()
    row = Notification.objects.get(recipient=anna)
    actions.mark_read(by=anna, notification=row)
    OutboxEntry.objects.update(done_at=None, due_at=timezone.now(), finished=[])
    handled()
    row.refresh_from_db()
    assert row.read_at is not None
    assert (row.actor_count, Cause.objects.count()) == (1, 1)


def test_F1_what_happens_again_makes_a_read_line_new_again(anna, ben, post, handled):
    make_comment(post, ben)
    handled()
    actions.mark_all_read(by=anna)
    make_comment(post, ben)
    handled()
    row = Notification.objects.get(recipient=anna)
    assert row.read_at is None
    assert row.actor_count == 1


def test_F1_a_deleted_comment_is_told_of_no_more_and_the_others_stay(anna, ben, post, told):
    carl = make_user("carl")
    post.spaces.get().members.add(carl)
    make_comment(post, ben)
    last = make_comment(post, carl)
    assert told(anna) == ["Carl and Ben commented on your post"]
    feed.delete_comment(by=carl, comment=last)
    assert told(anna) == ["Ben Test commented on your post"]


def test_F1_a_deleted_post_takes_everything_told_of_it_along(anna, ben, post, told):
    comment = make_comment(post, ben, body="Look @anna")
    feed.react_to_comment(by=anna, comment=comment)
    feed.react_to_post(by=ben, post=post)
    assert told(anna) and told(ben)
    feed.delete_post(by=anna, post=post)
    assert (told(anna), told(ben)) == ([], [])
    assert not Notification.objects.exists()


def test_F1_between_deleting_and_tidying_up_nothing_is_shown(anna, ben, post, told):
    comment = make_comment(post, ben)
    assert told(anna)
    feed.delete_comment(by=ben, comment=comment)
    assert not Notification.objects.visible_to(anna).exists()


def test_A9_a_right_that_ended_hides_what_was_told(anna, ben, space, told):
    make_post(anna, space, body="Ask @ben")
    assert told(ben)
    spaces.remove_member(by=None, space=space, user=ben)
    assert told(ben) == []
    spaces.add_member(by=None, space=space, user=ben)
    assert told(ben) == ["Anna Test mentioned you"]


def test_what_is_old_is_forgotten_and_the_rest_stays(anna, ben, post, handled):
    make_comment(post, ben)
    feed.react_to_post(by=ben, post=post)
    handled()
    old = Notification.objects.filter(kind="comment")
    old.update(bumped_at=timezone.now() - timedelta(days=91))
    forget_old(Notification, Cause)
    assert Notification.objects.get().kind == "reaction"
    assert Cause.objects.count() == 1


def test_a_row_that_is_bumped_for_ever_keeps_no_old_causes(anna, ben, post, handled):
    make_comment(post, ben, body="Long ago")
    handled()
    Cause.objects.update(happened_at=timezone.now() - timedelta(days=91))
    make_comment(post, ben, body="Today")
    handled()
    forget_old(Notification, Cause)
    assert Notification.objects.get(recipient=anna).actor_count == 1
    assert Cause.objects.count() == 1


def test_many_people_are_told_in_batches_of_constant_cost(
    anna, space, post, count_queries, monkeypatch
):
    crowd = [make_user(f"reader{n}") for n in range(12)]
    space.members.add(*crowd)
    named = tuple(one.pk for one in crowd)

    def statements(ids):
        event = handlers.PeopleMentioned(post.pk, None, user_ids=ids, by_id=anna.pk)
        return count_queries(lambda: handlers.notify_named_in_post(event))

    statements(named[:1])
    assert statements(named[1:3]) == statements(named[3:])
    assert Notification.objects.filter(kind="mention").count() == 12
    monkeypatch.setattr("notifications.notify.BATCH", 5)
    Notification.objects.all().delete()
    statements(named)
    assert Notification.objects.filter(kind="mention").count() == 12
