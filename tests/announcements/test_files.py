"""Files below announcements: who fetches them, and that no form loses them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from announcements import actions
from announcements.models import Announcement, Attachment
from kit import limits
from kit.http.exceptions import Conflict, Problem
from tests.announcements.newsroom import make_announcement, make_draft, make_editor, make_plan
from tests.factories import make_space, make_user


def a_file(name="Plan.pdf", content=b"%PDF-1.7 rota"):
    return SimpleUploadedFile(name, content)


def uploaded(by, **fields):
    return actions.upload_attachment(by=by, upload=a_file(**fields)).key


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def lena():
    return make_editor()


@pytest.fixture
def desk(lena):
    return signed_in(lena)


def test_D1_a_file_is_fetched_by_readers_and_the_newsroom_and_by_nobody_else(lena, desk):
    ben, eve = make_user("ben"), make_user("eve")
    space = make_space(ben, lena, access="closed")
    one = make_announcement(space, by=lena, files=[uploaded(lena)])
    address = f"/files/announcements/{one.files.get().key}"
    assert address in signed_in(ben).get(one.get_absolute_url()).content.decode()
    answer = signed_in(ben).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 rota"
    assert answer["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert desk.get(address).status_code == 200
    assert signed_in(eve).get(address).status_code == 404


def test_D1_files_of_drafts_and_deleted_announcements_are_gone_for_readers(lena, desk):
    reader = signed_in(make_user("ben"))
    draft = make_draft(by=lena, files=[uploaded(lena)])
    address = f"/files/announcements/{draft.files.get().key}"
    assert reader.get(address).status_code == 404
    assert desk.get(address).status_code == 200
    actions.delete_announcement(by=lena, announcement=draft)
    assert desk.get(address).status_code == 404


def test_D3_nobody_attaches_the_upload_of_somebody_else(lena):
    with pytest.raises(Problem) as refused:
        make_draft(by=lena, files=[uploaded(make_editor("max"))])
    assert refused.value.code == "unknown_file"
    with pytest.raises(PermissionDenied):
        uploaded(make_user("ben"))


def test_a_form_with_an_error_keeps_the_files_that_came_with_it(desk, lena):
    sent = {"title_de": "", "documents": [a_file("Plan.pdf"), a_file("List.csv", b"a;b")]}
    shown = desk.post("/announcements/new/", sent)
    assert shown.status_code == 400
    keys = list(Attachment.objects.waiting_of(lena).order_by("pk").values_list("key", flat=True))
    for key in keys:
        assert f'name="document" value="{key}"' in shown.content.decode()
    desk.post("/announcements/new/", {"title_de": "Rota", "document": keys})
    assert [file.name for file in Announcement.objects.get().files.all()] == [
        "Plan.pdf",
        "List.csv",
    ]


def test_E2_a_form_that_is_sent_twice_with_its_files_makes_one_draft(desk):
    sent = {"title_de": "Rota", "client_id": "5f2b6f9e-3d0f-4b6e-9d57-6a2b3c4d5e6f"}
    first = desk.post("/announcements/new/", {**sent, "documents": a_file()})
    again = desk.post("/announcements/new/", {**sent, "documents": a_file()})
    assert first.url == again.url
    assert Announcement.objects.get().files.count() == 1


def test_E2_the_same_id_with_another_file_is_a_conflict(lena):
    known = "5f2b6f9e-3d0f-4b6e-9d57-6a2b3c4d5e6f"
    for content in (b"one", b"one"):
        plan = make_plan("Rota", files=[uploaded(lena, content=content)])
        actions.write_announcement(by=lena, plan=plan, client_id=known)
    plan = make_plan("Rota", files=[uploaded(lena, content=b"two")])
    with pytest.raises(Conflict):
        actions.write_announcement(by=lena, plan=plan, client_id=known)


def test_a_correction_takes_files_away_and_adds_others_behind_the_rest(lena, desk):
    space = make_space(lena)
    one = make_announcement(space, by=lena, files=[uploaded(lena, name=n) for n in ("a", "b")])
    gone = one.files.get(name="a").key
    one.post.refresh_from_db()
    sent = {"title_en": "New rota", "spaces": [space.slug], "version": one.post.version}
    desk.post(f"/announcements/{one.pk}/edit/", {**sent, "drop": [gone], "documents": a_file("c")})
    assert [file.name for file in one.files.all()] == ["b", "c"]


def test_C2_more_than_ten_files_are_refused_however_they_come(lena):
    one = make_draft(by=lena, files=[uploaded(lena) for _ in range(6)])
    plan = make_plan("Rota", files=[uploaded(lena) for _ in range(5)])
    with pytest.raises(Problem) as refused:
        actions.change_announcement(by=lena, announcement=one, plan=plan)
    assert refused.value.limit == limits.FILES_AT_ONCE


def test_programs_upload_attach_and_read_files(desk):
    sent = desk.post("/api/v1/announcement-files/", {"file": a_file()})
    assert sent.status_code == 201
    texts = [{"language": "de", "title": "Rota"}]
    body = {"texts": texts, "files": [sent.json()["key"]]}
    made = desk.post("/api/v1/announcements/", body, "application/json").json()
    assert [file["name"] for file in made["files"]] == ["Plan.pdf"]
    assert desk.get(made["files"][0]["url"]).status_code == 200


def test_the_name_of_a_category_follows_the_language_of_the_page(lena, client):
    from announcements.models import Category

    fleet = Category.objects.create(name="Fuhrpark", name_en="Fleet", slug="fuhrpark")
    make_announcement(make_space(lena), by=lena, category=fleet)
    for language, name in (("de", "Fuhrpark"), ("en", "Fleet")):
        client.force_login(make_user(language, language=language))
        assert f">{name}</a>" in client.get("/announcements/").content.decode()
