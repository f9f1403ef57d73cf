"""The demo company in the database."""

from datetime import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.utils import timezone

from accounts.availability.policy import may_send_urgently
from accounts.availability.presentation import quiet_hours_of
from accounts.availability.quiet_time import quiet_until
from accounts.events import AvailabilityChanged
from accounts.models import User
from announcements.events import AnnouncementPublished
from demo import company
from demo.posts import stories
from demo.spaces import places
from demo.telling import FRESH_EVENTS, LATELY
from feed import counters, timeline
from feed.models import Comment, CommentReaction, Post, Reaction, Saved, Topic
from kit.jobs.outbox import label, work
from kit.models import OutboxEntry
from notifications.models import Notification
from spaces.actions import recount_members
from spaces.events import JoinRequested
from spaces.models import JoinRequest, Membership, Space
from tests.factories import make_user

TABLES = (User, Space, Membership, JoinRequest, Post, Comment, Reaction, CommentReaction, Saved)


def person(handle: str) -> User:
    return User.objects.get(handle=handle)


def sizes() -> list[int]:
    return [model.objects.count() for model in TABLES]


@pytest.mark.usefixtures("nordwerk")
class TestNordwerk:
    """What is there after filling."""

    def test_212_people_are_there_and_active(self):
        assert User.objects.active().count() == 212

    def test_every_space_post_and_comment_is_written(self):
        written = {story.key: story for story in stories()}
        said = sum(1 + len(top.answers) for s in stories() for top in s.remarks)
        assert Space.objects.without_audiences().count() == len(places())
        assert Post.objects.exclude(kind="announcement").count() == len(written)
        assert Comment.objects.count() == said

    def test_counters_equal_the_rows(self):
        assert counters.recount() == {"posts": 0, "comments": 0}
        assert recount_members() == 0
        for space in Space.objects.all():
            assert space.post_seq == space.placements.filter(published_at__lte=Now()).count(), space

    def test_nobody_is_notified_of_what_happened_long_ago(self):
        kept = set(OutboxEntry.objects.values_list("event", flat=True))
        assert kept == {
            label(event)
            for event in (*FRESH_EVENTS, JoinRequested, AnnouncementPublished, AvailabilityChanged)
        }
        while work():
            pass
        lately = timezone.now() - LATELY
        old = Notification.objects.filter(bumped_at__lt=lately)
        assert set(old.values_list("kind", flat=True)) <= {"must_read"}  # it still waits

    def test_the_bell_of_the_technician_rings_and_does_not_drown_her(self):
        while work():
            pass
        rows = Notification.objects.visible_to(person(company.TECHNICIAN))
        assert 3 <= rows.count() <= 20
        assert len(set(rows.values_list("kind", flat=True))) >= 2

    @pytest.mark.parametrize("handle", company.SIGN_INS)
    def test_the_printed_people_can_sign_in(self, client, handle):
        assert client.login(username=person(handle).staff_number, password=company.PASSWORD)

    def test_only_the_administrator_opens_the_administration(self):
        assert [user.handle for user in User.objects.filter(is_staff=True)] == [company.FOUNDER]

    def test_who_founded_the_spaces_is_only_where_he_or_she_belongs(self):
        mine = Space.objects.filter(memberships__user=person(company.FOUNDER))
        wanted = {place.slug for place in places() if company.FOUNDER in place.members}
        assert set(mine.values_list("slug", flat=True)) == wanted

    def test_every_space_has_its_members_and_managers(self):
        for place in places():
            space = Space.objects.get(name=place.name)
            managers = space.memberships.filter(role=Membership.Role.MANAGER)
            assert set(space.members.values_list("handle", flat=True)) == set(place.members)
            assert set(place.managers) <= set(managers.values_list("user__handle", flat=True))

    def test_the_feed_of_the_technician_is_newest_first_and_begins_minutes_ago(self):
        cards = timeline.feed(person(company.TECHNICIAN)).items
        times = [card.published_at for card in cards]
        assert len(cards) == 20
        assert times == sorted(times, reverse=True)
        assert (timezone.now() - times[0]).total_seconds() < 3600

    def test_the_tip_from_the_basement_looks_as_it_should(self):
        tip = Post.objects.get(body__startswith="Tipp aus dem Keller")
        assert (tip.comment_count, tip.reaction_count, tip.share_count) == (8, 36, 3)
        assert "<strong>Volumenstromsensor</strong>" in tip.body_html
        newest = tip.reactions.order_by("-pk").values_list("user__first_name", flat=True)
        assert list(newest[:2]) == ["Frank", "Jonas"]

    def test_nothing_lies_in_the_future(self):
        now = timezone.now()
        assert not Post.objects.exclude(kind="announcement").filter(published_at__gt=now).exists()
        assert not Comment.objects.filter(created_at__gt=now).exists()
        assert not Reaction.objects.filter(created_at__gt=now).exists()

    def test_placements_and_topics_carry_the_time_of_their_post(self):
        published = Post.objects.exclude(placements=None)  # a draft stands nowhere yet
        for post in published.prefetch_related("placements", "post_topics"):
            rows = (*post.placements.all(), *post.post_topics.all())
            assert {row.published_at for row in rows} == {post.published_at}

    def test_comments_are_written_after_their_post(self):
        for comment in Comment.objects.select_related("post"):
            assert comment.created_at > comment.post.published_at

    def test_mentions_became_links(self):
        post = Post.objects.get(body__startswith="Baustelle Ratzeburg")
        assert 'href="/people/frank-wieczorek/"' in post.body_html

    def test_topics_hold_their_posts(self):
        assert Topic.objects.get(name="bereitschaft").post_topics.count() >= 3

    def test_people_react_to_what_they_may_read(self):
        for reaction in Reaction.objects.select_related("post", "user").order_by("?")[:60]:
            assert Post.objects.visible_to(reaction.user).filter(pk=reaction.post_id).exists()

    def test_the_secret_space_stays_a_secret(self):
        secret = Space.objects.without_audiences().get(access=Space.Access.SECRET)
        thomas = person("thomas-brandt")
        assert not Space.objects.listed_to(thomas).filter(pk=secret.pk).exists()
        assert not Post.objects.visible_to(thomas).filter(spaces=secret).exists()

    def test_people_wait_at_the_door_of_the_closed_space(self):
        waiting = JoinRequest.objects.filter(space__slug="fuhrpark")
        assert waiting.count() == len(company.ASKING)

    def test_the_technician_has_something_unread_and_nobody_else(self):
        mine = Space.objects.of_member(person(company.TECHNICIAN))
        mine = mine.with_membership_of(person(company.TECHNICIAN))
        assert {space.slug: space.unread for space in mine if space.unread} == company.UNREAD
        hers = Space.objects.with_membership_of(person(company.EDITOR))
        assert not any(space.unread for space in hers if space.my_role)

    def test_some_posts_are_kept_for_later(self):
        assert Saved.objects.filter(user__handle=company.TECHNICIAN).count() >= 4

    def test_filling_again_changes_nothing(self):
        before = sizes()
        company.fill(lambda words: None, pictures=False)
        assert sizes() == before
        assert counters.recount() == {"posts": 0, "comments": 0}

    def test_people_have_hours_duty_and_days_off(self):
        meike, hanna = person("meike-jansen"), person("hanna-lindqvist")
        assert quiet_hours_of(meike).hours == (time(6, 30), time(17, 30))
        assert meike.shifts.get().kind == "on_call"
        assert quiet_until(hanna, timezone.now()) > timezone.now()
        assert person("samuel-osei").shifts.count() == 5
        assert may_send_urgently(person("thomas-brandt"))

    def test_an_interrupted_filling_is_completed(self):
        before = sizes()
        Post.objects.filter(body__startswith="Bilanz Pfandteile").delete()
        Membership.objects.filter(space__slug="planung").delete()
        company.fill(lambda words: None, pictures=False)
        assert sizes() == before

    def test_portraits_hang_after_the_pictures(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        people = {user.handle: user for user in User.objects.filter(handle="hauke-lorenzen")}
        drawn = [one for one in company.company() if one.handle in people]
        company.hang_portraits(people, drawn)
        assert person("hauke-lorenzen").portrait_key
        assert not person("meike-jansen").portrait_key

    def test_it_is_not_complete_without_portraits(self):
        assert not company.is_complete()

    def test_the_command_names_the_people_to_sign_in_as(self):
        out, before = StringIO(), sizes()
        call_command("demo", "company", plain=True, yes=True, stdout=out)
        assert sizes() == before
        assert company.PASSWORD in out.getvalue()
        for handle in company.SIGN_INS:
            assert person(handle).email in out.getvalue()


def test_the_command_refuses_a_database_with_other_people():
    make_user("anna")
    with pytest.raises(CommandError, match="--again"):
        call_command("demo", "company", yes=True)
    assert User.objects.count() == 1


@pytest.mark.server
def test_the_command_refuses_a_server_that_is_not_meant():
    with pytest.raises(CommandError, match="--yes"):
        call_command("demo", "company")
    assert not User.objects.exists()


def test_the_command_wants_to_know_which_company():
    with pytest.raises(CommandError):
        call_command("demo")
