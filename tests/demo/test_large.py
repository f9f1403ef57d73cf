"""The company for measurements: the sizes it is asked for, and rows that fit together."""

from contextlib import suppress
from io import StringIO
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from demo.bulk import Table, in_bulk, reset_sequences_and_analyze, stamp
from demo.company import PASSWORD
from demo.large import SIZES, SPECIAL, Layout, fill_large
from demo.threads import dealt_out
from feed import counters, timeline
from feed.models import Comment, CommentReaction, Placement, Post, PostTopic, Reaction, Topic
from spaces.actions import recount_members
from spaces.models import Membership, Space, SpaceKind
from tests.factories import make_post, make_space, make_user

TINY = {"people": 40, "spaces": 8, "posts": 400, "reactions": 1500, "comments": 800}


@pytest.fixture(scope="class")
def crowd(django_db_setup, django_db_blocker):
    """A tiny large company, rolled back after the tests of a class."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        fill_large(said.append, **TINY)
        yield said
        transaction.set_rollback(True)


def person(handle: str) -> User:
    return User.objects.get(handle=handle)


def readable(handle: str) -> list[Post]:
    return timeline.feed(person(handle), size=100).items


@pytest.mark.usefixtures("crowd")
class TestLarge:
    """What is there after filling."""

    def test_it_has_the_sizes_that_were_asked_for(self):
        given = Reaction.objects.count() + CommentReaction.objects.count()
        assert User.objects.count() == TINY["people"]
        assert Space.objects.count() == TINY["spaces"]
        assert Post.objects.count() == TINY["posts"]
        assert Comment.objects.count() == TINY["comments"]
        assert TINY["reactions"] * 0.98 <= given <= TINY["reactions"]

    def test_counters_equal_the_rows(self):
        assert counters.recount() == {"posts": 0, "comments": 0}
        assert recount_members() == 0
        for space in Space.objects.all():
            assert space.post_seq == space.placements.count(), space

    def test_keys_lead_somewhere(self):
        connection.check_constraints()

    def test_every_post_stands_where_its_author_belongs(self):
        for post in Post.objects.prefetch_related("spaces"):
            mine = Membership.objects.filter(user=post.author_id, space__in=post.spaces.all())
            assert mine.exists(), post.pk

    def test_placements_repeat_the_time_of_their_post(self):
        assert not Placement.objects.exclude(published_at=F("post__published_at")).exists()
        assert not PostTopic.objects.exclude(published_at=F("post__published_at")).exists()

    def test_ids_follow_the_times(self):
        times = list(Post.objects.order_by("pk").values_list("published_at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= timezone.now()

    def test_comments_are_later_than_their_post_and_one_level_deep(self):
        assert not Comment.objects.filter(created_at__lt=F("post__published_at")).exists()
        assert not Comment.objects.exclude(parent__parent=None).exists()
        answers = Comment.objects.exclude(parent=None)
        assert answers.exists()
        assert not answers.exclude(thread=F("parent"), post=F("parent__post")).exists()
        assert not Comment.objects.filter(parent=None).exclude(thread=F("pk")).exists()

    def test_shares_stand_where_their_source_stands(self):
        shares = Post.objects.exclude(shared=None)
        assert shares.exists()
        for share in shares.select_related("shared"):
            sources = set(share.shared.spaces.values_list("pk", flat=True))
            assert set(share.spaces.values_list("pk", flat=True)) <= sources
            assert share.shared.shared_id is None

    def test_texts_are_rendered_and_filed_under_their_topics(self):
        assert not Post.objects.filter(body_html="").exists()
        assert Topic.objects.annotate(n=Count("post_topics")).filter(n__gt=0).exists()

    def test_everybody_belongs_to_the_company_and_can_sign_in(self, client):
        company = Space.objects.get(kind=SpaceKind.COMPANY)
        assert company.member_count == TINY["people"]
        assert client.login(username=person("typical").staff_number, password=PASSWORD)
        assert EmailAddress.objects.filter(verified=True).count() == TINY["people"]

    def test_every_space_has_a_manager(self):
        managed = Membership.objects.filter(role="manager").values("space").distinct()
        assert managed.count() == TINY["spaces"]

    def test_typical_reads_something_from_today(self):
        assert len(readable("typical")) == 100

    def test_empty_reads_nothing(self):
        assert Space.objects.visible_to(person("empty")).exists()
        assert readable("empty") == []

    def test_ancient_reads_nothing_from_the_last_years(self):
        posts = readable("ancient")
        assert posts
        assert all((timezone.now() - post.published_at).days > 1000 for post in posts)

    def test_everywhere_belongs_to_every_space(self):
        assert Space.objects.of_member(person("everywhere")).count() == TINY["spaces"]

    def test_the_administrator_opens_the_administration(self):
        chief = person("administrator")
        assert chief.is_staff
        assert chief.role == User.Role.ADMINISTRATOR

    def test_ids_go_on_after_the_last_one(self):
        space = Space.objects.of_member(person("typical")).first()
        newest = Post.objects.latest("pk").pk
        assert make_post(person("typical"), space).pk > newest

    def test_people_can_be_found_by_name(self):
        user = person("typical")
        assert user.get_absolute_url().endswith("/typical/")
        assert User.objects.by_name().first() is not None

    def test_it_grows_when_it_is_filled_again(self):
        fill_large(lambda words: None, **TINY)
        assert User.objects.count() == 2 * TINY["people"]
        assert User.objects.filter(handle__in=SPECIAL).count() == len(SPECIAL)
        assert Post.objects.count() == 2 * TINY["posts"]
        assert Space.objects.of_member(person("everywhere")).count() == 2 * TINY["spaces"]
        assert readable("empty") == []
        assert counters.recount() == {"posts": 0, "comments": 0}
        assert recount_members() == 0

    def test_progress_is_told(self, crowd):
        assert any(f"{TINY['posts']:,} of {TINY['posts']:,} posts" in words for words in crowd)
        assert "40 people" in crowd


def test_the_command_takes_sizes():
    call_command("demo", "large", **TINY | {"posts": 50, "comments": 0}, stdout=StringIO())
    assert Post.objects.count() == 50
    assert not Comment.objects.exists()


def test_the_command_does_not_mix_into_another_company():
    make_user("anna")
    with pytest.raises(CommandError, match="--yes"):
        call_command("demo", "large", **TINY)
    assert not Post.objects.exists()


@pytest.mark.parametrize("few", [{"spaces": 3}, {"people": 2}])
def test_the_command_refuses_sizes_that_hold_no_company(few):
    with pytest.raises(CommandError, match="At least"):
        call_command("demo", "large", **TINY | few)


def test_the_full_size_is_the_promised_one():
    assert SIZES["people"] == 10_000
    assert SIZES["spaces"] == 200
    assert SIZES["posts"] == 1_000_000
    assert SIZES["reactions"] == 3_000_000
    assert SIZES["comments"] == 2_000_000


def test_layout_has_empty_ancient_and_living_spaces():
    layout = Layout(list(range(200)))
    every = [*layout.empty, *layout.ancient, *layout.living]
    assert every == list(range(200))
    assert len(layout.empty) == len(layout.ancient) == 10


def test_things_are_dealt_out_completely_and_unevenly():
    counts = dealt_out(50_000, 1_000, Random(1))
    assert sum(counts) == 50_000
    assert max(counts) > 5 * sum(counts) / len(counts)
    assert sum(dealt_out(100, 0, Random(1))) == 0


class TestTable:
    """Rows written past the models."""

    def test_text_arrives_unchanged(self):
        anna, strange = make_user("anna"), "Zeile 1\nZeile\t2 \\n \\. None 'x' \"y\" ß 👍"
        table = Table(Post, "id", "author_id", "client_id", "body", "created_at", "published_at")
        table.add(4711, anna.pk, f"{4711:032x}", strange, stamp(0), stamp(1.5))
        table.write()
        post = Post.objects.get(pk=4711)
        assert post.body == strange
        assert post.published_at.timestamp() == 1.5
        assert post.shared_id is None
        assert post.version == 1
        assert post.client_id.int == 4711

    def test_rows_are_written_when_a_batch_is_full(self, monkeypatch):
        monkeypatch.setattr("demo.bulk.BATCH", 2)
        space, anna = make_space(), make_user("anna")
        table = Table(Membership, "space_id", "user_id", "role", "joined_at")
        for user in (anna, make_user("ben")):
            table.add(space.pk, user.pk, "member", stamp(0))
        assert table.rows == []
        assert space.members.count() == 2

    def test_nothing_is_written_without_rows(self):
        Table(Membership, "space_id", "user_id", "role", "joined_at").write()
        assert not Membership.objects.exists()

    def test_indexes_are_there_again_also_after_a_failure(self):
        def indexes() -> set[str]:
            with connection.cursor() as cursor:
                found = connection.introspection.get_constraints(cursor, "feed_placement")
            return {name for name, facts in found.items() if facts["index"]}

        before = indexes()
        with suppress(ValueError), in_bulk(Placement):
            assert "placements_of_space" not in indexes()
            raise ValueError
        assert indexes() == before

    def test_ids_continue_after_what_was_written(self):
        anna = make_user("anna")
        table = Table(Post, "id", "author_id", "client_id", "created_at", "published_at")
        table.add(900, anna.pk, f"{900:032x}", stamp(0), stamp(0))
        table.write()
        reset_sequences_and_analyze(Post)
        assert make_post(anna).pk == 901
