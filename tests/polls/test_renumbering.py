"""The migration that gives polls numbers of their own, and its way back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from polls import actions
from polls.models import Option, Poll
from tests.factories import make_group, make_poll, make_space, make_user

BEFORE = [("polls", "0001_initial")]
pytestmark = pytest.mark.django_db(transaction=True)


def migrate(to=None):
    """To this state, or to the newest."""
    executor = MigrationExecutor(connection)
    to = to or executor.loader.graph.leaf_nodes("polls")
    executor.migrate(to)
    return executor.loader.project_state(to).apps


def test_polls_keep_votes_and_answers_in_both_directions():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben)
    embed = actions.new_poll(
        by=anna, options=[actions.Answer("a"), actions.Answer("b")], rules=actions.Rules()
    )
    from chat.actions import send_message

    message = send_message(by=anna, conversation=make_group(ben), body="?", embed=embed)
    polls = [make_poll(anna, space, [f"one {n}", f"two {n}"]) for n in range(3)]
    for poll in polls:
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.last().pk])
    try:
        old = migrate(BEFORE)
        kept = old.get_model("polls", "Option").objects.filter(vote_count=1)
        assert {(row.text, row.poll_id) for row in kept} == {
            (f"two {n}", poll.post_id) for n, poll in enumerate(polls)
        }
        assert old.get_model("polls", "Poll").objects.count() == 3  # those of messages go
    finally:
        migrate()
    assert set(Poll.objects.values_list("pk", "post")) == {(p.post_id, p.post_id) for p in polls}
    assert Option.objects.filter(vote_count=1, votes__user=ben).count() == 3
    assert not Poll.objects.filter(message=message).exists()
    after = make_poll(anna, space)
    assert after.pk > max(poll.post_id for poll in polls)  # the sequence followed
