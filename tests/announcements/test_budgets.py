"""Statements of the area News: few, and the same for little and for ten thousand people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement, Category, Confirmation, Opening, Version, VersionText
from feed.models import Placement, Post
from spaces.models import Membership, Space
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_comment, make_space, make_user
from tests.statistics import analyze

pytestmark = pytest.mark.english

MOST = 12
PEOPLE, ANNOUNCEMENTS = 10_000, 2_000


@pytest.fixture
def space(ben):
    return make_space(ben, make_user("anna"), access="open")


@pytest.fixture
def must(space):
    due = timezone.localdate() + timedelta(days=3)
    one = make_announcement(space, confirm_by=due)
    make_comment(one.post, make_user("anna"))
    return one


def crowd(space, count):
    """Many members, a third of whom have confirmed everything that is required."""
    made = User.objects.bulk_create(
        User(staff_number=f"n{n}", handle=f"n{n}", first_name=f"N{n}", department=f"D{n % 40}")
        for n in range(count)
    )
    Membership.objects.bulk_create(Membership(space=space, user=user) for user in made)
    Space.objects.filter(pk=space.pk).update(member_count=space.memberships.count())
    return made


def archive(space, author, count):
    """Many announcements of ten years, every tenth a must-read that is still open."""
    now, category = timezone.now(), Category.objects.create(name="C", slug="c")
    times = [now - timedelta(days=2 * n) for n in range(count)]
    posts = Post.objects.bulk_create(
        Post(author=author, kind="announcement", body="A", published_at=at) for at in times
    )
    Placement.objects.bulk_create(
        Placement(post=post, space=space, published_at=post.published_at) for post in posts
    )
    Announcement.objects.bulk_create(
        Announcement(post=post, category=category, published_at=post.published_at,
                     announced_at=post.published_at) for post in posts
    )  # fmt: skip
    due = timezone.localdate() + timedelta(days=9)
    versions = Version.objects.bulk_create(
        Version(announcement_id=post.pk, number=1, by=author, said_at=post.published_at,
                starts_at=post.published_at, confirm_by=None if n % 10 else due)
        for n, post in enumerate(posts)
    )  # fmt: skip
    VersionText.objects.bulk_create(
        VersionText(version=version, language="en", title=f"Title {version.pk}", body="B")
        for version in versions
    )
    there = Version.spaces.through
    there.objects.bulk_create(there(version=version, space=space) for version in versions)
    for version in versions:
        required = version if version.confirm_by else None
        Announcement.objects.filter(pk=version.announcement_id).update(
            current=version, required=required
        )


def measured(client, count_queries, addresses):
    """Statements per address, once the cards are drawn."""
    analyze()
    found = {}
    for address in addresses:
        assert client.get(address).status_code == 200, address
        found[address] = count_queries(lambda a=address: client.get(a))
    return found


@pytest.mark.slow
def test_reading_takes_at_most_12_statements_however_much_there_is(
    client, count_queries, ben, space, must
):
    client.force_login(ben)
    addresses = ["/", "/announcements/", "/announcements/?show=open", "/announcements/?category=c",
                 must.get_absolute_url(), f"/announcements/{must.pk}/versions/"]  # fmt: skip
    few = measured(client, count_queries, addresses)
    archive(space, make_user("anna"), ANNOUNCEMENTS)
    crowd(space, PEOPLE)
    many = measured(client, count_queries, addresses)
    assert max(many.values()) <= MOST, many
    for address in (
        "/announcements/?category=c",
        must.get_absolute_url(),
        f"/announcements/{must.pk}/versions/",
    ):
        assert many[address] <= few[address] + 3, (address, few, many)
    page = client.get("/announcements/").content.decode()
    assert page.count("li--announcement") == 20 and "before=" in page


@pytest.mark.slow
def test_reports_take_at_most_12_statements_for_ten_thousand_people(
    client, count_queries, ben, space, must, settings
):
    settings.CONFIRMATION_NAMES = True
    Announcement.objects.update(report_names=True)
    client.force_login(make_editor())
    addresses = [f"/announcements/{must.pk}/report/", f"/announcements/{must.pk}/report/?show=open",
                 f"/announcements/{must.pk}/preview/", "/announcements/desk/",
                 f"/announcements/{must.pk}/edit/",
                 f"/api/v1/announcements/{must.pk}/report/"]  # fmt: skip
    few = measured(client, count_queries, addresses)
    people = crowd(space, PEOPLE)
    now = timezone.now()
    Confirmation.objects.bulk_create(
        Confirmation(version=must.required, user=user, seen_number=1, server_at=now)
        for user in people[::3]
    )
    Opening.objects.bulk_create(Opening(announcement=must, user=user) for user in people[::2])
    many = measured(client, count_queries, addresses)
    assert max(many.values()) <= MOST, many
    assert many == few
    exported = client.get(f"/announcements/{must.pk}/report.csv")
    lines = b"".join(exported.streaming_content).count(b"\r\n")
    assert lines == PEOPLE + 3


def test_confirming_takes_at_most_12_statements(client, count_queries, ben, must):
    client.force_login(ben)
    client.get("/announcements/")
    address = f"/announcements/{must.pk}/confirmation/"
    sent = {"_method": "put", "version": 1}
    made = count_queries(lambda: client.post(address, sent))
    assert made <= MOST, made


def test_the_feed_with_a_must_read_takes_at_most_12_statements(client, count_queries, ben, must):
    client.force_login(ben)
    client.get("/")
    client.get("/")
    assert count_queries(lambda: client.get("/")) <= MOST
