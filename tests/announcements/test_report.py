"""Reports: shares and reach, never about fewer than five people, names only where announced."""

import csv
import io
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry
from announcements import actions
from announcements.course import Period, course_of, periods
from announcements.models import Announcement, Confirmation
from announcements.reports import SMALLEST, Share, merged, reach_of, report_of
from kit.text.csv_export import csv_answer, harmless
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_space, make_user


def due(days=3):
    return timezone.localdate() + timedelta(days=days)


def crowd(**departments):
    return [
        make_user(f"{name}{number}", department=name.capitalize(), last_name="=2+3")
        for name, count in departments.items()
        for number in range(count)
    ]


@pytest.fixture
def editor(client):
    editor = make_editor()
    type(editor).objects.filter(pk=editor.pk).update(language="en")
    client.force_login(editor)
    return editor


@pytest.fixture
def people():
    return crowd(sales=6, service=7, board=2)


@pytest.fixture
def must(people, editor):
    one = make_announcement(make_space(*people), confirm_by=due())
    for person in people[:5]:
        actions.confirm_announcement(by=person, announcement=one)
    return Announcement.objects.select_related("current", "post").get(pk=one.pk)


def test_H3_small_departments_are_put_together_so_that_no_sum_gives_them_away(must):
    with translation.override("en"):
        report = report_of(must)
    assert (report.total.asked, report.total.confirmed, report.total.percent) == (15, 5, 33)
    assert [(share.name, share.asked) for share in report.groups] == [("Service", 7), ("Others", 8)]


@given(st.lists(st.integers(1, 30), max_size=12))
def test_H3_no_group_and_no_remainder_is_smaller_than_five(sizes):
    groups = [Share(str(number), size, 0) for number, size in enumerate(sizes)]
    shown = merged(groups)
    assert all(share.asked >= SMALLEST for share in shown)
    hidden = sum(sizes) - sum(share.asked for share in shown)
    assert hidden == 0 or (hidden == sum(sizes) < SMALLEST)


def test_H3_without_the_companys_policy_nobody_is_named(client, must):
    for address in (
        f"/announcements/{must.pk}/report/",
        f"/announcements/{must.pk}/report/?show=open",
    ):
        shown = client.get(address).content.decode()
        assert "Sales0" not in shown and "33 percent confirmed" in shown
    assert not AuditEntry.objects.filter(action="announcements.open_names").exists()


def test_H3_names_need_the_policy_and_the_announcements_word(client, people, editor, settings):
    settings.CONFIRMATION_NAMES = True
    said = make_announcement(make_space(*people), confirm_by=due(), report_names=True)
    silent = make_announcement(make_space(*people), confirm_by=due())
    client.force_login(people[0])
    assert "by name" in client.get(said.get_absolute_url()).content.decode() or (
        "namentlich" in client.get(said.get_absolute_url()).content.decode()
    )
    client.force_login(editor)
    assert "Sales0" in client.get(f"/announcements/{said.pk}/report/?show=open").content.decode()
    assert (
        "Sales0" not in client.get(f"/announcements/{silent.pk}/report/?show=open").content.decode()
    )
    settings.CONFIRMATION_NAMES = False
    assert (
        "Sales0" not in client.get(f"/announcements/{said.pk}/report/?show=open").content.decode()
    )


def test_H1_opening_names_and_exporting_is_written_down(client, people, editor, settings):
    settings.CONFIRMATION_NAMES = True
    one = make_announcement(make_space(*people), confirm_by=due(), report_names=True)
    before = AuditEntry.objects.count()
    client.get(f"/announcements/{one.pk}/report/")
    assert AuditEntry.objects.count() == before
    client.get(f"/announcements/{one.pk}/report/?show=open")
    client.get(f"/announcements/{one.pk}/report.csv")
    noted = list(AuditEntry.objects.order_by("pk").values_list("by", "action", "target"))[before:]
    target = f"announcements.announcement:{one.pk}"
    assert noted == [
        (editor.pk, "announcements.open_names", target),
        (editor.pk, "announcements.export_report", target),
    ]


def test_H1_the_audit_log_is_append_only(editor):
    from accounts import audit

    audit.note(by=editor, action="test.deed", about=editor)
    entry = AuditEntry.objects.get()
    for change in (
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="other"),
    ):
        with pytest.raises(TypeError):
            change()
    entry.deed = "other"
    with pytest.raises(Exception, match=r"(?i)unique"):
        entry.save()


def table(client, announcement):
    answer = client.get(f"/announcements/{announcement.pk}/report.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_C7_no_cell_of_the_table_is_run_as_a_formula(client, people, editor, settings):
    settings.CONFIRMATION_NAMES = True
    people[0].last_name, people[0].first_name = "", "=HYPERLINK(1)"
    people[0].save()
    one = make_announcement(make_space(*people), confirm_by=due(), report_names=True)
    rows = table(client, one)
    assert len(rows) == 16
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)


@given(st.text(), st.integers())
def test_C7_text_that_begins_like_a_formula_stays_text(text, number):
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    written = b"".join(csv_answer("a.csv", [[text, number]]).streaming_content)
    assert written.endswith(b"\r\n")


def test_without_names_the_table_holds_groups(client, must):
    assert table(client, must)[1:] == [["Service", "7", "0", "7"], ["Others", "8", "5", "3"]]


def test_H3_about_fewer_than_five_people_nothing_is_said(client, editor):
    one = make_announcement(make_space(*crowd(board=4)), confirm_by=due())
    shown = client.get(f"/announcements/{one.pk}/report/").content.decode()
    assert "Fewer than five people are asked." in shown
    assert "percent confirmed" not in shown and "Board" not in shown
    assert len(table(client, one)) == 1
    assert client.get(f"/api/v1/announcements/{one.pk}/report/").json() == {
        "total": None, "groups": [],
    }  # fmt: skip


def test_H3_reach_is_never_a_number_below_five(must, people):
    actions.mark_opened(by=people[0], announcement=must)
    must.refresh_from_db()
    reach = reach_of(must, report_of(must).total)
    assert (reach.recipients, reach.opened, reach.confirmed) == (15, None, 5)


@given(st.lists(st.integers(1, 12), max_size=20))
def test_H3_no_period_of_the_course_is_about_fewer_than_five(counts):
    first = timezone.localdate()
    days = [(first + timedelta(days=number), count) for number, count in enumerate(counts)]
    found = periods(first, days)
    assert all(period.count >= SMALLEST for period in found)
    assert sum(period.count for period in found) == (sum(counts) if found else 0)
    assert found or sum(counts) < SMALLEST
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))


def test_the_report_shows_how_confirmations_came_in(client, must, people):
    actions_at = timezone.now() - timedelta(days=4)
    for person in people[:7]:
        actions.confirm_announcement(by=person, announcement=must)
    today, earlier = timezone.localdate(), timezone.localdate(actions_at)
    Announcement.objects.update(published_at=actions_at)
    early = Confirmation.objects.order_by("pk").values("pk")[:5]
    Confirmation.objects.filter(pk__in=list(early.values_list("pk", flat=True))).update(
        server_at=actions_at
    )
    must.refresh_from_db()
    course = course_of(must, report_of(must).total)
    assert course.periods == [Period(earlier, today, 7)]  # two are too few to stand alone
    shown = client.get(f"/announcements/{must.pk}/report/").text
    assert course.line in shown
    assert "Over time" in shown


def test_the_ring_says_100_only_when_everybody_has_confirmed(must, people):
    assert Share("", 1000, 999).percent == 99
    for person in people:
        actions.confirm_announcement(by=person, announcement=must)
    assert report_of(must).total.percent == 100


def test_reminding_twice_a_day_is_reminding_once(client, must):
    for _ in range(2):
        assert (
            client.post(f"/announcements/{must.pk}/reminder/", {"_method": "put"}).status_code
            == 302
        )
    assert must.reminders.count() == 1
    assert AuditEntry.objects.filter(action="announcements.remind").count() == 1


def test_A10_the_administration_shows_numbers_and_no_text(client, must):
    boss = make_user("boss", role="administrator")
    client.force_login(boss)
    for address in ("", f"{must.pk}/change/"):
        shown = client.get(f"/admin/announcements/announcement/{address}").content.decode()
        assert "New rota" not in shown and "whole" not in shown
    assert client.get("/admin/accounts/auditentry/").status_code == 200
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403


def test_the_open_list_says_what_people_say_of_themselves(client, must, people, settings):
    settings.CONFIRMATION_NAMES = True
    Announcement.objects.filter(pk=must.pk).update(report_names=True)
    until = timezone.now() + timedelta(hours=1)
    type(people[-1]).objects.filter(pk=people[-1].pk).update(status="customer", status_until=until)
    shown = client.get(f"/announcements/{must.pk}/report/?show=open").content.decode()
    assert "With a customer until" in shown
