"""The feed over REST: same rights, same rules, clear refusals."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import ApiToken
from feed.actions import react_to_post
from feed.models import Comment, Photo, Post
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture
from tests.programs import send

JSON = "application/json"


@pytest.fixture
def closed(anna):
    return make_space(anna, access="closed")


def test_publishing_reading_changing_and_deleting_a_post(as_anna, closed):
    made = send(as_anna, "post", "posts/", body="Hi **all**", spaces=[closed.slug]).json()
    assert made["html"] == "<p>Hi <strong>all</strong></p>\n"
    assert (made["author"]["handle"], made["can_edit"]) == ("anna", True)
    address = f"posts/{made['id']}/"
    changed = send(as_anna, "patch", address, body="Hello", version=made["version"]).json()
    assert (changed["body"], changed["version"]) == ("Hello", 2)
    assert as_anna.get("/api/v1/posts/").json()["results"][0]["id"] == made["id"]
    assert as_anna.delete(f"/api/v1/{address}").status_code == 204
    assert as_anna.get(f"/api/v1/{address}").status_code == 404


def test_E2_repeating_answers_200_and_other_content_409(as_anna, closed):
    sent = {"body": "Hi", "spaces": [closed.slug], "client_id": str(uuid.uuid4())}
    assert send(as_anna, "post", "posts/", **sent).status_code == 201
    assert send(as_anna, "post", "posts/", **sent).status_code == 200
    refused = send(as_anna, "post", "posts/", **{**sent, "body": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (409, "used_id")


def test_E6_an_outdated_version_is_409(as_anna, anna, closed):
    post = make_post(anna, closed)
    assert send(as_anna, "patch", f"posts/{post.pk}/", body="One", version=1).status_code == 200
    assert send(as_anna, "patch", f"posts/{post.pk}/", body="Two", version=1).status_code == 409


def outsider_requests(post, comment, photo):
    """Every address of the feed below one hidden post, with each of its methods."""
    one, below = f"posts/{post}/", f"posts/{post}/comments/{comment}/"
    return [
        ("get", one), ("patch", one), ("delete", one),
        ("put", f"{one}reaction/"), ("delete", f"{one}reaction/"), ("get", f"{one}reactions/"),
        ("post", f"{one}share/"), ("put", f"{one}saved/"), ("delete", f"{one}saved/"),
        ("get", f"{one}comments/"), ("post", f"{one}comments/"),
        ("get", below), ("patch", below), ("delete", below),
        ("put", f"{below}reaction/"), ("delete", f"{below}reaction/"),
        ("get", f"photos/{photo}/"), ("patch", f"photos/{photo}/"), ("delete", f"photos/{photo}/"),
    ]  # fmt: skip


def test_A2_a_stranger_gets_the_answer_of_an_unknown_id_everywhere(client, anna, closed):
    post = make_post(anna, closed)
    comment, photo = make_comment(post), Photo.objects.create(uploader=anna, name="x", post=post)
    client.force_login(make_user("eve"))
    hidden = outsider_requests(post.pk, comment.pk, photo.key)
    unknown = outsider_requests(10**9, 10**9, "nothing")
    for (method, address), (_, nowhere) in zip(hidden, unknown, strict=True):
        answer, other = send(client, method, address), send(client, method, nowhere)
        assert answer.status_code == 404, (method, address)
        assert answer.content == other.content
        assert answer.headers.items() >= {"Cache-Control": other.headers["Cache-Control"]}.items()


def test_nobody_signed_in_gets_401_everywhere(client, anna, closed):
    post = make_post(anna, closed)
    for method, address in outsider_requests(post.pk, 1, "nothing"):
        assert send(client, method, address).status_code == 401, (method, address)


def test_A3_a_former_member_gets_404(client, anna, closed):
    ben = make_user("ben")
    post = make_post(anna, closed)
    closed.memberships.create(user=ben)
    client.force_login(ben)
    assert client.get(f"/api/v1/posts/{post.pk}/").status_code == 200
    closed.memberships.filter(user=ben).delete()
    assert client.get(f"/api/v1/posts/{post.pk}/").status_code == 404


def test_A2_permission_comes_before_validation(client, anna, closed):
    client.force_login(make_user("eve"))
    post = make_post(anna, closed)
    assert send(client, "patch", f"posts/{post.pk}/", body=5).status_code == 404
    public = make_post(anna, make_space(anna))
    assert send(client, "patch", f"posts/{public.pk}/", nonsense=1).status_code == 403


def test_A4_a_comment_under_another_post_is_unknown(as_anna, anna, closed):
    here, there = make_post(anna, closed), make_post(anna, closed)
    comment = make_comment(here)
    assert as_anna.get(f"/api/v1/posts/{here.pk}/comments/{comment.pk}/").status_code == 200
    assert as_anna.get(f"/api/v1/posts/{there.pk}/comments/{comment.pk}/").status_code == 404
    refused = send(as_anna, "post", f"posts/{there.pk}/comments/", body="Hi", parent=comment.pk)
    assert refused.status_code == 404


def test_A7_authors_times_and_counters_are_the_servers(as_anna, closed):
    made = send(
        as_anna, "post", "posts/", body="Hi", spaces=[closed.slug],
        author="ben", like_count=99, published_at="2001-01-01T00:00:00Z", version=7,
    ).json()  # fmt: skip
    assert (made["author"]["handle"], made["version"], made["reactions"]) == ("anna", 1, {})
    assert not made["published_at"].startswith("2001")


def test_a_space_one_may_not_read_is_as_unknown_as_one_that_does_not_exist(client, anna, closed):
    client.force_login(make_user("eve"))
    refusals = [
        send(client, "post", "posts/", body="Hi", spaces=[slug]).content
        for slug in (closed.slug, "nowhere")
    ]
    assert refusals[0] == refusals[1]


def test_comments_answers_and_their_reactions(as_anna, anna, closed):
    post = make_post(anna, closed)
    address = f"posts/{post.pk}/comments/"
    first = send(as_anna, "post", address, body="Why?").json()
    answer = send(as_anna, "post", address, body="Because", parent=first["id"]).json()
    assert answer["parent"] == first["id"]
    liked = send(as_anna, "put", f"{address}{first['id']}/reaction/", kind="helpful").json()
    assert (liked["reactions"], liked["my_reaction"]) == ({"helpful": 1}, "helpful")
    back = as_anna.delete(f"/api/v1/{address}{first['id']}/reaction/").json()
    assert back["my_reaction"] is None
    edited = send(as_anna, "patch", f"{address}{first['id']}/", body="Why so?").json()
    assert edited["version"] == 2
    assert as_anna.delete(f"/api/v1/{address}{first['id']}/").status_code == 204
    rows = as_anna.get(f"/api/v1/{address}").json()["results"]
    assert [(row["is_deleted"], row["author"] is None) for row in rows] == [
        (True, True),
        (False, False),
    ]


def test_reacting_sharing_and_saving(as_anna, anna, closed):
    post = make_post(anna, make_space(anna))
    assert (
        send(as_anna, "put", f"posts/{post.pk}/reaction/", kind="thanks").json()["my_reaction"]
        == "thanks"
    )
    rows = as_anna.get(f"/api/v1/posts/{post.pk}/reactions/").json()["results"]
    assert [(row["user"]["handle"], row["kind"]) for row in rows] == [("anna", "thanks")]
    assert as_anna.delete(f"/api/v1/posts/{post.pk}/reaction/").json()["my_reaction"] is None
    share = send(
        as_anna, "post", f"posts/{post.pk}/share/", body="Look", spaces=[closed.slug]
    ).json()
    assert share["shared"]["id"] == post.pk
    assert send(as_anna, "put", f"posts/{post.pk}/saved/").json()["is_saved"] is True
    assert [row["id"] for row in as_anna.get("/api/v1/saved/").json()["results"]] == [post.pk]
    assert as_anna.delete(f"/api/v1/posts/{post.pk}/saved/").json()["is_saved"] is False


def test_A6_sharing_wider_is_refused_with_a_reason(as_anna, anna, closed):
    post = make_post(anna, closed)
    wider = make_space(anna)
    refused = send(as_anna, "post", f"posts/{post.pk}/share/", spaces=[wider.slug])
    assert (refused.status_code, refused.json()["code"]) == (400, "wider_audience")


def test_lists_filter_by_space_topic_and_author(as_anna, anna, closed):
    ben = make_user("ben")
    mine = make_post(anna, closed, "About #pumps")
    other = make_post(ben, make_space(ben, anna))
    results = {
        query: [row["id"] for row in as_anna.get(f"/api/v1/posts/?{query}").json()["results"]]
        for query in (f"space={closed.slug}", "topic=pumps", "author=ben", "limit=1")
    }
    assert list(results.values()) == [[mine.pk], [mine.pk], [other.pk], [other.pk]]
    assert as_anna.get("/api/v1/posts/?space=nowhere").status_code == 404


def test_pages_follow_each_other_to_the_end(as_anna, anna, closed):
    ids = [make_post(anna, closed, f"Post {n}").pk for n in range(5)]
    found, after = [], ""
    while after is not None:
        page = as_anna.get(f"/api/v1/posts/?limit=2&after={after}").json()
        found += [row["id"] for row in page["results"]]
        after = page["next"]
    assert found == ids[::-1]


def test_a_photo_is_uploaded_described_attached_and_then_fixed(as_anna, anna, closed):
    made = as_anna.post("/api/v1/photos/", {"file": a_picture(), "description": "A pump"})
    assert made.status_code == 201
    key = made.json()["key"]
    assert (
        send(as_anna, "patch", f"photos/{key}/", description="A valve").json()["description"]
        == "A valve"
    )
    post = send(as_anna, "post", "posts/", spaces=[closed.slug], photos=[key]).json()
    assert post["photos"][0]["description"] == "A valve"
    assert send(as_anna, "patch", f"photos/{key}/", description="Late").status_code == 403
    assert as_anna.delete(f"/api/v1/photos/{key}/").status_code == 403


def test_D3_nobody_attaches_or_reads_the_waiting_photo_of_others(as_anna, client, closed):
    key = as_anna.post("/api/v1/photos/", {"file": a_picture()}).json()["key"]
    ben = make_user("ben")
    closed.memberships.create(user=ben)
    client.force_login(ben)
    assert client.get(f"/api/v1/photos/{key}/").status_code == 404
    refused = send(client, "post", "posts/", spaces=[closed.slug], photos=[key])
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_file")
    assert not Post.objects.exists()


def test_D2_what_is_no_picture_is_refused(as_anna):
    html = SimpleUploadedFile("photo.jpg", b"<html><script>alert(1)</script>", "image/jpeg")
    assert as_anna.post("/api/v1/photos/", {"file": html}).status_code == 415
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "null", '"x"', '{"body": {}, "spaces": 3}', '{"body": "x", "spaces": ["\\u0000"]}',
     '{"body": "x", "spaces": [], "client_id": "x"}', "[" * 100_000, '{"photos": [[]]}',
     '{"body": NaN}', "\xff\xfe"],
)  # fmt: skip
def test_C1_bad_input_is_a_clear_400(as_anna, body):
    answer = as_anna.post("/api/v1/posts/", body, content_type=JSON)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "detail", "field", "limit"}


@pytest.mark.parametrize(
    "query", ["after=%00", "after=äöü", "limit=x", "limit=0", "limit=101", "after=" + "A" * 5000]
)
def test_C1_bad_queries_are_a_clear_400(as_anna, query):
    assert as_anna.get(f"/api/v1/posts/?{query}").status_code == 400


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "-1", "x", "1e3"])
def test_C1_impossible_ids_are_404(as_anna, pk):
    assert as_anna.get(f"/api/v1/posts/{pk}/").status_code == 404


def test_errors_speak_the_language_of_the_person(as_anna, anna, closed):
    anna.language = "de"
    anna.save()
    answer = send(as_anna, "post", "posts/", body="", spaces=[closed.slug])
    assert answer.json()["detail"] == "Das darf nicht leer sein."


def test_C3_the_thirty_first_post_of_a_minute_is_429(as_anna, anna, closed):
    answers = [
        send(as_anna, "post", "posts/", body=f"Post {n}", spaces=[closed.slug]) for n in range(31)
    ]
    assert {answer.status_code for answer in answers[:30]} == {201}
    assert answers[30].status_code == 429
    assert int(answers[30]["Retry-After"]) >= 1


def test_a_key_writes_only_with_its_scope(client, anna, closed):
    def key(*scopes):
        secret = "ff_" + uuid.uuid4().hex
        ApiToken.objects.create(
            user=anna, name="t", digest=ApiToken.digest_of(secret), scopes=scopes
        )
        return {"Authorization": f"Bearer {secret}"}

    reader, writer = key("read"), key("read", "feed:write")
    sent = {"body": "Hi", "spaces": [closed.slug]}
    posts = "/api/v1/posts/"
    assert client.get(posts, headers=reader).status_code == 200
    assert client.post(posts, sent, content_type=JSON, headers=reader).status_code == 403
    assert client.post(posts, sent, content_type=JSON, headers=writer).status_code == 201


def test_A8_a_session_without_csrf_token_writes_nothing(anna, closed):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    answer = send(client, "post", "posts/", body="Hi", spaces=[closed.slug])
    assert answer.status_code == 403
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("address", "most"), [("posts/", 10), ("posts/{post}/", 8), ("posts/{post}/comments/", 8)]
)
def test_lists_cost_the_same_for_2_and_20_rows(as_anna, anna, closed, count_queries, address, most):
    post = make_post(anna, closed)
    make_comment(post)
    react_to_post(by=anna, post=post)
    address = f"/api/v1/{address.format(post=post.pk)}"
    as_anna.get(address)  # the first request after signing in also writes down the device
    few = count_queries(lambda: as_anna.get(address))
    for n in range(19):
        make_post(anna, closed, f"Post {n}")
        make_comment(post, body=f"Comment {n}")
    assert Comment.objects.count() == 20
    assert count_queries(lambda: as_anna.get(address)) <= few <= most
