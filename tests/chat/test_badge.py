"""The number at "Chat": conversations with something new for who still takes part."""

import pytest

from accounts.models import User
from chat.actions import (
    leave_conversation,
    mark_read,
    mute_conversation,
    open_space_conversation,
    remove_participant,
)
from chat.navigation import unread
from spaces.actions import remove_member
from tests.factories import make_group, make_message, make_space


def badge(person):
    return User.objects.annotate(n=unread()).values_list("n", flat=True).get(pk=person.pk)


@pytest.mark.parametrize("ends", [leave_conversation, remove_participant, mute_conversation])
def test_A3_a_conversation_one_has_left_or_muted_counts_no_more(anna, ben, ends):
    room = make_group(anna, ben)
    make_message(room, anna)
    assert badge(ben) == 1
    if ends is remove_participant:
        ends(by=anna, conversation=room, user=ben)
    else:
        ends(by=ben, conversation=room)
    assert badge(ben) == 0
    make_message(room, anna)
    assert badge(ben) == 0


@pytest.mark.parametrize("has_looked", [True, False])
def test_A3_the_conversation_of_a_space_one_has_left_counts_no_more(anna, ben, has_looked):
    space = make_space(anna, ben)
    room = open_space_conversation(by=anna, space=space)
    first = make_message(room, anna)
    if has_looked:
        mark_read(by=ben, conversation=room, upto=first.seq)
        make_message(room, anna)
    assert badge(ben) == 1
    remove_member(by=None, space=space, user=ben)
    assert badge(ben) == 0
