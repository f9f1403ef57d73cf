"""Mails are written down once, worded when they go out, and are the same at every attempt."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from accounts.actions import deactivate_person
from kit.jobs.queue import LEASE, MOST_ATTEMPTS
from kit.jobs.retention import forget_old
from notifications import actions
from notifications.mail import queue, sending
from notifications.mail.models import Mail, MailKind, RefusedAddress
from notifications.mail.notification_mail import mail_of_notifications
from notifications.models import Notification
from spaces.actions import remove_member
from tests.factories import make_comment, make_group, make_message, make_post
from tests.mails import Killed, html_of, text_of

State = Mail.State


@pytest.fixture
def told(ben, anna, space, handled):
    """What Ben is told: that Anna names him."""
    make_post(anna, space, body="The boiler in Kiel, @ben <ok>")
    handled()
    return Notification.objects.filter(recipient=ben)


@pytest.fixture
def mail(ben, told):
    """A mail about that, waiting."""
    return mail_of_notifications(ben, told, waited=False)


@pytest.fixture
def hands():
    """A clock that stands still until it is moved."""

    class Hands:
        now = timezone.now()

        def __call__(self):
            return self.now

        def move(self, **length):
            self.now += timedelta(**length)

    frozen = Hands()
    with mock.patch("django.utils.timezone.now", frozen):
        yield frozen


def fresh(mail):
    return Mail.objects.get(pk=mail.pk)


def send_later(mail):
    """As when the next attempt is due."""
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())
    sending.send_due()


# --- what arrives ----------------------------------------------------------------------------
def test_a_mail_says_the_same_in_text_and_html_and_leads_to_the_thing(mail, postbox, settings):
    sending.send_due()
    (arrived,) = postbox.mails
    assert arrived["To"] == "ben@nordwerk.example"
    assert arrived["Subject"] == "Anna Test mentioned you"
    assert arrived["Message-ID"] == mail.message_id
    for words in (text_of(arrived), html_of(arrived)):
        assert f"{settings.BASE_URL}/p/" in words
    assert "The boiler in Kiel, @ben <ok>" in text_of(arrived)
    assert "The boiler in Kiel, @ben &lt;ok&gt;" in html_of(arrived)
    assert "style=" in html_of(arrived) and "prefers-color-scheme" in html_of(arrived)
    assert "<script" not in html_of(arrived) and "<img" not in html_of(arrived)


def test_a_mail_speaks_the_language_of_its_reader(ben, mail, postbox):
    type(ben).objects.update(language="de")
    sending.send_due()
    assert postbox.mails[0]["Subject"] == "Anna Test hat dich erwähnt"


def test_several_notifications_come_as_one_mail(anna, ben, space, handled, postbox):
    for number in range(3):
        make_post(anna, space, body=f"Boiler {number}, @ben")
    handled()
    mail_of_notifications(ben, Notification.objects.filter(recipient=ben), waited=True)
    sending.send_due()
    (arrived,) = postbox.mails
    assert arrived["Subject"] == "3 new things for you"
    assert "quiet time" in text_of(arrived)
    assert all(f"Boiler {number}" in text_of(arrived) for number in range(3))


def test_A9_a_mail_quotes_no_chat(anna, ben, handled, postbox):
    make_message(make_group(ben), anna, body="The secret word, @ben")
    handled()
    mail_of_notifications(ben, Notification.objects.filter(recipient=ben), waited=False)
    sending.send_due()
    assert b"secret" not in postbox.raw[0]


def test_the_same_notifications_are_the_same_mail(ben, told, mail, postbox):
    again = mail_of_notifications(ben, told, waited=False)
    assert again == mail
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    mail_of_notifications(ben, told, waited=False)
    assert sending.send_due() == 0


# --- rights and reasons that end ---------------------------------------------------------------
def test_A9_what_may_not_be_read_any_more_is_not_sent(ben, space, mail, postbox):
    remove_member(by=None, space=space, user=ben)
    sending.send_due()
    assert not postbox.raw
    assert fresh(mail).state == State.DROPPED


def test_what_was_read_meanwhile_is_not_sent(ben, mail, postbox):
    actions.mark_all_read(by=ben)
    sending.send_due()
    assert not postbox.raw


def test_B3_nothing_is_sent_to_a_person_who_has_left(ben, mail, postbox, handled):
    deactivate_person(by=None, user=ben)
    sending.send_due()
    assert not postbox.raw
    assert fresh(mail).state == State.DROPPED


def test_B3_leaving_drops_waiting_mails_and_their_words_at_once(ben, mail, postbox, handled):
    postbox.close()
    sending.send_due()
    assert fresh(mail).text
    deactivate_person(by=None, user=ben)
    handled()
    assert (fresh(mail).state, fresh(mail).text) == (State.DROPPED, "")


def test_people_without_address_get_no_mail(ben, told):
    type(ben).objects.filter(pk=ben.pk).update(email="")
    ben.refresh_from_db()
    assert mail_of_notifications(ben, told, waited=False) is None
    assert not Mail.objects.exists()


# --- faults ----------------------------------------------------------------------------------
def test_F2_a_mail_server_that_is_away_for_an_hour_gets_the_mail_afterwards(mail, postbox, hands):
    postbox.close()
    for _minute in range(60):
        sending.send_due()
        hands.move(minutes=1)
    assert 5 <= fresh(mail).attempts <= 7  # after 0, 1, 3, 7, 15, 31 minutes
    assert fresh(mail).problem
    postbox.open()
    for _minute in range(60):
        sending.send_due()
        hands.move(minutes=1)
    assert list(postbox.names.values()) == [1]
    assert (fresh(mail).state, fresh(mail).problem, fresh(mail).text) == (State.SENT, "", "")


def test_F2_a_mail_server_that_stays_away_is_given_up_after_a_day(mail, postbox, hands):
    postbox.close()
    while fresh(mail).state == State.WAITING:
        sending.send_due()
        hands.move(minutes=10)
    given_up = fresh(mail)
    assert given_up.attempts == MOST_ATTEMPTS
    assert timedelta(hours=23) < given_up.done_at - given_up.created_at < timedelta(hours=27)
    postbox.open()
    assert queue.send_again([given_up]) == 1
    sending.send_due()
    assert list(postbox.names) == [mail.message_id]


def test_one_worker_away_from_the_server_tries_it_once_for_a_whole_batch(ben, told, postbox):
    for number in range(5):
        queue.queue_mail(
            to=ben,
            kind=MailKind.NOTIFICATION,
            key=str(number),
            notifications=[told[0].pk],
            waited=False,
        )
    postbox.close()
    sending.send_due()
    assert {mail.problem for mail in Mail.objects.all()} == {Mail.objects.first().problem}
    assert not Mail.objects.filter(problem="").exists()


def test_F3_killed_after_the_hand_over_the_mail_comes_again_to_the_letter(
    anna, space, mail, postbox, hands, handled, settings
):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mails.DeadlyBackend"
    with pytest.raises(Killed):
        sending.send_due()
    settings.EMAIL_BACKEND = usual
    assert fresh(mail).state == State.WAITING
    sending.send_due()
    assert len(postbox.raw) == 1  # it counts as being on its way
    make_post(anna, space, body="Something new, @ben")
    handled()
    hands.move(seconds=LEASE.total_seconds() + 1)
    sending.send_due()
    assert list(postbox.names.values()) == [2]
    assert postbox.raw[0] == postbox.raw[1]


def test_a_mail_without_words_holds_up_no_other(anna, ben, told, postbox, space, handled):
    broken = queue.queue_mail(to=ben, kind=MailKind.NOTIFICATION, key="broken")
    mail_of_notifications(ben, told, waited=False)
    sending.send_due()
    assert len(postbox.raw) == 1
    assert (fresh(broken).state, fresh(broken).problem[:8]) == (State.WAITING, "KeyError")


# --- addresses that are not there ----------------------------------------------------------------
def refuse(postbox, said="550 5.1.1 nobody of that name"):
    postbox.verdict = lambda address: said if address.startswith("ben@") else ""


def test_three_refusals_switch_an_address_off_until_the_person_says_so(ben, told, postbox):
    refuse(postbox)
    for number in range(3):
        assert queue.takes_mail(ben)
        mail = queue.queue_mail(
            to=ben,
            kind=MailKind.NOTIFICATION,
            key=str(number),
            notifications=[told[0].pk],
            waited=False,
        )
        sending.send_due()
        assert fresh(mail).state == State.FAILED
    assert mail_of_notifications(ben, told, waited=False) is None
    assert RefusedAddress.objects.off().get().problem.startswith("550")
    queue.use_address_again(by=ben)
    assert mail_of_notifications(ben, told, waited=False)


def test_an_address_that_takes_a_mail_again_is_forgiven(ben, told, mail, postbox):
    RefusedAddress.objects.create(address=ben.email, count=2)
    sending.send_due()
    assert not RefusedAddress.objects.exists()


@pytest.mark.parametrize("said", ["450 4.2.1 later", "554 5.7.1 relaying denied", "452 full"])
def test_a_refusal_that_is_not_about_the_address_is_tried_again(mail, postbox, said):
    refuse(postbox, said)
    sending.send_due()
    assert fresh(mail).state == State.WAITING
    assert not RefusedAddress.objects.exists()
    refuse(postbox, "")
    send_later(mail)
    assert list(postbox.names) == [mail.message_id]


def test_old_mails_are_forgotten(mail, postbox):
    sending.send_due()
    Mail.objects.update(done_at=timezone.now() - timedelta(days=31))
    forget_old(Mail)
    assert not Mail.objects.exists()


def test_comments_are_quoted(anna, ben, post, handled, postbox):
    make_comment(post, ben, body="Done in Ratzeburg")
    handled()
    mail_of_notifications(anna, Notification.objects.filter(recipient=anna), waited=False)
    sending.send_due()
    assert "“Done in Ratzeburg”" in text_of(postbox.mails[0])
