"""Announcements in a real browser: planned for a rule, confirmed, corrected, confirmed again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from announcements.models import Announcement, Confirmation
from tests.announcements.newsroom import make_announcement, make_editor
from tests.e2e.accessible import assert_accessible
from tests.factories import make_space, make_user

BOTH_SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


def due(days=3):
    return timezone.localdate() + timedelta(days=days)


def choose(page, group, *words):
    """Search for facts and take them with the keyboard, or leave them out."""
    how = "not" if group == "none_of" else "and"
    page.locator("#audience").get_by_text(how, exact=True).first.click()
    field = page.locator("#audience [role=combobox]")
    for word in words:
        field.fill(word)
        option = page.locator("#audience-found").get_by_role("option", name=word)
        expect(option).to_have_attribute("aria-selected", "true")
        field.press("Enter")
        expect(page.locator("#audience [data-chips]")).to_contain_text(word)
        expect(page.locator(f"input[name={group}][value$=':{word}']")).to_be_checked()


@BOTH_SIZES
def test_a_must_read_for_a_rule_is_planned_confirmed_corrected_and_reported(open_browser, size):
    sellers = [make_user(f"seller{n}", department="Sales") for n in range(4)]
    ulm, trainee = make_user("uwe", place="Ulm"), make_user("tim", place="Ulm", job_title="Trainee")
    desk = open_browser(make_editor(), size=size)
    desk.goto("/announcements/")
    desk.get_by_role("link", name="Newsroom").click()
    desk.get_by_role("link", name="Write", exact=True).click()
    desk.fill("[name=title_en]", "Winter rota")
    desk.fill("[name=lead_en]", "One number for everybody.")
    desk.fill("[name=body_en]", "Handover **on Mondays**.")
    choose(desk, "any_of", "Sales", "Ulm")
    choose(desk, "none_of", "Trainee")
    expect(desk.locator("#reach")).to_contain_text("5 people will read this")
    expect(desk.locator("#reach")).to_contain_text("People of Sales or Ulm, but not Trainee")
    desk.fill("[name=confirm_by]", due().isoformat())
    assert_accessible(desk)
    desk.get_by_role("button", name="Save and preview").click()
    expect(desk.locator("h2", has_text="Winter rota")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_role("heading", name="Published")).to_be_visible()

    reader = open_browser(ulm, size=size)
    reader.goto("/")
    first = reader.locator("#deck article").first
    expect(first).to_contain_text("Please confirm")
    first.get_by_role("link", name="Read and confirm").click()
    confirm = reader.get_by_role("button", name="Read and understood")
    expect(confirm).to_be_in_viewport()
    assert_accessible(reader)
    confirm.click()
    thanks = reader.locator("#confirm [role=status]")
    expect(thanks).to_contain_text("Thanks, Uwe.")
    expect(thanks).to_be_focused()
    assert_accessible(reader)
    outside = open_browser(trainee, size=size)
    assert outside.goto(reader.url.partition("#")[0]).status == 404

    one = Announcement.objects.get()
    desk.goto(f"/announcements/{one.pk}/edit/")
    desk.fill("[name=body_en]", "Handover **on Tuesdays**.")
    desk.locator("[name=is_material]").check()
    desk.get_by_role("button", name="Publish the change").click()
    expect(desk.get_by_role("heading", name="Published")).to_be_visible()
    reader.goto("/announcements/")
    reader.get_by_role("link", name="Read and confirm").click()
    reader.get_by_role("link", name="corrected").click()
    expect(reader.locator("ins")).to_contain_text("Tuesdays")
    reader.go_back()
    reader.get_by_role("button", name="Read and understood").click()
    expect(thanks).to_be_focused()
    assert list(Confirmation.objects.values_list("version__number", flat=True)) == [1, 2]

    desk.goto(f"/announcements/{one.pk}/report/")
    expect(desk.get_by_role("img", name="20 percent confirmed")).to_be_visible()
    assert_accessible(desk)
    remind = desk.get_by_role("button", name=re.compile("Remind 4 people")).locator("visible=true")
    remind.click()
    expect(desk.locator("body")).to_contain_text("Last reminder")
    assert one.reminders.count() == 1
    assert len(sellers) == 4


def test_E5_a_tap_without_network_is_kept_and_counts_when_there_is_one(open_browser):
    ben = make_user("ben")
    one = make_announcement(make_space(ben), confirm_by=due())
    page = open_browser(ben, size="phone")
    page.goto(one.get_absolute_url())
    page.context.set_offline(True)
    page.get_by_role("button", name="Read and understood").click()
    expect(page.locator("#confirm")).to_contain_text("once there is a connection")
    assert not Confirmation.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#confirm")).to_contain_text("Thanks, Ben.")
    made = Confirmation.objects.get()
    assert made.device_at is not None and made.device_at <= made.server_at


def test_reading_and_confirming_work_without_script(open_browser):
    ben = make_user("ben")
    one = make_announcement(make_space(ben), confirm_by=due())
    page = open_browser(ben, size="phone", java_script_enabled=False)
    page.goto("/announcements/")
    page.get_by_role("link", name="Read and confirm").click()
    page.get_by_role("button", name="Read and understood").click()
    expect(page.locator("#confirm")).to_contain_text("Thanks, Ben.")
    assert Confirmation.objects.filter(version=one.required, user=ben).count() == 1


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_small_phone(open_browser, width):
    ben = make_user("ben")
    one = make_announcement(
        make_space(ben), confirm_by=due(), title="Winterbereitschaftsdienstplanänderung ab heute"
    )
    reader = open_browser(ben, size="phone", viewport={"width": width, "height": 700})
    desk = open_browser(make_editor(), size="phone", viewport={"width": width, "height": 700})
    for page, addresses in (
        (reader, ["/", "/announcements/", one.get_absolute_url()]),
        (
            desk,
            [
                "/announcements/desk/",
                "/announcements/new/",
                f"/announcements/{one.pk}/preview/",
                f"/announcements/{one.pk}/report/",
            ],
        ),
    ):
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
