"""Files below posts and comments: a plan, a list, a protocol, to be taken along."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demo.paper import paper
from feed import actions
from feed.models import Comment, Photo, Post
from kit import limits
from kit.files.cleanup import remove_orphans
from kit.http.exceptions import Problem, UnsupportedType
from spaces.models import Membership
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

pytestmark = pytest.mark.django_db
SWAP = {"HX-Request": "true"}


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


def a_pdf(name: str = "Plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper("Plan", ["one", "two"]), "application/pdf")


def upload(by, name: str = "Plan.pdf") -> str:
    return actions.upload_file(by=by, upload=a_pdf(name)).key


def post_with_file(by, space) -> tuple[Post, Photo]:
    post = actions.create_post(by=by, spaces=[space], body="", photos=[upload(by)])
    return post, post.photos.get()


def test_a_pdf_goes_into_a_post_and_stands_below_it(client, anna, ben, space):
    client.force_login(anna)
    shown = client.post("/photos/", {"file": a_pdf()}, headers=SWAP)
    assert shown.status_code == 201 and "Plan.pdf" in shown.content.decode()
    key = Photo.objects.get().key
    sent = {"body": "For Monday", "space": space.slug, "photo": [key], "files": a_pdf("List.pdf")}
    assert client.post("/compose/", sent).status_code == 302
    client.force_login(ben)
    page = client.get("/").content.decode()
    assert f"/files/posts/{key}" in page and "List.pdf" in page and "/files/photos/" not in page


def test_a_file_is_saved_and_never_shown(client, anna, ben, space):
    _post, file = post_with_file(anna, space)
    client.force_login(ben)
    answer = client.get(file.download)
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and "Plan.pdf" in answer["Content-Disposition"]
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    drawn = SimpleUploadedFile("page.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    for evil in (page, drawn):
        stored = actions.upload_file(by=ben, upload=evil)
        answer = client.get(stored.download)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")


def test_D1_who_left_the_space_loses_the_file_and_others_never_had_it(client, anna, ben, space):
    _post, file = post_with_file(anna, space)
    client.force_login(ben)
    assert client.get(file.download).status_code == 200
    Membership.objects.filter(user=ben).delete()
    assert client.get(file.download).status_code == 404
    client.force_login(make_user("eve"))
    assert client.get(file.download).status_code == 404


def test_D1_what_lies_below_a_comment_is_for_who_may_read_its_post(client, anna, ben, space):
    picture = actions.upload_photo(by=ben, upload=a_picture()).key
    keys = [upload(ben), picture]
    comment = actions.write_comment(by=ben, post=make_post(anna, space), body="", photos=keys)
    below = [f"/files/posts/{keys[0]}", f"/api/v1/files/{keys[0]}/", f"/api/v1/photos/{picture}/"]
    below += [comment.photos.get(key=picture).address()]
    for person, status in ((anna, 200), (make_user("eve"), 404)):
        client.force_login(person)
        assert [client.get(address).status_code for address in below] == [status] * 4


def test_D3_a_waiting_file_is_its_uploaders_alone_and_goes_after_a_day(client, anna, ben, space):
    key = upload(anna)
    client.force_login(ben)
    assert client.get(f"/files/posts/{key}").status_code == 404
    assert client.get(f"/photos/{key}/").status_code == 404
    with pytest.raises(Problem):
        actions.create_post(by=ben, spaces=[space], body="Mine?", photos=[key])
    Photo.objects.update(created_at=timezone.now() - timedelta(hours=25))
    remove_orphans()
    assert not Photo.objects.exists()


def test_A6_a_share_opens_no_file_to_others(client, anna, ben, space):
    post, file = post_with_file(anna, space)
    eve = make_user("eve")
    wide = make_space(anna, eve)
    with pytest.raises(Problem):
        actions.create_post(by=anna, spaces=[wide], body="", shared=post)
    client.force_login(eve)
    assert client.get(file.download).status_code == 404


def test_E7_deleting_takes_files_along(client, anna, ben, space):
    post, file = post_with_file(anna, space)
    comment = actions.write_comment(by=ben, post=post, body="", photos=[upload(ben)])
    client.force_login(anna)
    below = comment.photos.get()
    actions.delete_comment(by=ben, comment=comment)
    assert client.get(below.download).status_code == 404
    actions.delete_post(by=anna, post=post)
    assert client.get(file.download).status_code == 404
    assert not Photo.objects.exists()


def test_files_come_and_go_while_editing(client, anna, space):
    post, file = post_with_file(anna, space)
    client.force_login(anna)
    page = client.get(f"/p/{post.pk}/edit/").content.decode()
    assert "Plan.pdf" in page
    kept = {"body": "Now", "version": post.version}
    sent = {**kept, "drop": file.key, "photo": upload(anna, "New.pdf"), "files": a_picture()}
    assert client.post(f"/p/{post.pk}/edit/", sent).status_code == 302
    post.refresh_from_db()
    assert [one.name for one in post.files] == ["New.pdf"] and len(post.pictures) == 1
    gone = {
        **kept,
        "version": post.version,
        "body": "",
        "drop": list(post.photos.values_list("key", flat=True)),
    }
    refused = client.post(f"/p/{post.pk}/edit/", gone)
    assert refused.status_code == 400 and post.photos.count() == 2
    comment = make_comment(post, anna)
    sent = {"body": "See", "version": comment.version, "files": a_pdf()}
    assert client.post(f"/p/{post.pk}/comments/{comment.pk}/edit/", sent).status_code == 302
    assert Comment.objects.get().files[0].name == "Plan.pdf"


def test_D2_a_picture_that_is_none_and_a_file_too_large_are_refused_in_words(
    client, anna, space, monkeypatch
):
    fake = SimpleUploadedFile("fake.jpg", b"not a picture", "image/jpeg")
    with pytest.raises(UnsupportedType):
        actions.upload_file(by=anna, upload=fake)
    client.force_login(anna)
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    answer = client.post("/photos/", {"file": a_pdf()}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    keys = [upload_small(anna, n) for n in range(limits.FILES_AT_ONCE + 1)]
    with pytest.raises(Problem) as many:
        actions.create_post(by=anna, spaces=[space], body="x", photos=keys)
    assert many.value.code == "too_many_files"


def upload_small(by, n: int) -> str:
    return actions.upload_file(by=by, upload=SimpleUploadedFile(f"{n}.txt", b"x")).key


def test_pictures_of_announcements_and_polls_are_pictures(anna, space):
    from feed.actions.photos import attach_photos

    key = upload(anna)
    with pytest.raises(Problem):
        attach_photos(anna, [key], post=make_post(anna, space))


def test_a_feed_with_files_asks_no_more_than_one_without(client, anna, ben, space, count_queries):
    for _ in range(3):
        make_post(anna, space)
    client.force_login(ben)
    client.get("/")
    without = count_queries(lambda: client.get("/"))
    for _ in range(3):
        post_with_file(anna, space)
    client.get("/")
    assert count_queries(lambda: client.get("/")) == without


def test_programs_upload_attach_and_read_files(client, anna, space):
    client.force_login(anna)
    made = client.post("/api/v1/files/", {"file": a_pdf()})
    assert made.status_code == 201 and made.json()["name"] == "Plan.pdf"
    key = made.json()["key"]
    assert client.get(f"/api/v1/files/{key}/").json()["url"] == f"/files/posts/{key}"
    sent = {"body": "See", "spaces": [space.slug], "photos": [key]}
    post = client.post("/api/v1/posts/", sent, content_type="application/json").json()
    assert [file["key"] for file in post["files"]] == [key] and post["photos"] == []
    assert client.delete(f"/api/v1/files/{key}/").status_code == 403
    change = {"body": "See", "version": post["version"], "dropped": [key]}
    address = f"/api/v1/posts/{post['id']}/"
    changed = client.patch(address, change, content_type="application/json").json()
    assert changed["files"] == [] and changed["version"] == post["version"] + 1


def test_E2_a_text_changed_after_a_lost_answer_can_still_be_sent(client, anna, space):
    client.force_login(anna)
    sent = {"space": space.slug, "client_id": str(uuid.uuid4())}
    client.post("/compose/", {**sent, "body": "First"})
    refused = client.post("/compose/", {**sent, "body": "First, and more"})
    assert refused.status_code == 409 and "First, and more" in refused.content.decode()
    sent["client_id"] = refused.context["form"]["client_id"].value()
    assert client.post("/compose/", {**sent, "body": "First, and more"}).status_code == 302
    assert Post.objects.count() == 2


def test_a_script_learns_where_its_form_leads(client, anna, space):
    post = make_post(anna, space)
    sent, address = {"body": "Hello", "version": 1}, f"/p/{post.pk}/edit/"
    script = {"X-Form": "script", "Accept": "application/json, text/html;q=0.9"}
    refused = client.post(address, sent, headers=script)
    assert (refused.status_code, refused["X-Location"][:7]) == (204, "/login/")
    client.force_login(anna)
    taken = client.post(address, sent, headers=script)
    where = post.get_absolute_url()
    assert (taken.status_code, taken["X-Location"], taken.content) == (204, where, b"")
    refused = client.post(address, {**sent, "body": ""}, headers=script)
    assert refused.status_code == 400 and "text/html" in refused["Content-Type"]
