"""Problems: their shape, and that a form keeps its text."""

from django import forms
from django.test import RequestFactory

from kit.http import exceptions
from kit.http.exceptions import Conflict, Problem, TooLarge, TooMany, UnsupportedType, as_form_error
from kit.http.responses import preserved_input, problem_of, wants_json

REQUEST = RequestFactory()


class PostForm(forms.Form):
    """A form as the composer has it."""

    body = forms.CharField()


def test_C1_each_problem_has_its_status_and_code() -> None:
    made = [Problem(), Conflict(), TooLarge(), UnsupportedType(), TooMany()]
    assert [(problem.status, problem.code) for problem in made] == [
        (400, "invalid"),
        (409, "conflict"),
        (413, "too_large"),
        (415, "unsupported_type"),
        (429, "too_many"),
    ]
    assert all(str(problem.detail) for problem in made)


def test_what_the_caller_says_comes_first() -> None:
    problem = Problem("odd", "Very odd", field="body", limit=3, status=418)
    assert problem.as_json() == {"code": "odd", "detail": "Very odd", "field": "body", "limit": 3}
    assert problem.status == 418


def test_C3_a_pause_is_at_least_a_second() -> None:
    assert TooMany(retry_after=0).headers["Retry-After"] == "1"


def test_a_problem_with_a_field_appears_beside_it() -> None:
    form = PostForm({"body": "My text"})
    with as_form_error(form):
        raise Problem("too_long", "Too long", field="body")
    assert form.errors == {"body": ["Too long"]}
    assert form["body"].value() == "My text"


def test_a_problem_of_something_else_appears_above_the_form() -> None:
    form = PostForm({"body": "My text"})
    with as_form_error(form):
        raise Problem(detail="Storage is away", field="photos")
    assert form.non_field_errors() == ["Storage is away"]


def test_other_exceptions_pass_through() -> None:
    assert problem_of(ValueError()) is None
    assert problem_of(exceptions.Conflict()) is not None


def test_programs_are_known_by_address_or_by_what_they_accept() -> None:
    assert wants_json(REQUEST.get("/api/v1/posts/", headers={"accept": "text/html"}))
    assert wants_json(REQUEST.get("/", headers={"accept": "application/json"}))
    assert not wants_json(REQUEST.get("/", headers={"accept": "text/html,*/*;q=0.8"}))
    assert not wants_json(REQUEST.get("/", headers={"accept": "*/*"}))
    assert not wants_json(REQUEST.get("/"))


def test_E5_texts_are_kept_and_secrets_are_not() -> None:
    request = REQUEST.post("/", {"body": "Text", "password1": "x", "_method": "put", "code": "1"})
    assert preserved_input(request) == {}  # nothing read it yet, and reading may be what failed
    assert request.POST
    assert preserved_input(request) == {"body": "Text"}
