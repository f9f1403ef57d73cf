"""Over random histories of writing, deleting, joining and leaving, with answers that get lost: what
a device holds after it caught up is what a device gets that was never asked before."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chat.actions import add_participants, delete_message, leave_conversation
from chat.models import Conversation, Message
from feed import actions
from feed.models import Comment, Post
from spaces.actions import add_member, remove_member
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)

ADDRESS = "/api/v1/device/delta/"
VERBS = """
    post edit delete comment remark react save poll announce join leave write erase enter go
"""
verbs = st.sampled_from(VERBS.split())
# a verb with a number that chooses among what there is; "ask" and "lose" are the device's
steps = st.one_of(
    st.tuples(verbs, st.integers(0, 5)),
    st.tuples(st.sampled_from(["ask", "lose"]), st.just(0)),
)


class History:
    """People who write to each other, and Anna who reads it all on a device."""

    def __init__(self) -> None:
        self.anna, self.ben, self.lena = make_user("anna"), make_user("ben"), make_editor()
        self.spaces = [
            make_space(self.anna, self.ben, self.lena, access=access)
            for access in ("open", "closed")
        ]
        self.group = make_group(self.ben)  # Anna looks after it
        make_message(self.group, self.ben)
        self.ways_out = 0

    def do(self, verb: str, n: int) -> None:
        getattr(self, f"do_{verb}")(n)

    def one(self, model, n):
        rows = model.objects.filter(deleted_at=None).order_by("pk")
        return rows[n % len(rows)] if rows else None

    def post_of_ben(self, n):
        rows = Post.objects.filter(deleted_at=None, author=self.ben).order_by("pk")
        return rows[n % len(rows)] if rows else None

    def do_post(self, n):
        make_post(self.ben, self.spaces[n % 2], f"Post {n}")

    def do_edit(self, n):
        if post := self.post_of_ben(n):
            actions.edit_post(by=self.ben, post=post, body=f"Edited {n}")

    def do_delete(self, n):
        if post := self.post_of_ben(n):
            actions.delete_post(by=self.ben, post=post)

    def do_comment(self, n):
        if post := self.post_of_ben(n):
            make_comment(post, self.ben, f"Comment {n}")

    def do_remark(self, n):
        if comment := self.one(Comment, n):
            actions.delete_comment(by=self.ben, comment=comment)

    def do_react(self, n):
        if post := self.post_of_ben(n):
            actions.react_to_post(by=self.lena, post=post, kind=["like", "thanks"][n % 2])

    def do_save(self, n):
        readable = Post.objects.visible_to(self.anna)
        if readable:
            actions.save_post(by=self.anna, post=readable[n % len(readable)])

    def do_poll(self, n):
        make_poll(self.ben, self.spaces[n % 2], body=f"Poll {n}?")

    def do_announce(self, n):
        make_announcement(self.spaces[n % 2], by=self.lena, title=f"Told {n}")

    def do_join(self, n):
        add_member(by=None, space=self.spaces[n % 2], user=self.anna)

    def do_leave(self, n):
        remove_member(by=None, space=self.spaces[n % 2], user=self.anna)

    def do_write(self, n):
        make_message(self.group, self.ben, f"Message {n}")

    def do_erase(self, n):
        row = Message.objects.filter(deleted_at=None, author=self.ben).order_by("pk").last()
        if row:
            delete_message(by=self.ben, message=row)

    def do_enter(self, n):
        if self.is_out():
            add_participants(by=self.ben, conversation=self.group, people=[self.anna])

    def do_go(self, n):
        if not self.is_out():
            leave_conversation(by=self.anna, conversation=self.group)

    def is_out(self) -> bool:
        return not Conversation.objects.visible_to(self.anna).filter(pk=self.group.pk)


class Device:
    """What intranet/device/filling.js does with the answers."""

    def __init__(self, browser: Client) -> None:
        self.browser, self.kept = browser, {}

    def ask(self):
        has = {key: entry["version"] for key, entry in self.kept.items()}
        return self.browser.post(ADDRESS, json.dumps({"has": has}), "application/json").json()

    def take(self, told) -> None:
        for key in told["gone"]:
            del self.kept[key]
        self.kept |= {entry["key"]: entry for entry in told["entries"]}

    def catch_up(self):
        more = True
        while more:
            self.take(told := self.ask())
            more = told["more"]
        return {key: (entry["version"], entry["title"], entry["text"], entry["files"])
                for key, entry in self.kept.items()}  # fmt: skip


@pytest.mark.slow
class Histories(TestCase):
    """Each is told in a database of its own."""

    @given(st.lists(steps, max_size=12))
    def test_I4_what_a_device_holds_is_what_a_new_one_gets(self, history):
        cache.clear()  # how often a device may ask is another test
        company = History()
        browser = Client()
        browser.force_login(company.anna)
        device = Device(browser)
        for verb, n in history:
            if verb == "ask":
                device.take(device.ask())
            elif verb == "lose":
                device.ask()
            else:
                company.do(verb, n)
        assert device.catch_up() == Device(browser).catch_up()
