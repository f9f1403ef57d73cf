"""Forms of the feed: posting, commenting, editing, deleting, all without script; text is kept."""

import html
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from feed import actions
from feed.limits import POST_LENGTH
from feed.models import Comment, Photo, Post
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

pytestmark = pytest.mark.english

SWAP = {"HX-Request": "true"}
OUTBOX = {"Accept": "application/json"}


@pytest.fixture
def anna(client):
    anna = make_user("anna", language="en")
    client.force_login(anna)
    return anna


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed", name="Cellar")


@pytest.fixture
def post(ben, space):
    return make_post(ben, space, body="Valve leaks")


def compose(client, **fields):
    return client.post("/compose/", fields)


def text_of(response):
    return html.unescape(response.content.decode())


# --- posting -------------------------------------------------------------------------------------
def test_posting_with_a_photo_works_as_a_plain_form(client, space):
    form = client.get(f"/compose/?space={space.slug}").content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', form)[1]
    assert f'value="{space.slug}" data-name="Cellar" checked' in form
    response = compose(
        client, body="Done", space=space.slug, client_id=client_id, files=[a_picture(), a_picture()]
    )
    assert (response.status_code, response["Location"]) == (302, "/")
    made = Post.objects.get()
    assert made.photos.count() == 2 and str(made.client_id) == client_id


def test_a_post_from_a_space_leads_back_to_it(client, space):
    made = {"body": "x", "space": space.slug, "in": space.slug}
    assert compose(client, **made)["Location"] == f"/s/{space.slug}/"


def test_several_spaces_give_one_post(client, anna, space):
    other = make_space(anna)
    compose(client, body="Both", space=[space.slug, other.slug])
    assert set(Post.objects.get().spaces.all()) == {space, other}


def test_a_script_learns_where_the_new_post_stands(client, space):
    sent = {"body": "x", "space": space.slug}
    response = client.post("/compose/", sent, headers=OUTBOX)
    pk = Post.objects.get().pk
    made = {"post": pk, "back": "/", "photos_to": f"/p/{pk}/photos/"}
    again = {"edit_at": f"/p/{pk}/edit/", "draft": f"edit-post-{pk}"}
    assert (response.status_code, response.json()) == (201, {**made, **again})


def test_a_script_learns_in_words_why_a_post_is_refused(client, space):
    response = client.post("/compose/", {"body": "x", "space": "unknown"}, headers=OUTBOX)
    assert response.status_code == 400
    said = {"code": "invalid_choice", "field": "space", "limit": None}
    assert response.json() == {**said, "detail": "You cannot post in one of these spaces."}


def test_E2_a_form_sent_twice_posts_once(client, space):
    sent = {"body": "Once", "space": space.slug, "client_id": str(uuid.uuid4())}
    assert compose(client, **sent).status_code == compose(client, **sent).status_code == 302
    assert Post.objects.count() == 1


def test_E2_a_form_with_files_sent_twice_posts_once_and_leaves_no_stray_photo(client, space):
    sent = {"body": "Once", "space": space.slug, "client_id": str(uuid.uuid4())}
    for _ in range(2):
        assert compose(client, **sent, files=[a_picture()]).status_code == 302
    assert Post.objects.count() == 1 and Photo.objects.count() == 1


def test_E2_the_same_id_with_another_text_is_409_and_keeps_the_text(client, space):
    sent = {"space": space.slug, "client_id": str(uuid.uuid4())}
    compose(client, body="One", **sent)
    refused = compose(client, body="Two & more", **sent)
    assert refused.status_code == 409 and "Two & more" in text_of(refused)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"body": ""}, "This must not be empty."),
        ({"body": "x" * (POST_LENGTH + 1)}, "20000"),
        ({"body": "Kept", "space": []}, "Choose at least one space."),
        ({"body": "Kept", "space": "no-such-space"}, "You cannot post in one of these spaces."),
        ({"body": "Kept", "client_id": "no uuid"}, "client_id"),
        ({"body": "Kept", "photo": "unknown-key"}, "A file is no longer there."),
    ],
)
def test_E5_a_refused_post_comes_back_with_its_text(client, space, sent, words):
    refused = compose(client, **{"space": space.slug, **sent})
    assert refused.status_code == 400 and not Post.objects.exists()
    assert sent["body"] in text_of(refused)
    assert words in text_of(refused) or words == "client_id"


def test_E5_photos_of_a_refused_post_stay_with_it(client, anna, space):
    key = actions.upload_photo(by=anna, upload=a_picture()).key
    refused = compose(client, body="Kept", photo=key, files=[a_picture()])
    keys = re.findall(r'name="photo" value="([^"]+)"', text_of(refused))
    assert keys[0] == key and len(keys) == 2
    assert compose(client, body="Kept", photo=keys, space=space.slug).status_code == 302
    assert Post.objects.get().photos.count() == 2


def test_D2_what_is_no_picture_is_refused_and_the_text_stays(client, space):
    upload = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    refused = compose(client, body="Kept", space=space.slug, files=[upload])
    assert refused.status_code == 400 and "Kept" in text_of(refused)
    assert not Post.objects.exists() and not Photo.objects.exists()


def test_A5_a_secret_space_is_refused_like_an_unknown_one(client, space, ben):
    secret = make_space(ben, access="secret", name="Merger", slug="merger")
    one = text_of(compose(client, body="x", space=secret.slug))
    two = text_of(compose(client, body="x", space="unknown"))
    words = re.findall(r"<p>(.*?)</p>", one), re.findall(r"<p>(.*?)</p>", two)
    assert words[0] == words[1] and "Merger" not in one


def test_C3_the_31st_post_in_a_minute_is_429_and_keeps_the_text(client, space):
    for number in range(30):
        assert compose(client, body=f"{number}", space=space.slug).status_code == 302
    refused = compose(client, body="One more", space=space.slug)
    assert refused.status_code == 429 and refused["Retry-After"]
    assert "One more" in text_of(refused) and Post.objects.count() == 30


def test_B5_text_from_a_link_waits_in_the_form(client, space):
    shown = text_of(client.get("/compose/?body=%3Cscript%3E"))
    assert "<script>" not in client.get("/compose/?body=%3Cscript%3E").content.decode()
    assert "<script></textarea>" in shown


# --- sharing -------------------------------------------------------------------------------------
def test_sharing_refers_to_the_source_with_own_words(client, anna, space, post):
    shown = text_of(client.get(f"/compose/?share={post.pk}"))
    assert "Valve leaks" in shown and f'name="share" value="{post.pk}"' in shown
    compose(client, body="Look", space=space.slug, share=post.pk)
    made = Post.objects.get(author=anna)
    assert made.shared == post
    card = text_of(client.get(f"/p/{made.pk}/"))
    assert re.search("Post by *</span><b>Ben Test", card) and "Valve leaks" in card


def test_sharing_a_share_refers_to_the_first_post(client, anna, ben, space, post):
    share = make_post(ben, space, body="Look", shared=post)
    compose(client, body="And again", space=space.slug, share=share.pk)
    assert Post.objects.get(author=anna).shared == post


def test_A6_a_closed_post_is_offered_only_to_spaces_where_it_stands(client, anna, space, post):
    public = make_space(anna, name="Everybody")
    assert "Everybody" not in re.sub(
        r"<nav.*?</nav>", "", text_of(client.get(f"/compose/?share={post.pk}")), flags=re.S
    )
    refused = compose(client, body="x", space=public.slug, share=post.pk)
    assert refused.status_code == 400 and not Post.objects.filter(author=anna).exists()


@pytest.mark.parametrize("wanted", ["abc", "-1", "9" * 40, "1.5"])
def test_C1_garbage_instead_of_a_source_is_404(client, anna, wanted):
    assert client.get(f"/compose/?share={wanted}").status_code == 404


# --- audience and mentions -----------------------------------------------------------------------
def test_the_head_count_counts_each_reader_once(client, anna, ben, space):
    other = make_space(anna, make_user("carl"), access="closed")
    shown = text_of(client.get(f"/compose/audience/?space={space.slug}&space={other.slug}"))
    assert "3 people will see this" in shown


def test_the_head_count_of_an_open_space_is_everybody(client, anna, ben, space):
    everybody = make_space(anna)
    make_user("carl"), make_user("doris")
    from accounts.models import User

    n = User.objects.active().count()
    assert f"{n} people" in text_of(client.get(f"/compose/audience/?space={everybody.slug}"))


def test_A5_the_head_count_of_a_hidden_space_is_silent(client, anna, ben):
    secret = make_space(ben, access="secret")
    assert text_of(client.get(f"/compose/audience/?space={secret.slug}")).strip() == ""


def test_mentions_find_readers_by_the_beginning_of_a_name(client, anna, ben, space):
    make_user("benedikt")
    shown = text_of(client.get(f"/mentions/?q=be&space={space.slug}"))
    assert 'data-handle="ben"' in shown and "benedikt" not in shown
    assert "benedikt" in text_of(client.get("/mentions/?q=Bene"))


def test_mentions_below_a_post_are_its_readers(client, post):
    make_user("bert")
    assert "bert" not in text_of(client.get(f"/mentions/?q=be&post={post.pk}"))


def test_mentions_show_at_most_eight(client, anna):
    [make_user(f"kim{n}") for n in range(12)]
    assert text_of(client.get("/mentions/?q=kim")).count('role="option"') == 8


@pytest.mark.parametrize("query", ["", " ", "%", "x" * 5000, "'; --", "\U0001f600"])
def test_C1_odd_questions_for_people_find_nobody(client, anna, query):
    response = client.get("/mentions/", {"q": query})
    assert response.status_code == 200 and "option" not in text_of(response)


# --- photos --------------------------------------------------------------------------------------
def test_a_photo_is_uploaded_described_and_thrown_away(client, anna):
    response = client.post("/photos/", {"file": a_picture(), "description": "A valve"})
    photo = Photo.objects.get()
    assert response.status_code == 201 and f'value="{photo.key}"' in text_of(response)
    assert photo.description == "A valve"
    sent = {"_method": "put", "description": "A red valve"}
    assert client.post(f"/photos/{photo.key}/", sent).status_code == 204
    photo.refresh_from_db()
    assert photo.description == "A red valve"
    kind = "application/x-www-form-urlencoded"
    assert client.put(f"/photos/{photo.key}/", "description=A+tap", kind).status_code == 204
    photo.refresh_from_db()
    assert photo.description == "A tap"
    assert client.delete(f"/photos/{photo.key}/").status_code == 204
    assert not Photo.objects.exists()


def test_D3_a_waiting_photo_belongs_to_its_uploader(client, anna, ben, space):
    key = actions.upload_photo(by=ben, upload=a_picture()).key
    assert client.get(f"/files/photos/{key}/480").status_code == 404
    assert client.delete(f"/photos/{key}/").status_code == 404
    assert compose(client, body="Mine now", space=space.slug, photo=key).status_code == 400
    assert not Post.objects.exists()


@pytest.mark.parametrize("size", [1, 480, 960, 1600, 4000])
def test_D1_readers_get_the_picture_and_nobody_else(client, anna, ben, space, size):
    key = actions.upload_photo(by=ben, upload=a_picture()).key
    make_post(ben, space, photos=[key])
    response = client.get(f"/files/photos/{key}/{size}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    client.force_login(make_user("eve"))
    assert client.get(f"/files/photos/{key}/{size}").status_code == 404


def test_no_file_at_all_is_400(client, anna):
    assert client.post("/photos/").status_code == 400


# --- comments ------------------------------------------------------------------------------------
def test_commenting_works_as_a_plain_form(client, post):
    response = client.post(f"/p/{post.pk}/comments/", {"body": "On my way"})
    comment = Comment.objects.get()
    assert response["Location"] == f"/p/{post.pk}/#c-{comment.pk}"
    assert "On my way" in text_of(client.get(f"/p/{post.pk}/"))


def test_answering_without_script_names_whom(client, ben, post):
    comment = make_comment(post, ben, body="Which one?")
    shown = text_of(client.get(f"/p/{post.pk}/?reply_to={comment.pk}"))
    assert "Reply to Ben Test" in shown and f'name="parent" value="{comment.pk}"' in shown
    client.post(f"/p/{post.pk}/comments/", {"body": "The red one", "parent": comment.pk})
    assert Comment.objects.get(body="The red one").parent == comment


def test_a_script_gets_the_new_row(client, post):
    response = client.post(f"/p/{post.pk}/comments/", {"body": "Hi"}, headers=OUTBOX)
    html = response.json()["html"]
    assert response.status_code == 201 and html.startswith('<li class="comment"')


def test_E2_a_comment_sent_twice_is_one(client, post):
    sent = {"body": "Once", "client_id": str(uuid.uuid4()), "files": [a_picture()]}
    for _ in range(2):
        sent["files"] = [a_picture()]
        assert client.post(f"/p/{post.pk}/comments/", sent).status_code == 302
    assert Comment.objects.count() == 1 and Photo.objects.count() == 1


@pytest.mark.parametrize("with_file", [False, True])
def test_the_row_of_a_new_comment_is_the_one_that_is_read_later(client, ben, post, with_file):
    question = make_comment(post, make_user("anna"))
    for parent in ("", question.pk):
        sent = {"body": "See *here*", "parent": parent}
        if with_file:
            sent["files"] = a_picture()
        answer = client.post(f"/p/{post.pk}/comments/", sent, headers=OUTBOX)
        comment = Comment.objects.latest("pk")
        later = client.get(f"/p/{post.pk}/comments/{comment.pk}/", headers=SWAP)
        assert answer.status_code == 201
        html = answer.json()["html"]
        assert html == later.text
        assert ("<img" in html) == with_file


@pytest.mark.parametrize(
    "sent",
    [
        {"body": ""},
        {"body": "y" * 5001},
        {"body": "Kept", "parent": 999},
        {"body": "Kept", "parent": "x"},
    ],
)
def test_E5_a_refused_comment_comes_back_with_its_text(client, post, sent):
    asked = client.post(f"/p/{post.pk}/comments/", sent, headers=OUTBOX)
    assert asked.status_code == 400 and asked.json()["detail"]
    refused = client.post(f"/p/{post.pk}/comments/", sent)
    assert refused.status_code == 400 and not Comment.objects.exists()
    assert f">{sent['body']}</textarea>" in text_of(refused) and 'role="alert"' in text_of(refused)


def test_A4_an_answer_cannot_reach_into_another_post(client, ben, space, post):
    elsewhere = make_comment(make_post(ben, space), ben)
    sent = {"body": "x", "parent": elsewhere.pk}
    assert client.post(f"/p/{post.pk}/comments/", sent).status_code == 400


# --- changing ------------------------------------------------------------------------------------
def test_editing_a_post_and_the_description_of_its_photo(client, anna, space):
    key = actions.upload_photo(by=anna, upload=a_picture()).key
    post = make_post(anna, space, body="Before", photos=[key])
    shown = text_of(client.get(f"/p/{post.pk}/edit/"))
    assert "Before" in shown and f'name="describe-{key}"' in shown
    sent = {"body": "After", "version": 1, f"describe-{key}": "A valve"}
    assert client.post(f"/p/{post.pk}/edit/", sent)["Location"] == f"/p/{post.pk}/"
    shown = text_of(client.get(f"/p/{post.pk}/"))
    assert "After" in shown and "edited" in shown and 'alt="A valve"' in shown


def test_E6_the_second_of_two_edits_is_409_with_its_text_kept(client, anna, space):
    post = make_post(anna, space, body="Before")
    client.post(f"/p/{post.pk}/edit/", {"body": "First", "version": 1})
    refused = client.post(f"/p/{post.pk}/edit/", {"body": "Second", "version": 1})
    assert refused.status_code == 409 and "Second" in text_of(refused)
    post.refresh_from_db()
    assert post.body == "First"


def test_editing_a_comment(client, anna, post):
    comment = make_comment(post, anna, body="Befor")
    address = f"/p/{post.pk}/comments/{comment.pk}/edit/"
    assert "Befor" in text_of(client.get(address))
    response = client.post(address, {"body": "Before", "version": 1})
    assert response["Location"] == f"/p/{post.pk}/#c-{comment.pk}"
    assert "Before" in text_of(client.get(f"/p/{post.pk}/"))


def test_deleting_a_post_asks_first_and_works_without_script(client, anna, ben, space):
    post = make_post(anna, space, body="Oops")
    make_comment(post, ben)
    asked = text_of(client.get(f"/p/{post.pk}/delete/"))
    assert "Delete post?" in asked and "The comment below it disappears too." in asked
    assert client.post(f"/p/{post.pk}/", {"_method": "delete"})["Location"] == "/"
    assert client.get(f"/p/{post.pk}/").status_code == 404


def test_E7_a_deleted_comment_leaves_a_placeholder_above_its_answers(client, anna, ben, post):
    comment = make_comment(post, anna, body="Oops")
    make_comment(post, ben, body="Never mind", parent=comment)
    address = f"/p/{post.pk}/comments/{comment.pk}/"
    assert "Delete comment?" in text_of(client.get(f"{address}delete/"))
    row = text_of(client.delete(address, headers=SWAP))
    assert "This comment was deleted." in row and "Oops" not in row
    shown = text_of(client.get(f"/p/{post.pk}/"))
    assert "Oops" not in shown and "Never mind" in shown
    assert client.get(f"{address}edit/").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "\u202egpj.exe",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_C4_hostile_text_is_text(client, anna, space, body):
    post = make_post(anna, space, body=body)
    make_comment(post, anna, body=body)
    for address in ("/", f"/p/{post.pk}/", f"/p/{post.pk}/edit/", f"/compose/?share={post.pk}"):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown and 'href="javascript' not in shown, address
        assert "<img src=x" not in shown and "\u202e" not in shown, address


def test_C4_a_preview_is_made_where_every_text_is_made_and_stores_nothing(client, anna, ben):
    client.force_login(anna)
    sent = {"body": "**Oil** for @ben <script>alert(1)</script>\n\n- one"}
    shown = client.post("/compose/preview/", sent).text
    assert shown.startswith("<p><strong>Oil</strong>")
    assert "Ben Test" in shown and "<li>one</li>" in shown and "<script" not in shown
    assert not Post.objects.exists()
    assert client.post("/compose/preview/", {"body": ""}).text == ""
    assert client.post("/compose/preview/", {"body": "x" * 20_001}).status_code == 400


def test_C3_previews_have_a_rate(client, anna):
    client.force_login(anna)
    answers = [client.post("/compose/preview/", {"body": "x"}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_words_a_phone_shares_without_its_worker_go_on_into_the_composer():
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(make_user("anna"))
    shared = {"title": "Valve", "text": "Look at this", "url": "Look at this"}
    answer = phone.post("/share/", shared)
    assert answer.status_code == 302
    assert "Valve\nLook at this</textarea>" in phone.get(answer["Location"]).content.decode()
    assert not Post.objects.exists()
