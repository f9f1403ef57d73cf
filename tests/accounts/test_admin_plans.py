"""Quiet time in the administration: the same actions, noted where they concern everybody."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.availability.policy import may_send_urgently
from accounts.models import AuditEntry, CompanyHours, Shift, UrgentSender, User
from tests.factories import make_user

HOURS = "/admin/accounts/companyhours/"
WANTED = {"is_on": "on", "quiet_from": "19:00", "quiet_until": "06:00", "earliest": "05:00",
          "latest": "22:00", "urgent_role": "editor"}  # fmt: skip


@pytest.fixture
def chief(client):
    person = make_user("chief", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(person)
    return person


def test_the_companys_quiet_time_is_one_page(client, chief):
    first = client.get(HOURS)
    assert first.url == f"{HOURS}add/"
    assert client.get(first.url).status_code == 200
    assert client.post(first.url, WANTED).status_code == 302
    hours = CompanyHours.objects.get()
    assert (hours.quiet_from, hours.limit) == (time(19), (time(5), time(22)))
    assert not hours.quiet_weekends
    second = client.get(HOURS)
    assert second.url == f"{HOURS}1/change/"
    client.post(second.url, WANTED | {"latest": "21:00", "quiet_weekends": "on"})
    assert CompanyHours.objects.get().latest == time(21)
    assert client.get(f"{HOURS}add/").status_code == client.get(f"{HOURS}1/delete/").status_code
    assert AuditEntry.objects.filter(action="accounts.change_company_hours", by=chief).count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("quiet_until", "19:00"), ("latest", "04:00"), ("urgent_role", "member"), ("earliest", "x")],
)
def test_what_the_action_refuses_is_shown_at_the_field(client, chief, field, value):
    answer = client.post(f"{HOURS}add/", WANTED | {field: value})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert not CompanyHours.objects.exists()


def test_the_on_call_list_is_kept_and_noted(client, chief):
    anna = make_user("anna")
    address = "/admin/accounts/urgentsender/"
    assert client.post(f"{address}add/", {"user": anna.pk}).status_code == 302
    assert may_send_urgently(anna)
    assert b"Anna" in client.get(address).content
    client.post(f"{address}{anna.pk}/delete/", {"post": "yes"})
    assert not UrgentSender.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["accounts.let_send_urgently", "accounts.stop_sending_urgently"]


def test_shifts_of_others_are_entered_and_taken_out(client, chief):
    anna, tomorrow = make_user("anna"), timezone.localdate() + timedelta(days=1)
    address = "/admin/accounts/shift/"
    form = {"user": anna.pk, "kind": "shift", "start_0": tomorrow, "start_1": "06:00",
            "end_0": tomorrow, "end_1": "14:00"}  # fmt: skip
    assert client.post(f"{address}add/", form).status_code == 302
    shift = Shift.objects.get(user=anna)
    assert client.post(f"{address}{shift.pk}/change/", form).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [shift.pk], "post": "yes"}
    client.post(address, chosen)
    assert not Shift.objects.exists()


def test_days_off_of_others_are_entered_and_taken_out(client, chief):
    anna, today = make_user("anna"), timezone.localdate()
    address = "/admin/accounts/absence/"
    form = {"user": anna.pk, "first_day": today, "last_day": today - timedelta(days=1)}
    assert client.post(f"{address}add/", form).status_code == 200
    assert client.post(f"{address}add/", form | {"last_day": today}).status_code == 302
    client.post(f"{address}{anna.absences.get().pk}/delete/", {"post": "yes"})
    assert not anna.absences.exists()


def test_A2_members_see_none_of_it(client):
    client.force_login(make_user("eve"))
    for name in ("companyhours", "urgentsender", "shift", "absence"):
        assert client.get(f"/admin/accounts/{name}/").status_code in (302, 403, 404)
