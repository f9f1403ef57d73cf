"""What people can help with: said by themselves, in a few words, and found by them."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import directory
from accounts.actions import change_profile, deactivate_person
from accounts.models import User
from accounts.skills import MOST_SKILLS, SKILL_LENGTH, SKILLS_LENGTH, checked_skills
from kit.http.exceptions import Problem
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Excel,  travel   expenses", ["Excel", "travel expenses"]),
        ("Excel; SQL\nR", ["Excel", "SQL", "R"]),
        ("excel, Excel, EXCEL", ["EXCEL"]),
        (" , ;\n", []),
        ("", []),
    ],
)
def test_phrases_are_kept_one_by_one_however_they_are_set_apart(
    typed: str, kept: list[str]
) -> None:
    anna = make_user("anna")
    change_profile(by=anna, user=anna, skills=typed)
    anna.refresh_from_db()
    assert anna.skill_list == kept
    assert anna.skills == ", ".join(kept)


def test_as_many_and_as_long_ones_as_the_limits_say_fit() -> None:
    full = ",".join(f"{number:0>{SKILL_LENGTH}}" for number in range(MOST_SKILLS))
    assert len(checked_skills(full)) <= SKILLS_LENGTH
    anna = make_user("anna")
    change_profile(by=anna, user=anna, skills=full)
    assert len(User.objects.get(pk=anna.pk).skill_list) == MOST_SKILLS


@pytest.mark.parametrize(
    ("typed", "code", "limit"),
    [
        (",".join(map(str, range(MOST_SKILLS + 1))), "too_many", MOST_SKILLS),
        ("x" * (SKILL_LENGTH + 1), "too_long", SKILL_LENGTH),
    ],
)
def test_one_more_is_refused_with_the_limit_and_nothing_is_written(
    typed: str, code: str, limit: int
) -> None:
    anna = make_user("anna", skills="Excel")
    with pytest.raises(Problem) as refused:
        change_profile(by=anna, user=anna, skills=typed)
    assert (refused.value.code, refused.value.limit) == (code, limit)
    assert refused.value.field == "skills"
    assert User.objects.get(pk=anna.pk).skills == "Excel"


def test_the_form_keeps_what_was_typed_and_says_at_its_field_what_is_wrong(
    as_anna: Client, anna: User
) -> None:
    typed = f"Excel, {'x' * 41}"
    answer = as_anna.post("/settings/profile/", {"skills": typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "at most 40 characters fit between commas" in page
    assert typed in page
    answer = as_anna.post("/settings/profile/", {"skills": "Excel, travel expenses"})
    assert answer.status_code == 302
    assert User.objects.get(pk=anna.pk).skill_list == ["Excel", "travel expenses"]


def test_every_colleague_reads_them_and_one_leads_to_others_who_can(client: Client) -> None:
    make_user("cleo", skills="Excel, C# & C++")
    client.force_login(make_user("ben", language="en"))
    page = client.get("/people/cleo/").content.decode()
    assert "Can help with" in page
    assert 'href="/people/?skill=Excel"' in page
    assert 'href="/people/?skill=C%23%20%26%20C%2B%2B"' in page


def test_a_profile_without_any_has_no_empty_heading(client: Client) -> None:
    make_user("cleo")
    client.force_login(make_user("ben", language="en"))
    assert "Can help with" not in client.get("/people/cleo/").content.decode()


@pytest.mark.parametrize(
    "asked", ["excel", "EXC", "travel", "expenses tra", "Ruecknahme", "rücknah"]
)
def test_the_directory_narrows_down_to_who_can_help(as_anna: Client, asked: str) -> None:
    make_user("cleo", first_name="Cleo", skills="Excel, travel expenses, Rücknahme")
    make_user("dora", first_name="Dora", about="Excel travel expenses Rücknahme")
    found = as_anna.get("/people/", {"skill": asked}).content.decode().partition('id="found"')[2]
    assert "Cleo" in found and "Dora" not in found


def test_K4_what_many_can_help_with_is_offered_and_goes_with_who_said_it(
    as_anna: Client, django_capture_on_commit_callbacks
) -> None:
    cleo = make_user("cleo", skills="zebra care")
    cache.clear()
    assert '<option value="zebra care">' in as_anna.get("/people/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        deactivate_person(by=None, user=cleo)
    assert "zebra" not in as_anna.get("/people/").content.decode()


def test_no_more_are_offered_than_a_list_bears() -> None:
    for number in range(directory.SKILLS_OFFERED // MOST_SKILLS + 2):
        make_user(f"p{number}", skills=", ".join(f"s{number}-{n}" for n in range(MOST_SKILLS)))
    make_user("one", skills="wanted")
    make_user("two", skills="wanted")
    offered = directory.skills(User.objects.all())
    assert len(offered) == directory.SKILLS_OFFERED and "wanted" in offered


def test_programs_read_and_write_them_as_a_list(client: Client) -> None:
    anna = make_user("anna", skills="Excel, SQL")
    client.force_login(anna)
    assert client.get("/api/v1/people/anna/").json()["skills"] == ["Excel", "SQL"]
    sent = {"skills": ["travel expenses", "R"]}
    answer = client.patch("/api/v1/me/", sent, content_type="application/json")
    assert answer.json().get("skills") == ["travel expenses", "R"], answer.json()
    assert client.get("/api/v1/people/", {"skill": "travel"}).json()["results"][0]["id"] == anna.pk


@pytest.mark.parametrize("sent", ["Excel", ["x" * 41], [1] * 13, [None], {"a": 1}, None])
def test_what_is_no_such_list_is_a_400_that_names_the_field(as_anna: Client, sent: object) -> None:
    answer = as_anna.patch("/api/v1/me/", {"skills": sent}, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["field"].partition(".")[0] == "skills"
