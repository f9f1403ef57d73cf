"""Creating once: twelve equal requests at once, repeats, and the same id for something else."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404

from accounts.models import User
from feed.models import Post
from kit.database.idempotency import create_once, digest_of, read_client_id
from kit.http.exceptions import Conflict, Problem
from tests.factories import make_user

AT_ONCE = 12


def write(author: User, client_id: Any, body: str = "Hello") -> tuple[Post, bool]:
    return create_once(
        Post,
        author=author,
        client_id=client_id,
        content={"body": body},
        make=lambda **keys: Post.objects.create(author=author, body=body, **keys),
    )


def at_once(work: Callable[[], Any], times: int = AT_ONCE) -> list[Any]:
    """What `times` threads return that begin `work` at the same moment."""
    start, answers = threading.Barrier(times), []

    def run() -> None:
        start.wait(10)
        try:
            answers.append(work())
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_requests_at_once_make_one_row() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()
    answers = at_once(lambda: write(anna, client_id))
    assert [type(answer) for answer in answers] == [tuple] * AT_ONCE
    assert {post.pk for post, _ in answers} == {Post.objects.get().pk}
    assert sum(created for _, created in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_E2_of_different_contents_at_once_one_wins_and_the_others_hear_of_it() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()
    answers = at_once(lambda: write(anna, client_id, body=str(threading.get_ident())))
    assert Post.objects.count() == 1
    assert sum(isinstance(answer, tuple) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == AT_ONCE - 1


def test_E2_the_second_sending_returns_the_first_row() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()
    first, created = write(anna, client_id)
    again, created_again = write(anna, str(client_id))
    assert (first.pk, created, created_again) == (again.pk, True, False)


def test_E2_the_same_id_for_something_else_is_a_conflict() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()
    write(anna, client_id)
    with pytest.raises(Conflict) as caught:
        write(anna, client_id, body="Something else")
    assert (caught.value.status, caught.value.field) == (409, "client_id")


def test_E2_what_can_no_longer_be_made_returns_the_first_row() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()
    first, _created = write(anna, client_id)
    for refusal in (Problem("unknown_file"), PermissionDenied(), Http404()):

        def refuse(error: Exception = refusal, **keys: Any) -> Post:
            Post.objects.create(author=anna, body="half", client_id=uuid.uuid4())
            raise error

        same = {"author": anna, "content": {"body": "Hello"}, "make": refuse}
        again, created = create_once(Post, client_id=client_id, **same)  # type: ignore[arg-type]
        assert (again.pk, again.repeated, created) == (first.pk, True, False)
        with pytest.raises(type(refusal)):
            create_once(Post, client_id=uuid.uuid4(), **same)  # type: ignore[arg-type]
    assert Post.objects.count() == 1


def test_what_is_sent_once_is_not_looked_for(count_queries: Callable[[Any], int]) -> None:
    anna = make_user("anna")
    # the row, and the savepoint that undoes what belongs to it
    assert count_queries(lambda: write(anna, uuid.uuid4())) == 3


def test_two_people_may_use_the_same_id() -> None:
    client_id = uuid.uuid4()
    assert write(make_user("anna"), client_id)[1]
    assert write(make_user("ben"), client_id)[1]


def test_without_an_id_every_sending_is_new() -> None:
    anna = make_user("anna")
    assert write(anna, None)[0].pk != write(anna, "")[0].pk


def test_what_fails_inside_leaves_nothing() -> None:
    anna, client_id = make_user("anna"), uuid.uuid4()

    def make(**keys: Any) -> Post:
        Post.objects.create(author=anna, body="half", **keys)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        create_once(Post, author=anna, client_id=client_id, content={}, make=make)
    assert not Post.objects.exists()
    assert write(anna, client_id)[1]


@pytest.mark.parametrize("value", ["x", "1" * 1000, "ü", "null", "{}", "0" * 31])
def test_C1_an_id_that_is_none_is_a_problem(value: str) -> None:
    with pytest.raises(Problem) as caught:
        read_client_id(value)
    assert (caught.value.status, caught.value.field) == (400, "client_id")


def test_the_digest_looks_at_content_not_at_order() -> None:
    assert digest_of({"a": 1, "b": {3, 2}}) == digest_of({"b": {2, 3}, "a": 1})
    assert digest_of({"a": "1"}) != digest_of({"a": 1})
    assert digest_of({"a": "é"}) != digest_of({"a": "e"})
    assert len(digest_of({})) == 64


def test_the_digest_knows_rows_by_their_id() -> None:
    anna = make_user("anna")
    assert digest_of({"by": anna}) == digest_of({"by": anna.pk})
