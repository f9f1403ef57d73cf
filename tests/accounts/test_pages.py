"""The directory, profiles and settings as people see them."""

import io
import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actions import add_absence, change_portrait, create_token, set_quiet_time
from accounts.models import ApiToken, Portrait, User
from kit.http.exceptions import Problem
from tests.factories import make_user


def picture(name="me.png", size=(300, 200), kind="PNG"):
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind)
    return SimpleUploadedFile(name, written.getvalue())


def body(answer):
    """The bytes of a page without form token and nonce, which are new in every answer."""
    return re.sub(rb'="[A-Za-z0-9_+/=-]{22,}"', b"", answer.content)


@pytest.fixture
def anna(client):
    person = make_user("anna", language="en")
    client.force_login(person)
    return person


def found(client, query):
    page = client.get(f"/people/?{query}")
    assert page.status_code == 200
    return [person.handle for person in page.context["page"].items]


# --- directory -------------------------------------------------------------------------------
@pytest.fixture
def company():
    make_user("sahin", first_name="Mehmet", last_name="Şahin", place="Schwerin")
    make_user("oez", first_name="Ayşe", last_name="Öztürk", department="Service North")
    make_user("straus", first_name="Jörg", last_name="Strauß", job_title="Service engineer")
    make_user("brien", first_name="Sean", last_name="O'Brien", place="Lübeck")


@pytest.mark.parametrize(
    ("text", "handles"),
    [("Şahin", ["sahin"]), ("sahin", ["sahin"]), ("SAH", ["sahin"]), ("öz", ["oez"]),
     ("oeztuerk", ["oez"]), ("oztur", ["oez"]), ("strauss", ["straus"]), ("jo str", ["straus"]),
     ("joerg", ["straus"]), ("service", ["oez", "straus"]), ("luebeck", ["brien"]),
     ("lubeck", ["brien"]), ("ahin", []), ("o'b", ["brien"]), ("nobody", []), ("100%", []),
     ("_", [])],
)  # fmt: skip
def test_people_are_found_by_the_beginning_of_any_word_however_typed(
    client, anna, company, text, handles
):
    assert found(client, f"q={text}") == handles


def test_people_are_found_by_what_they_say_they_can_help_with(client, anna):
    make_user("mehmet", about="Can help with: heat pumps, E52.")
    assert found(client, "q=pump") == found(client, "q=e52") == ["mehmet"]


@pytest.mark.parametrize(
    "page", ["profile", "appearance", "devices", "notifications", "availability"]
)
def test_settings_may_come_back_from_the_memory_of_the_browser(client, anna, page):
    assert client.get(f"/settings/{page}/")["Cache-Control"] == "private, no-cache"


def test_the_directory_is_sorted_as_a_directory_is(client, anna, company):
    names = [User.objects.get(handle=handle).last_name for handle in found(client, "q=")]
    assert names == ["O'Brien", "Öztürk", "Şahin", "Strauß", "Test"]


def test_filters_narrow_the_search(client, anna, company):
    assert found(client, "place=L%C3%BCbeck") == ["brien"]
    assert found(client, "department=Service+North&q=ayse") == ["oez"]
    assert found(client, "department=Service+North&q=sean") == []
    assert found(client, "letter=s") == ["sahin", "straus"]


@pytest.mark.parametrize(
    "query",
    ["letter=%00", "letter=ß", "letter=abc", "after=garbage", "after=W10", "q=" + "x" * 300,
     "q=%F0%9F%98%80", "q=%25%25", "q=" + "a+" * 100, "place=%27", "after=" + "x" * 3000, "q[]=1",
     "letter=", "rows=1&after="],
)  # fmt: skip
def test_C1_a_strange_question_is_no_error(client, anna, query):
    assert client.get(f"/people/?{query}").status_code in {200, 400}


def test_the_directory_goes_on_page_by_page_without_gap_or_repeat(client, anna):
    for number in range(70):
        make_user(f"p{number:02}", last_name=f"{number % 7}")
    seen, address = [], "/people/?q="
    while address:
        page = client.get(address)
        seen += [person.pk for person in page.context["page"].items]
        more = page.context["more"]
        address = f"/people/{more}" if more else ""
    assert len(seen) == len(set(seen)) == User.objects.count()


def test_more_rows_come_as_rows_and_lead_further(client, anna):
    for number in range(40):
        make_user(f"p{number:02}")
    more = client.get("/people/").context["more"]
    rows = client.get(f"/people/{more}&rows=1", headers={"HX-Request": "true"})
    assert b"<html" not in rows.content
    assert b"<li" in rows.content
    assert "rows" not in rows.context["more"]


def test_the_directory_costs_the_same_for_2_and_20_people(client, anna, count_queries):
    make_user()
    client.get("/people/")
    few = count_queries(lambda: client.get("/people/"))
    for _ in range(18):
        make_user()
    assert count_queries(lambda: client.get("/people/")) == few


def test_letters_appear_where_scrolling_gets_long(client, anna, monkeypatch):
    from accounts import directory

    assert b"?letter=" not in client.get("/people/").content
    monkeypatch.setattr(directory, "LETTERS_FROM", 1)
    from django.core.cache import cache

    cache.clear()
    assert b"?letter=z" in client.get("/people/").content


def test_a_call_is_one_tap_away(client, anna):
    make_user("ben", phone="+49 (0)451 555-01 48")
    assert b'href="tel:+4904515550148"' in client.get("/people/?q=ben").content
    assert b'href="tel:+4904515550148"' in client.get("/people/ben/").content


# --- profile ---------------------------------------------------------------------------------
def test_A2_a_profile_nobody_may_see_answers_like_an_unknown_one(client, anna):
    User.objects.filter(pk=make_user("gone").pk).update(is_active=False)
    gone, unknown = client.get("/people/gone/"), client.get("/people/none/")
    assert gone.status_code == unknown.status_code == 404
    assert body(gone) == body(unknown)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202etxt"],
)
def test_C4_what_people_write_about_themselves_is_text(client, anna, text):
    form = {"phone": text[:40], "spoken": text[:200], "about": text}
    assert client.post("/settings/profile/", form).status_code == 302
    page = client.get("/people/anna/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "7*7" not in text or text in page  # and not its result


def test_the_profile_form_keeps_what_was_typed_when_it_is_too_long(client, anna):
    long = "y" * 1001
    answer = client.post("/settings/profile/", {"about": long, "phone": "0451"})
    assert answer.status_code == 400
    assert long.encode() in answer.content
    anna.refresh_from_db()
    assert anna.about == ""


def test_A7_fields_a_form_does_not_show_are_ignored(client, anna):
    client.post("/settings/profile/", {"phone": "1", "role": "administrator", "is_staff": "on"})
    anna.refresh_from_db()
    assert (anna.phone, anna.role, anna.is_staff) == ("1", "member", False)


@pytest.mark.parametrize("theme", ["", "light", "dark", "sun"])
def test_the_theme_is_the_persons_choice(client, anna, theme):
    client.post("/settings/appearance/", {"theme": theme, "language": "de", "time_zone": "UTC"})
    page = client.get("/me/").content.decode()
    assert (f'data-theme="{theme}"' in page) == bool(theme)
    assert 'lang="de"' in page


def test_sunlight_is_a_switch_that_works_without_script(client, anna):
    client.post("/settings/appearance/sunlight/", {"_method": "put"})
    assert b'data-theme="sun"' in client.get("/me/").content
    client.post("/settings/appearance/sunlight/", {"_method": "delete"})
    assert b"data-theme" not in client.get("/me/").content


def test_a_time_zone_that_does_not_exist_is_refused(client, anna):
    answer = client.post("/settings/appearance/", {"theme": "", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/people/", "/people/anna/", "/me/", "/settings/profile/", "/settings/appearance/",
     "/settings/devices/", "/settings/tokens/", "/settings/password/", "/logout/"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_a_person_is_shown_in_both_languages(client, path, language):
    client.force_login(make_user("anna", language=language))
    page = client.get(path)
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()
    assert 'style="' not in page.content.decode()


def test_administrators_find_the_administration_others_do_not(client, anna):
    assert b"/admin/" not in client.get("/me/").content
    client.force_login(make_user("chief", role=User.Role.ADMINISTRATOR))
    assert b"/admin/" in client.get("/me/").content


# --- portrait --------------------------------------------------------------------------------
def upload(client, file):
    return client.post("/settings/portrait/", {"_method": "put", "file": file})


def test_a_portrait_is_shown_small_beside_everything(client, anna):
    assert upload(client, picture()).status_code == 302
    anna.refresh_from_db()
    answer = client.get(anna.portrait_address(96))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(b"".join(answer))).size == (96, 64)
    assert anna.portrait_address(240) in client.get("/people/anna/").content.decode()


def test_D1_a_portrait_is_checked_at_each_request(client, anna):
    upload(client, picture())
    anna.refresh_from_db()
    address = anna.portrait_address(96)
    assert Client().get(address).status_code == 302
    assert "private" in client.get(address)["Cache-Control"]
    User.objects.filter(pk=anna.pk).update(is_active=False)
    client.force_login(make_user("ben"))
    assert client.get(address).status_code == 404


def test_another_portrait_replaces_the_first_and_removes_its_files(
    client, anna, django_capture_on_commit_callbacks
):
    from django.core.files.storage import default_storage

    upload(client, picture())
    names = Portrait.objects.get().stored_names()
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, picture(size=(50, 50)))
    assert Portrait.objects.count() == 1
    assert not any(default_storage.exists(name) for name in names)


def test_without_a_portrait_there_are_initials(client, anna):
    upload(client, picture())
    assert client.post("/settings/portrait/", {"_method": "delete"}).status_code == 302
    assert not Portrait.objects.exists()
    assert b"/files/portraits/" not in client.get("/people/anna/").content
    assert client.post("/settings/portrait/", {"_method": "delete"}).status_code == 302


@pytest.mark.parametrize(
    "file",
    [SimpleUploadedFile("me.png", b"<svg onload='alert(1)'/>"), SimpleUploadedFile("me.png", b""),
     SimpleUploadedFile("me.html", b"<html>"), picture()],
)  # fmt: skip
def test_D2_what_is_no_picture_is_refused_in_the_form(client, anna, file):
    if file.name == "me.png" and file.size > 100:
        file = SimpleUploadedFile("me.png", file.read()[:60])
    answer = upload(client, file)
    assert answer.status_code == 400
    assert b"error" in answer.content
    assert not Portrait.objects.exists()


def test_A7_nobody_changes_the_portrait_of_somebody_else():
    with pytest.raises(Exception) as refused:  # noqa: PT011 (either kind of refusal)
        change_portrait(by=make_user("eve"), user=make_user("anna"), upload=picture())
    assert not isinstance(refused.value, Problem)
    assert not Portrait.objects.exists()


def test_C3_uploads_are_counted(client, anna):
    answers = [upload(client, SimpleUploadedFile("x", b"x")).status_code for _ in range(31)]
    assert answers[-1] == 429


# --- devices ---------------------------------------------------------------------------------
def other_device(person):
    device = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    device.post("/login/", {"login": person.staff_number, "password": "correct horse"})
    return device


def test_B2_devices_are_listed_and_ended_one_by_one(client, anna):
    other = other_device(anna)
    page = client.get("/settings/devices/")
    assert b"Safari on iPhone" in page.content
    assert b"This device" in page.content
    row = UserSession.objects.get(session_key=other.session.session_key)
    answer = client.post(f"/settings/devices/{row.pk}/", {"_method": "delete"})
    assert answer.status_code == 302
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_B2_all_other_devices_end_together(client, anna):
    others = [other_device(anna) for _ in range(3)]
    client.post("/settings/devices/", {"_method": "delete"})
    assert {device.get("/me/").status_code for device in others} == {302}
    assert client.get("/me/").status_code == 200


def test_A4_the_session_of_somebody_else_does_not_exist(client, anna):
    other_device(make_user("ben"))
    row = UserSession.objects.get(user__handle="ben")
    foreign = client.delete(f"/settings/devices/{row.pk}/")
    unknown = client.delete("/settings/devices/999999/")
    assert foreign.status_code == unknown.status_code == 404
    assert body(foreign) == body(unknown)
    assert b"iPhone" not in client.get("/settings/devices/").content


# --- keys ------------------------------------------------------------------------------------
def test_a_key_is_shown_once(client, anna):
    form = {"name": "Script", "scopes": ["read"], "days": "30"}
    page = client.post("/settings/tokens/", form)
    secret = page.context["secret"]
    assert secret.startswith("ff_")
    assert secret.encode() in page.content
    assert secret.encode() not in client.get("/settings/tokens/").content
    stored = ApiToken.objects.get()
    assert secret not in (stored.digest, stored.name)
    assert stored.expires_at is not None


def test_a_key_without_scope_or_name_is_refused(client, anna):
    for form in ({"name": "x"}, {"scopes": ["read"]}, {"name": "x", "scopes": ["everything"]}):
        assert client.post("/settings/tokens/", form).status_code == 400
    assert not ApiToken.objects.exists()


def test_a_revoked_key_is_gone_from_the_list(client, anna):
    token, _secret = create_token(by=anna, name="Script", scopes=["read"])
    client.post(f"/settings/tokens/{token.pk}/", {"_method": "delete"})
    assert b"Script" not in client.get("/settings/tokens/").content


def test_A4_the_key_of_somebody_else_does_not_exist(client, anna):
    token, _secret = create_token(by=make_user("ben"), name="Bens", scopes=["read"])
    assert client.delete(f"/settings/tokens/{token.pk}/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_A8_no_get_changes_anything(client, anna):
    token, _secret = create_token(by=anna, name="Script", scopes=["read"])
    row = UserSession.objects.filter(user=anna).first()
    pages = [
        f"/settings/tokens/{token.pk}/",
        "/settings/portrait/",
        "/settings/appearance/sunlight/",
    ]
    pages += [f"/settings/devices/{row.pk}/"] if row else []
    assert {client.get(page).status_code for page in pages} == {405}


def test_people_are_found_by_a_language_they_speak(client, anna):
    make_user("cleo", first_name="Cleo", spoken="German, Turkish")
    shown = client.get("/people/", {"language": "Turkish"}).content.decode()
    assert "Cleo" in shown and 'href="/people/anna/"' not in shown.partition('id="found"')[2]


def test_who_is_away_is_not_reachable_now_and_nobody_reads_why(client, anna):
    cleo = make_user("cleo", first_name="Cleo")
    for person in (anna, cleo):
        set_quiet_time(by=person, user=person, is_on=False)
    assert "Cleo" in client.get("/people/", {"now": "1"}).content.decode()
    today = timezone.localdate()
    add_absence(by=cleo, user=cleo, first_day=today, last_day=today + timedelta(days=1))
    found = client.get("/people/", {"now": "1"}).content.decode().partition('id="found"')[2]
    assert 'href="/people/cleo/"' not in found
    assert 'href="/people/anna/"' in found


def test_every_card_has_call_chat_and_mail(client, anna):
    make_user("cleo", first_name="Cleo", phone="+49 451 1", email="cleo@example.com")
    card = client.get("/people/", {"q": "cleo"}).content.decode().partition('id="found"')[2]
    assert 'href="tel:' in card and 'href="mailto:cleo@example.com"' in card
    assert 'formaction="/chat/with/cleo/"' in card
