"""Confirmation of reading: who is asked for which version, once, whatever is sent how often."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import change_profile, deactivate_person, reactivate_person
from announcements import actions, confirmations
from announcements.drafts import Words
from announcements.events import ConfirmationsReminded
from announcements.models import Announcement, Confirmation, Opening, Reminder
from kit.http.exceptions import Conflict, Problem
from kit.jobs import outbox
from kit.jobs.outbox import label
from kit.models import OutboxEntry
from spaces.actions import add_member, remove_member
from spaces.rules import read_rule
from tests.announcements.newsroom import (
    make_announcement,
    make_draft,
    make_editor,
    make_plan,
    seen_by,
)
from tests.factories import make_space, make_user
from tests.together import TWELVE, at_once


def due(days=3):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def team(ben):
    return make_space(ben)


@pytest.fixture
def must(team):
    return make_announcement(team, confirm_by=due())


def correct(announcement, team, *, material, text="Other words"):
    plan = make_plan("New rota", team, words={"en": Words("New rota", "", text)}, confirm_by=due())
    fresh = actions.change_announcement(
        by=make_editor(), announcement=announcement, plan=plan, is_material=material
    )
    return Announcement.objects.get(pk=fresh.pk)


def work_outbox():
    while outbox.work():
        pass


def names(people):
    return {person.handle for person in people}


def test_F3_confirming_twice_is_confirming_once(ben, must):
    first = actions.confirm_announcement(by=ben, announcement=must)
    assert actions.confirm_announcement(by=ben, announcement=must) == first
    assert Confirmation.objects.count() == 1
    assert names(confirmations.open_people(must)) == set()


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_confirmations_at_once_are_one():
    ben = make_user("ben")
    must = make_announcement(make_space(ben), confirm_by=due())
    at_once(lambda n: actions.confirm_announcement(by=ben, announcement=must))
    assert Confirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_openings_at_once_are_one_and_counted_once():
    ben = make_user("ben")
    must = make_announcement(make_space(ben))
    at_once(lambda n: actions.mark_opened(by=ben, announcement=must))
    must.refresh_from_db()
    assert (Opening.objects.count(), must.opened_count) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_drafts_at_once_are_one():
    editor, client_id = make_editor(), "5a2b1c6e-8a54-4a0e-9f1e-0d2a6f4f7a11"
    space = make_space(make_user("ben"))
    made = at_once(
        lambda n: actions.write_announcement(
            by=editor, plan=make_plan("Once", space), client_id=client_id
        )
    )
    assert len({one.pk for one in made}) == 1
    assert Announcement.objects.count() == 1
    with pytest.raises(Conflict):
        actions.write_announcement(by=editor, plan=make_plan("Other", space), client_id=client_id)


@pytest.mark.django_db(transaction=True)
def test_F3_twelve_equal_releases_and_reminders_at_once_are_one():
    editor, ben = make_editor(), make_user("ben")
    draft = make_draft(make_space(ben), confirm_by=due())
    at_once(lambda n: actions.publish_announcement(by=editor, announcement=draft))
    published = OutboxEntry.objects.filter(event="announcements.AnnouncementPublished")
    assert published.count() == 1
    one = Announcement.objects.get()
    at_once(lambda n: actions.remind_readers(by=editor, announcement=one), times=TWELVE)
    assert Reminder.objects.count() == 1
    assert OutboxEntry.objects.filter(event=label(ConfirmationsReminded)).count() == 1


def test_a_material_correction_asks_again_a_typing_error_does_not(ben, team, must):
    actions.confirm_announcement(by=ben, announcement=must)
    must = correct(must, team, material=False)
    assert seen_by(ben, must).confirmation_state == "confirmed"
    must = correct(must, team, material=True, text="New number")
    assert seen_by(ben, must).confirmation_state == "open"
    actions.confirm_announcement(by=ben, announcement=must)
    assert seen_by(ben, must).confirmation_state == "confirmed"
    assert list(Confirmation.objects.values_list("version__number", "seen_number")) == [
        (1, 1), (3, 3),
    ]  # fmt: skip


def test_a_request_that_waited_counts_for_the_version_it_saw(ben, team, must):
    must = correct(must, team, material=True)
    told = timezone.now() - timedelta(seconds=1)
    actions.confirm_announcement(by=ben, announcement=must, number=1, device_at=told)
    assert Confirmation.objects.get().version.number == 1
    assert seen_by(ben, must).confirmation_state == "open"


@pytest.mark.parametrize("shift", [timedelta(days=1), timedelta(days=-1)])
def test_E8_a_device_with_a_wrong_clock_decides_nothing(ben, must, shift):
    made = actions.confirm_announcement(by=ben, announcement=must, device_at=timezone.now() + shift)
    assert made.device_at is None
    assert abs(made.server_at - timezone.now()) < timedelta(minutes=1)


def test_a_version_that_does_not_exist_is_refused(ben, must):
    with pytest.raises(Problem, match="unknown_version"):
        actions.confirm_announcement(by=ben, announcement=must, number=7)


def test_people_outside_the_audience_are_not_asked(must):
    eve = make_user("eve")
    assert (
        seen_by(eve, must).confirmation_state == ""
    )  # the space is open: she reads, and owes nothing
    with pytest.raises(Problem, match="not_asked"):
        actions.confirm_announcement(by=eve, announcement=must)


def test_what_has_expired_is_asked_of_nobody(ben, must):
    actions.archive_announcement(by=make_editor(), announcement=must)
    must = Announcement.objects.get()
    assert names(confirmations.open_people(must)) == set()
    with pytest.raises(Problem, match="not_required"):
        actions.confirm_announcement(by=ben, announcement=must)


def test_joiners_are_asked_and_leavers_are_not(ben, team, must):
    cleo = make_user("cleo")
    add_member(by=None, space=team, user=cleo)
    assert names(confirmations.open_people(must)) == {"ben", "cleo"}
    remove_member(by=None, space=team, user=ben)
    assert names(confirmations.open_people(must)) == {"cleo"}


def test_a_rule_follows_the_profile_of_people():
    anna = make_user("anna", department="Sales")
    make_user("uwe", place="Ulm")
    make_user("tim", department="Sales", job_title="Trainee")
    rule = read_rule([("department", "Sales"), ("place", "Ulm")], [("job_title", "Trainee")])
    must = make_announcement(rule=rule, confirm_by=due())
    assert names(confirmations.open_people(must)) == {"anna", "uwe"}
    change_profile(by=None, user=make_user("tim"), job_title="Seller")
    change_profile(by=None, user=anna, department="Service")
    work_outbox()
    assert names(confirmations.open_people(must)) == {"tim", "uwe"}
    assert not Announcement.objects.visible_to(anna).exists()


def test_A5_an_audience_is_no_space_that_people_find(client):
    anna = make_user("anna", department="Sales")
    rule = read_rule([("department", "Sales")])
    one = make_announcement(rule=rule, title="For sales")
    space = one.post.spaces.get(kind="audience")
    client.force_login(anna)
    assert client.get(f"/s/{space.slug}/").status_code == 404
    assert space.slug not in client.get("/spaces/").content.decode()
    assert space.slug not in client.get("/compose/").content.decode()
    sent = {"spaces": [space.slug], "body": "me too"}
    assert client.post("/api/v1/posts/", sent, "application/json").status_code == 403


def test_who_has_left_is_not_asked_and_comes_back(ben, must):
    boss = make_user("boss", role="administrator")
    deactivate_person(by=boss, user=ben)
    work_outbox()
    gone = timezone.now()
    assert (
        names(confirmations.open_people(must)) == names(confirmations.asked_at(must, gone)) == set()
    )
    reactivate_person(by=boss, user=ben)
    work_outbox()
    assert names(confirmations.open_people(must)) == {"ben"}
    assert names(confirmations.asked_at(must, gone)) == set()
    assert names(confirmations.asked_at(must, timezone.now())) == {"ben"}


def test_only_editors_write_and_remind(ben, team, must):
    for act in (
        lambda: actions.write_announcement(by=ben, plan=make_plan("No", team)),
        lambda: actions.change_announcement(by=ben, announcement=must, plan=make_plan("No", team)),
        lambda: actions.publish_announcement(by=ben, announcement=must),
        lambda: actions.archive_announcement(by=ben, announcement=must),
        lambda: actions.remind_readers(by=ben, announcement=must),
        lambda: actions.delete_announcement(by=ben, announcement=must),
        lambda: actions.approve_announcement(by=ben, announcement=must),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_A1_an_editor_does_not_announce_in_spaces_that_are_closed_to_the_editor():
    secret = make_space(make_user("anna"), access="secret")
    with pytest.raises(PermissionDenied):
        make_draft(secret)
    anna = make_user("anna")
    type(anna).objects.filter(pk=anna.pk).update(role="editor")
    one = make_draft(secret, by=make_user("anna"))
    assert not Announcement.objects.listed_to(make_editor()).filter(pk=one.pk).exists()
    assert Announcement.objects.listed_to(make_user("anna")).filter(pk=one.pk).exists()


def test_E6_an_outdated_form_overwrites_nothing(team, must):
    plan = make_plan("New rota", team)
    seen = must.post.version
    change = {"by": make_editor(), "announcement": must, "plan": plan, "version": seen}
    actions.change_announcement(**change)
    with pytest.raises(Conflict):
        actions.change_announcement(**change)


def test_A6_a_smaller_audience_withdraws_it_from_the_others(ben, team, must):
    other = make_space(make_user("cleo"), make_editor(), access="closed")
    actions.change_announcement(
        by=make_editor(), announcement=must, plan=make_plan("New rota", other, confirm_by=due())
    )
    assert not Announcement.objects.visible_to(ben).exists()
    assert names(confirmations.open_people(Announcement.objects.get())) == {"cleo", "lena"}


def test_F2_what_was_planned_is_told_once_when_its_time_has_come(ben, team):
    soon = timezone.now() + timedelta(hours=1)
    draft = make_draft(team, starts_at=soon)
    actions.publish_announcement(by=make_editor(), announcement=draft)
    assert actions.announce_due() == 0
    Announcement.objects.update(published_at=timezone.now() - timedelta(seconds=1))
    assert (actions.announce_due(), actions.announce_due()) == (1, 0)
    assert OutboxEntry.objects.filter(event="announcements.AnnouncementPublished").count() == 1


def test_H3_who_opened_is_forgotten_with_the_end(ben, must):
    actions.mark_opened(by=ben, announcement=must)
    actions.archive_announcement(by=make_editor(), announcement=must)
    assert actions.forget_openings() == 1
    assert not Opening.objects.exists()
    assert Announcement.objects.get().opened_count == 1
