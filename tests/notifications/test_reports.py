"""A reported post reaches every administrator without its text; a muted one tells nothing more."""

import pytest

from feed.actions.reports import Reason
from notifications.mail.models import Mail
from notifications.models import Notification
from tests.factories import make_comment, make_post, make_user
from tests.mails import html_of, text_of


@pytest.fixture
def admin():
    return make_user("kim", role="administrator", language="en")


def report(client, person, post, reason="secret"):
    client.force_login(person)
    return client.post(f"/p/{post.pk}/report/", {"reason": reason})


def test_a_report_names_reader_post_and_reason_but_not_the_text(
    client, ben, post, space, admin, handled, postbox
):
    assert report(client, ben, post).status_code == 302
    handled()
    mail = next(one for one in postbox.mails if one["To"] == admin.email)
    for said in (text_of(mail), html_of(mail)):
        assert "Ben Test" in said and str(Reason.SECRET.label) in said
        assert f"/p/{post.pk}/" in said
        assert "Ratzeburg" not in said and space.name not in said
    assert "List-Unsubscribe" not in mail


def test_reporting_twice_is_one_mail_and_one_of_a_deleted_post_is_none(
    client, ben, post, anna, admin, handled, postbox
):
    from feed.actions import delete_post

    report(client, ben, post)
    report(client, ben, post, "spam")
    delete_post(by=anna, post=post)
    handled()
    assert Mail.objects.get(user=admin).state == Mail.State.DROPPED
    assert postbox.mails == []


def test_nobody_reports_an_own_post_without_a_reason_or_unseen(client, anna, ben, eve, post):
    assert report(client, anna, post).status_code == 403
    assert report(client, ben, post, "nonsense").status_code == 400
    assert report(client, eve, post).status_code == 404


def test_a_muted_post_tells_nothing_but_mentions(client, anna, ben, post, handled):
    other = make_post(ben, post.spaces.get(), body="Mine")
    client.force_login(ben)
    for one in (post, other):
        assert client.put(f"/p/{one.pk}/mute/").status_code == 302
    make_comment(other, anna, body="A comment on it")
    handled()
    assert not Notification.objects.filter(recipient=ben, thread=f"post:{other.pk}").exists()
    make_comment(other, anna, body="Come, @ben")
    handled()
    assert Notification.objects.filter(recipient=ben).count() == 1
    client.delete(f"/p/{other.pk}/mute/")
    make_comment(other, anna, body="Once more")
    handled()
    assert Notification.objects.filter(recipient=ben, thread=f"post:{other.pk}").exists()
