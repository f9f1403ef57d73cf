"""The worker of a device: one script for everybody, its shell, and what pages say of themselves."""

import json
import re

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders

from feed.models import Comment
from intranet.device import shell
from intranet.device.views import script
from tests.factories import make_post, make_space, make_user


def told(client):
    """What the worker knows of its shell."""
    found = re.search(r"^const SHELL = (\{.*\});$", client.get("/sw.js").content.decode(), re.M)
    return json.loads(found[1])


@pytest.mark.django_db
def test_the_worker_is_one_script_for_everybody_and_is_sent_once(client):
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content and b"HEAD_START" in answer.content
    client.force_login(make_user("ben"))
    assert client.get("/sw.js").content == answer.content
    assert client.get("/sw.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_every_part_of_the_shell_is_there_for_everybody(client):
    for address in told(client)["files"]:
        name = address.removeprefix(configured.STATIC_URL)
        built = name in shell.BUILT  # is made when a site is set up
        there = address != name and (built or finders.find(name))
        assert there or client.get(address).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("COMPANY_NAME", "Südwerk"), ("BRAND_COLOUR", "#aa2200")]
)
def test_what_looks_different_is_another_version(client, settings, name, value):
    before = told(client)["version"]
    setattr(settings, name, value)
    assert told(client)["version"] != before


def test_another_logo_is_another_version(settings, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>")
    settings.BRAND_LOGO = str(logo)
    assert "/brand/logo" in shell.addresses()
    first = shell.version()
    settings.BRAND_LOGO = ""
    assert shell.version() != first


def test_switched_off_the_script_only_takes_the_worker_away(settings):
    settings.DEVICE_WORKER = False
    assert "unregister()" in script()
    assert "showNotification" not in script() and "respondWith" not in script()


@pytest.mark.django_db
def test_pages_name_their_person_and_shell_and_ask_for_the_worker(client):
    ben = make_user("ben")
    client.force_login(ben)
    page = client.get("/")
    assert (page["X-Person"], page["X-Shell"]) == (str(ben.pk), shell.version())
    assert b'data-worker="/sw.js"' in page.content
    assert client.get("/p/1/")["X-Person"] == str(ben.pk)  # a page that tells of trouble


@pytest.mark.django_db
def test_a_page_for_nobody_names_nobody_and_what_is_no_page_says_nothing(client):
    assert client.get("/login/")["X-Person"] == "0"
    for address in ("/sw.js", "/brand.css", "/api/v1/people/"):
        assert "X-Shell" not in client.get(address), address


@pytest.mark.django_db
def test_answers_to_a_swap_say_that_they_are_ours_also_where_there_is_nothing(client):
    """Whoever asks for a part of a page takes nothing else for it (static/shared/parts.js)."""
    ben = make_user("ben")
    client.force_login(ben)
    post = make_post(ben, make_space(ben))
    swap = {"HX-Request": "true"}
    found, gone = (client.get(f"/p/{key}/card/", headers=swap) for key in (post.pk, post.pk + 1))
    done = client.put(f"/p/{post.pk}/saved/", headers=swap)
    assert (found.status_code, gone.status_code) == (200, 404)
    assert all("X-Shell" in answer for answer in (found, gone, done))


@pytest.mark.django_db
def test_pages_begin_with_the_typeface_only_where_the_device_has_it(client):
    client.force_login(make_user("ben"))
    assert "Link" not in client.get("/", headers={"Sec-Fetch-Site": "none"})
    followed = client.get("/", headers={"Sec-Fetch-Site": "same-origin"})
    typeface = next(file for file in told(client)["files"] if "/fonts/" in file)
    assert followed["Link"].startswith(f"<{typeface}>; rel=preload; as=font")


@pytest.mark.django_db
def test_switched_off_no_page_asks_for_a_worker(client, settings):
    settings.DEVICE_WORKER = False
    client.force_login(make_user("ben"))
    assert b"data-worker" not in client.get("/").content


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("de", "Kein Netz"), ("en", "No connection")])
def test_the_page_without_a_network_comes_in_both_languages(client, language, words):
    answer = client.get("/offline/", {"language": language})
    assert answer["Content-Language"] == language
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_a_language_nobody_speaks_here_gets_the_page_all_the_same(client):
    assert client.get("/offline/", {"language": "xx"}).status_code == 200


@pytest.mark.django_db
def test_pages_are_kept_by_the_browser_of_their_person_only(client):
    """The worker keeps what says so: private, and neither a form of signing in nor a setting."""
    anna = make_user("anna")
    post = make_post(anna, make_space(anna))
    client.force_login(anna)
    assert client.get(f"/p/{post.pk}/")["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.get("/logout/")["Cache-Control"]


@pytest.mark.django_db
def test_B4_what_a_device_sends_for_one_person_is_taken_from_nobody_else(client):
    anna, ben = make_user("anna"), make_user("ben")
    post = make_post(anna, make_space(anna, ben))
    client.force_login(ben)
    sent = {"Accept": "application/json", "X-Person": str(anna.pk)}
    address = f"/p/{post.pk}/comments/"
    refused = client.post(address, {"body": "Of Anna"}, headers=sent)
    assert (refused.status_code, refused.json()["code"]) == (401, "signed_out")
    assert not Comment.objects.exists()
    taken = client.post(address, {"body": "Of Ben"}, headers={**sent, "X-Person": str(ben.pk)})
    assert taken.status_code == 201
    client.logout()
    assert client.post(address, {"body": "Of nobody"}, headers=sent).status_code == 401
    assert [one.author for one in Comment.objects.all()] == [ben]
