"""The bell on pages and over REST."""

import re

import pytest
from django.utils import timezone

from accounts.models import User
from feed import actions as feed
from intranet.context_processors import waiting
from kit.live.hints import send_hint_to
from notifications.models import Notification, Preferences
from spaces.actions import remove_member
from surveys.actions import open_due
from tests.factories import make_comment, make_post, make_user

SWAP = {"HX-Request": "true"}
JSON = {"content_type": "application/json"}


@pytest.fixture
def told(anna, ben, post, handled, client):
    """Anna has two unread notifications, and is signed in."""
    make_comment(post, ben, body="Mind the pump")
    feed.react_to_post(by=ben, post=post)
    handled()
    client.force_login(anna)
    return Notification.objects.filter(recipient=anna).order_by("pk")


def in_bell(person):
    """The number a request of now would show."""
    return waiting(User.objects.get(pk=person.pk))["notifications"]


def shown(client, address="/notifications/"):
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_says_who_did_what_and_about_what(client, told):
    html = shown(client)
    assert "<b>Ben Test</b> commented on your post: “Mind the pump”" in html
    assert "<b>Ben Test</b> reacted to your post: “The valve in Ratzeburg leaks”" in html
    assert 'id="new"' in html and 'id="earlier"' not in html


def test_the_page_speaks_german_with_plural(client, anna, post, told, handled):
    carl = make_user("carl")
    post.spaces.get().members.add(carl)
    feed.react_to_post(by=carl, post=post)
    handled()
    type(anna).objects.filter(pk=anna.pk).update(language="de")
    assert "<b>Carl und Ben</b> haben auf deinen Beitrag reagiert" in shown(client)


def test_more_lines_for_a_swap_come_without_the_frame(client, anna, told):
    for show in ("new", "earlier"):
        html = shown_part(client, f"/notifications/?show={show}")
        assert "<html" not in html and ("Mind the pump" in html) == (show == "new")
    told.update(read_at=timezone.now())
    html = shown_part(client, "/notifications/?show=earlier")
    assert "Mind the pump" in html and "<h3" in html
    assert "<html" in shown_part(client, "/notifications/")


def shown_part(client, address):
    return client.get(address, headers=SWAP).content.decode()


def test_words_of_people_stay_words(client, ben, post, told, handled):
    make_comment(post, ben, body="50 % {x} <b>bold</b> %(who)s")
    handled()
    assert "50 % {x} &lt;b&gt;bold&lt;/b&gt; %(who)s" in shown(client)


def test_the_bell_counts_no_further_than_it_shows_and_says_so(client, anna, ben, post, told):
    def more(count):
        known = Notification.objects.count()
        Notification.objects.bulk_create(
            Notification(
                recipient=anna,
                actor=ben,
                kind="reaction",
                thread=f"more:{known + n}",
                target="post",
                target_id=post.pk,
            )
            for n in range(count)
        )
        send_hint_to([anna.pk], bell=1)

    more(97)
    assert in_bell(anna) == 99
    assert ", 99 new<" in shown(client, "/notifications/unread/")
    more(5)
    assert in_bell(anna) == 100
    for address in ("/notifications/unread/", "/me/"):
        assert ", 99+ new<" in shown(client, address)
    feed.delete_post(by=anna, post=post)
    assert in_bell(anna) == 0


def test_A8_opening_the_list_changes_nothing(client, told):
    for _time in range(2):
        shown(client)
        shown(client, "/notifications/unread/")
    assert told.unread().count() == 2


def test_opening_a_line_marks_it_read_and_leads_to_the_thing_without_script(client, told, post):
    first = told[0]
    address = f"/notifications/{first.pk}/read/"
    assert client.get(address).status_code == 405
    opened = client.post(address, {"_method": "put"})
    comment = post.comments.get()
    assert (opened.status_code, opened.url) == (302, f"/p/{post.pk}/#c-{comment.pk}")
    first.refresh_from_db()
    assert first.read_at is not None
    html = shown(client)
    assert f'href="/p/{post.pk}/#c-{comment.pk}"' in html[html.index('id="earlier"') :]


def test_a_script_marks_a_line_read_and_gets_no_page(client, told):
    answer = client.put(f"/notifications/{told[0].pk}/read/", headers=SWAP)
    assert answer.status_code == 204
    assert told.unread().count() == 1


def test_all_are_marked_read_with_one_tap(client, told, ben):
    other = Notification.objects.create(
        recipient=ben, kind="share", thread="post:1", target="post", target_id=1, actor=ben
    )
    answer = client.post("/notifications/all/read/", {"_method": "put"})
    assert (answer.status_code, answer.url) == (302, "/notifications/")
    assert told.unread().count() == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_A2_a_notification_of_somebody_else_does_not_exist(client, told, ben):
    client.force_login(ben)
    mine, never = told[0].pk, 10**9
    for address in ("/notifications/{}/read/", "/api/v1/notifications/{}/read/"):
        assert client.put(address.format(mine)).status_code == 404
        assert client.put(address.format(never)).status_code == 404
    assert told.unread().count() == 2


def test_the_number_stands_in_the_bell_of_phone_and_desk(client, told, anna):
    html = shown(client, "/people/")
    bells = re.findall(r'data-badge="notifications">(.*?)</span></span>', html)
    assert len(bells) == 4  # rail, top, head of the page, and the corner of desks
    assert all("2 new" in bell for bell in bells)
    assert 'data-count="2"' in shown(client, "/notifications/unread/")
    assert in_bell(anna) == 2


def test_A9_what_may_no_longer_be_read_is_neither_shown_nor_counted(
    client, anna, ben, space, handled
):
    make_post(anna, space, body="Ask @ben about Acme")
    handled()
    client.force_login(ben)
    assert in_bell(ben) == 1
    remove_member(by=None, space=space, user=ben)
    assert in_bell(ben) == 0
    assert "mentioned you" not in shown(client)
    assert client.get("/api/v1/notifications/").json()["results"] == []
    row = Notification.objects.get(recipient=ben)
    assert client.put(f"/notifications/{row.pk}/read/").status_code == 404


def test_the_prepared_question_is_about_whoever_asks_and_about_now(anna, ben, post, told):
    for person, count in ((anna, 2), (ben, 0)):
        mine = Notification.objects.visible_to(person).in_bell().unread()
        assert in_bell(person) == mine.count() == count


def test_a_hint_reaches_the_own_windows_when_the_number_changes(
    anna, ben, post, handled, monkeypatch
):
    heard = []
    monkeypatch.setattr(
        "notifications.notify.send_hint_to",
        lambda people, **facts: heard.append(([*people], facts)),
    )
    comment = make_comment(post, ben)
    handled()
    assert heard == [([anna.pk], {"bell": 1})]
    feed.delete_comment(by=ben, comment=comment)
    handled()
    assert len(heard) == 2


def test_lists_go_on_where_a_page_ends(client, anna, ben, space, handled):
    for number in range(23):
        make_comment(make_post(anna, space, body=f"Post {number}"), ben, body=f"No. {number}.")
    handled()
    client.force_login(anna)
    first = shown(client)
    assert first.count("data-read") == 20
    more = re.search(r'href="([^"]+\?show=new&amp;after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = shown(client, more)
    assert second.count("data-read") == 3
    assert not set(re.findall(r"No\. \d+\.", first)) & set(re.findall(r"No\. \d+\.", second))
    assert client.get("/notifications/?show=new&after=x").status_code == 400


def everything(anna, ben, space, count):
    """`count` notifications of every kind that leads somewhere else."""
    from spaces.actions import invite_person, request_to_join
    from tests.announcements.newsroom import make_announcement
    from tests.factories import make_group, make_message, make_poll, make_space
    from tests.surveys.making import crowd, make_survey

    Preferences.objects.update_or_create(user=anna, defaults={"preset": "everything"})
    boss = make_user("boss", role="editor")
    for number in range(count):
        post = make_post(ben, space, body=f"Look @anna, {number}")
        make_comment(post, make_user(f"c{number}"), body="And @anna")
        make_message(make_group(ben, name=f"G{number}"), ben, body="Ask @anna")
        request_to_join(
            by=ben, space=make_space(access="closed", managers=(anna,), name=f"R{number}")
        )
        inviting = make_space(access="secret", managers=(ben,), name=f"I{number}")
        invite_person(by=ben, space=inviting, user=anna)
        make_poll(ben, space)
        make_announcement(make_space(anna), by=boss)
        make_survey(anna, *crowd(4), author=boss, title=f"S{number}")
        tom = make_user(f"tom{number}")
        day = {"target": "person", "target_id": tom.pk, "actor": tom}
        Notification.objects.create(
            recipient=anna, kind="colleague", thread=f"{count}-{number}", **day
        )
    open_due()


def test_the_page_takes_14_queries_at_most_and_the_same_for_2_and_40_rows(
    client, anna, ben, space, handled, count_queries
):
    client.force_login(anna)
    everything(anna, ben, space, 2)
    handled()
    Notification.objects.filter(pk__in=list(unread_ids(anna))[::2]).update(read_at=timezone.now())

    def measured():
        return [count_queries(lambda: client.get("/notifications/")) for _time in range(2)][1]

    two = measured()
    everything(anna, ben, space, 8)
    handled()
    ids = list(unread_ids(anna))
    Notification.objects.filter(pk__in=ids[::2]).update(read_at=timezone.now())
    assert len(ids) >= 38
    assert measured() == two <= 14, (measured(), two)


def unread_ids(person):
    return Notification.objects.filter(recipient=person).unread().values_list("pk", flat=True)


# --- REST ------------------------------------------------------------------------------------
def test_the_api_lists_own_notifications_and_marks_them(client, told, ben, post):
    rows = client.get("/api/v1/notifications/").json()["results"]
    assert [row["kind"] for row in rows] == ["reaction", "comment"]
    last = rows[1]
    assert last["text"] == "Ben Test commented on your post"
    assert (last["excerpt"], last["actor"]["handle"]) == ("Mind the pump", "ben")
    assert last["url"].startswith(f"/p/{post.pk}/#c-")
    assert (last["actor_count"], last["read_at"]) == (1, None)
    assert client.put(f"/api/v1/notifications/{last['id']}/read/", **JSON).status_code == 204
    assert told.unread().count() == 1
    assert client.put("/api/v1/notifications/all/read/", **JSON).status_code == 204
    assert told.unread().count() == 0


def test_the_api_takes_the_same_queries_for_2_and_20_rows(
    client, anna, ben, space, handled, count_queries
):
    client.force_login(anna)
    everything(anna, ben, space, 1)
    handled()
    address = "/api/v1/notifications/"
    few = [count_queries(lambda: client.get(address)) for _time in range(2)][1]
    everything(anna, ben, space, 4)
    handled()
    assert count_queries(lambda: client.get(address)) == few <= 12
