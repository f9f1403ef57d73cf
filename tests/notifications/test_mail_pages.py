"""Ending mails from within one, the plan in the settings, the mailbox, the figures."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from kit.jobs.outbox import publish
from notifications.delivery.models import Delivery
from notifications.digest import actions
from notifications.digest.models import DigestPlan
from notifications.kinds import KINDS
from notifications.mail import queue, sending
from notifications.mail.events import MailsWaiting
from notifications.mail.models import Mail, RefusedAddress
from notifications.mail.notification_mail import mail_of_notifications
from notifications.mail.unsubscribe import LIFETIME, SALT, unsubscribe_address
from notifications.models import Notification
from notifications.operations.figures import figures, percentile
from notifications.preferences.resolve import channels_for
from notifications.preferences.topics import NotificationChannel
from tests.factories import make_post, make_user
from tests.together import at_once


@pytest.fixture
def told(anna, ben, space, handled):
    make_post(anna, space, body="Hello @ben")
    handled()
    return Notification.objects.filter(recipient=ben)


def end_of(user, settings, kind="digest", at=None):
    return unsubscribe_address(user, kind, at or timezone.now()).removeprefix(settings.BASE_URL)


@pytest.fixture
def stranger():
    """A mail program: no session, no cookie, and it cannot know a CSRF token."""
    return Client(enforce_csrf_checks=True)


# --- RFC 8058 --------------------------------------------------------------------------------
def test_F4_one_click_of_a_mail_program_ends_digests_signed_out(ben, stranger, settings):
    actions.plan_for_everybody()
    answer = stranger.post(end_of(ben, settings), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    plan = DigestPlan.objects.get(user=ben)
    assert (plan.rhythm, plan.due_at) == ("none", None)


def test_opening_the_address_changes_nothing(ben, stranger, settings):
    actions.plan_for_everybody()
    answer = stranger.get(end_of(ben, settings))
    assert "Unsubscribe me" in answer.content.decode()
    assert DigestPlan.objects.get(user=ben).rhythm == "workdays"


def test_the_header_of_a_mail_names_that_address(ben, told, postbox, stranger):
    mail_of_notifications(ben, told, waited=False)
    sending.send_due()
    (mail,) = postbox.mails
    address = re.fullmatch(r"<http://[^/]+(/.+)>", mail["List-Unsubscribe"].strip())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stranger.post(address[1]).status_code == 200


def test_an_address_of_an_old_mail_ends_nothing_and_leads_to_the_settings(ben, stranger, settings):
    actions.plan_for_everybody()
    almost = timezone.now() - LIFETIME + timedelta(hours=1)
    assert stranger.get(end_of(ben, settings, at=almost)).status_code == 200
    old = end_of(ben, settings, at=almost - timedelta(hours=2))
    endless = "/mail/" + signing.Signer(salt=SALT).sign_object([ben.pk, "digest"]) + "/unsubscribe/"
    for address in (old, endless):
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code == 410
            assert "This link is too old" in answer.content.decode()
            assert "/settings/notifications/" in answer.content.decode()
            assert "Unsubscribe me" not in answer.content.decode()
    assert DigestPlan.objects.get(user=ben).rhythm == "workdays"


def test_ending_mails_at_once_leaves_the_digest(ben, stranger, settings):
    actions.plan_for_everybody()
    stranger.post(end_of(ben, settings, "news"))
    assert NotificationChannel.MAIL not in channels_for(KINDS["mention"], (), [ben.pk])[ben.pk]
    assert DigestPlan.objects.get(user=ben).rhythm == "workdays"


@pytest.mark.parametrize("token", ["x", "WzEsImRpZ2VzdCJd:x", "WzEsImRpZ2VzdCJd"])
def test_an_address_we_did_not_sign_does_not_exist(stranger, token):
    assert stranger.get(f"/mail/{token}/unsubscribe/").status_code == 404
    assert stranger.post(f"/mail/{token}/unsubscribe/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_clicks_at_once_are_one(settings):
    ben = make_user("ben")
    address = end_of(ben, settings)
    answers = at_once(lambda _n: Client(enforce_csrf_checks=True).post(address).status_code)
    assert answers == [200] * 12
    assert DigestPlan.objects.get(user=ben).rhythm == "none"


# --- settings --------------------------------------------------------------------------------
def test_a_person_chooses_how_often_and_when(client, ben):
    client.force_login(ben)
    sent = {"rhythm": "weekly", "hour": "09:15", "weekday": "4", "_method": "put"}
    assert client.post("/settings/digest/", sent).status_code == 302
    plan = DigestPlan.objects.get(user=ben)
    assert (plan.rhythm, f"{plan.hour:%H:%M}", plan.weekday) == ("weekly", "09:15", 4)
    assert plan.due_at.astimezone(ben.zone).weekday() == 4


@pytest.mark.parametrize(
    "wrong", [{"rhythm": "hourly"}, {"hour": "25:00"}, {"hour": ""}, {"weekday": "7"}]
)
def test_C1_what_makes_no_sense_is_said_and_kept(client, ben, wrong):
    client.force_login(ben)
    sent = {"rhythm": "daily", "hour": "09:15", "weekday": "0", "_method": "put", **wrong}
    answer = client.post("/settings/digest/", sent)
    assert answer.status_code == 400
    assert b"09:15" in answer.content or "hour" in wrong
    assert not DigestPlan.objects.exists()


def test_the_preview_is_the_mail_and_lets_nothing_else_in(client, ben, told):
    client.force_login(ben)
    DigestPlan.objects.create(user=ben, told_until=timezone.now() - timedelta(hours=1))
    answer = client.get("/settings/digest/preview/")
    assert "mentioned you" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy


def test_without_news_the_preview_says_so(client, ben):
    client.force_login(ben)
    assert "Nothing new" in client.get("/settings/digest/preview/").content.decode()


def test_a_person_is_told_that_mails_came_back_and_says_when_they_arrive(client, ben):
    client.force_login(ben)
    RefusedAddress.objects.create(address=ben.email, count=3)
    assert "bounced several times" in client.get("/settings/notifications/").content.decode()
    client.put("/settings/digest/address/")
    assert queue.takes_mail(ben)


# --- programs --------------------------------------------------------------------------------
def test_programs_read_and_set_the_plan(client, ben):
    client.force_login(ben)
    assert client.get("/api/v1/digest/").json()["rhythm"] == "workdays"
    sent = {"rhythm": "daily", "hour": "18:00"}
    answer = client.put("/api/v1/digest/", sent, content_type="application/json")
    assert answer.json()["hour"] == "18:00"
    assert answer.json()["due_at"]
    wrong = {"rhythm": "daily", "hour": "late"}
    answer = client.put("/api/v1/digest/", wrong, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, "hour")


# --- a site without a mail server --------------------------------------------------------------
@pytest.fixture
def local(settings, tmp_path):
    settings.LOCAL_MAILBOX = True
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def administrator(client):
    user = make_user("ada", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(user)
    return client


def test_administrators_read_the_mails_of_a_local_site(local, administrator, ben, told):
    mail_of_notifications(ben, told, waited=False)
    sending.send_due()
    page = administrator.get("/mailbox/").content.decode()
    assert "mentioned you" in page and ben.email in page
    address = re.search(r'href="(/mailbox/\w+/)"', page)[1]
    assert "<h1" in administrator.get(address).content.decode()
    assert "Hello @ben" in administrator.get(f"{address}?text").content.decode()
    assert administrator.get("/mailbox/0123456789abcdef/").status_code == 404


@pytest.mark.parametrize("date", ["Date: Sat, 28 Nov 2026 21:59:43 -0000\n", "Date: soon\n", ""])
def test_the_mailbox_shows_a_mail_whatever_date_it_carries(local, administrator, settings, date):
    text = f"Subject: Your password\nTo: ben@nordwerk.example\n{date}\nA link\n"
    Path(settings.EMAIL_FILE_PATH).mkdir(parents=True, exist_ok=True)
    (Path(settings.EMAIL_FILE_PATH) / "one.log").write_text(text)
    page = administrator.get("/mailbox/")
    assert page.status_code == 200
    assert "Your password" in page.content.decode()


def test_A2_nobody_else_and_no_other_site_has_a_mailbox(local, client, ben, settings):
    client.force_login(ben)
    assert client.get("/mailbox/").status_code == 404
    settings.LOCAL_MAILBOX = False
    client.force_login(make_user("ada", role=User.Role.ADMINISTRATOR))
    assert client.get("/mailbox/").status_code == 404


# --- operations ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 50, 0), ([3], 99, 3), ([1, 2, 3, 4], 50, 2), (list(range(1, 101)), 99, 99)],
)
def test_percentiles_are_values_that_occurred(values, share, expected):
    assert percentile(values, share) == expected


def test_the_figures_say_what_waits_and_what_was_done(ben, told, postbox):
    mail_of_notifications(ben, told, waited=False)
    publish(MailsWaiting())
    now = timezone.now()
    Delivery.objects.all().delete()
    Delivery.objects.create(
        notification=told[0], recipient=ben, channel="push", state="sent",
        since=now - timedelta(seconds=4), due_at=None, done_at=now,
    )  # fmt: skip
    waiting = figures()
    assert (waiting.mails_waiting, waiting.outbox_waiting > 0) == (1, True)
    assert (waiting.push_p50, waiting.push_p99) == (4, 4)
    assert waiting.hours[0].pushes_sent == 1
    sending.send_due()
    assert figures().hours[0].mails_sent == 1
    assert len(figures().hours) == 24


def test_without_a_mail_server_mails_wait_and_operations_say_so(administrator, ben, told, settings):
    mail_of_notifications(ben, told, waited=False)
    settings.SMTP_HOST, settings.LOCAL_MAILBOX = "", False
    settings.EMAIL_BACKEND = "kit.mails.NoServer"
    sending.send_due()
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == (Mail.State.WAITING, 1)
    assert mail.problem == "ConnectionError no mail server: SMTP_HOST is not set"
    page = "/admin/notifications/mail/operations/"
    assert "SMTP_HOST" in administrator.get(page).content.decode()
    settings.SMTP_HOST = "mail.firm.example"
    assert "SMTP_HOST" not in administrator.get(page).content.decode()


def test_the_page_of_operations_and_the_list_of_mails_show_no_words(administrator, ben, told):
    mail_of_notifications(ben, told, waited=False)
    for path in ("operations/", "", f"{Mail.objects.get().pk}/change/"):
        answer = administrator.get(f"/admin/notifications/mail/{path}")
        assert answer.status_code == 200
        assert b"Hello @ben" not in answer.content
    assert administrator.get("/admin/notifications/refusedaddress/").status_code == 200


def test_failed_mails_are_sent_again_from_the_administration(administrator, ben, told, postbox):
    mail = mail_of_notifications(ben, told, waited=False)
    Mail.objects.update(state="failed", due_at=None, done_at=timezone.now())
    sent = {"action": "again", "_selected_action": [mail.pk]}
    administrator.post("/admin/notifications/mail/", sent)
    sending.send_due()
    assert len(postbox.raw) == 1


def test_figures_for_machines_need_their_token(client, settings):
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = "a secret"
    assert client.get("/metrics/").status_code == 404
    answer = client.get("/metrics/", headers={"Authorization": "Bearer a secret"})
    assert b"flurfunk_outbox_age 0.0\n" in answer.content
