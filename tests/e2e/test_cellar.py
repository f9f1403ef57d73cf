"""A day in the cellar: what came in on the way is read, and answered, without a line."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from announcements.actions import upload_attachment
from announcements.models import Confirmation
from feed.actions import upload_photo
from tests.announcements.newsroom import make_announcement, make_editor
from tests.e2e.device import ANDROID, lent_files
from tests.e2e.waiting import until
from tests.factories import make_space, make_user
from tests.feed.pictures import a_picture

READ = "async (address) => (await fetch(address)).text()"


def test_J1_a_confirmation_given_in_the_cellar_arrives_once_by_itself(restarting_phone, line):
    ben, lena = make_user("ben"), make_editor()
    plan = upload_attachment(by=lena, upload=SimpleUploadedFile("Plan.pdf", b"%PDF-1.7 rota"))
    photo = upload_photo(by=lena, upload=a_picture(), description="The van")
    told = make_announcement(
        make_space(ben),
        by=lena,
        title="Winter rota",
        files=[plan.key],
        photos=[photo.key],
        confirm_by=timezone.localdate() + timedelta(days=5),
    )
    page = restarting_phone(ben, user_agent=ANDROID)
    page.goto("/")
    until(page, lambda: len([*filter(None, lent_files(page))]) >= 2, "picture and file")
    line.become("cut")
    page.goto("/")
    page.get_by_role("link", name="Read and confirm").click()
    expect(page.locator("#main")).to_contain_text("The whole text.")
    picture = page.get_by_role("img", name="The van")
    until(page, lambda: picture.evaluate("(one) => one.naturalWidth > 0"), "the picture")
    address = page.get_by_role("link", name="Plan.pdf").get_attribute("href")
    assert page.evaluate(READ, address).startswith("%PDF-1.7 rota")
    page.get_by_role("button", name="Read and understood").click()
    expect(page.locator("confirm-bar")).to_contain_text("Will be confirmed once")
    page = restarting_phone(user_agent=ANDROID)
    page.goto("/")
    assert not Confirmation.objects.exists()
    line.become("open")
    until(page, Confirmation.objects.exists, "the confirmation")
    confirmation = Confirmation.objects.get(user=ben, version__announcement=told)
    assert confirmation.device_at <= confirmation.server_at
    page.reload()
    expect(page.get_by_role("link", name="Read and confirm")).to_have_count(0)
