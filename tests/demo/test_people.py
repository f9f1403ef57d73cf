"""The people of the demo company on paper: enough of them, of every kind, always the same."""

import re
from collections import Counter

from accounts.models import User
from accounts.skills import checked_skills
from demo.people import FIRST_NUMBER, SPOKEN, Person, company, read_facts
from demo.spaces import places


def by_handle() -> dict[str, Person]:
    return {person.handle: person for person in company()}


def test_nordwerk_has_212_people_with_names_of_their_own():
    people = company()
    assert len(people) == 212
    assert len({person.handle for person in people}) == 212
    assert len({person.email for person in people}) == 212
    assert len({person.phone for person in people}) == 212
    assert len({person.staff_number for person in people}) == 212


def test_the_same_people_are_dealt_out_every_time():
    first = company()
    company.cache_clear()
    assert company() == first


def test_everybody_is_described_completely():
    for person in company():
        assert person.first_name and person.last_name, person
        assert person.job_title and person.department and person.place, person
        assert person.spoken and person.language in {"de", "en"}, person
        assert person.email.endswith("@nordwerk.example"), person


def test_phone_numbers_belong_to_nobody():
    assert all(re.fullmatch(r"0151 555 \d{4}", person.phone) for person in company())


def test_handles_can_be_mentioned_and_stand_in_addresses():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", person.handle) for person in company())


def test_staff_numbers_follow_the_order_of_joining():
    people = company()
    assert [int(one.staff_number) for one in people] == list(
        range(FIRST_NUMBER, FIRST_NUMBER + 212)
    )
    assert [one.days for one in people] == sorted((one.days for one in people), reverse=True)


def test_departments_have_the_sizes_that_are_written_down():
    wanted = {one["name"]: one["size"] for one in read_facts("people.toml")["department"]}
    assert Counter(person.department for person in company()) == wanted
    assert sum(wanted.values()) == 212


def test_every_department_and_place_is_somebodys():
    written = read_facts("people.toml")["department"]
    people = company()
    assert {person.department for person in people} == {one["name"] for one in written}
    assert {place for one in written for place in one["places"]} <= {p.place for p in people}


def test_both_languages_are_at_home():
    languages = Counter(person.language for person in company())
    assert languages["de"] > languages["en"] > 10


def test_many_tongues_are_spoken():
    heard = {tongue for person in company() for tongue in person.spoken.split(", ")}
    assert len(heard) > 20
    assert heard <= set(SPOKEN.values())


def test_many_say_what_they_can_help_with_in_few_words():
    said = [person.skills for person in company() if person.skills]
    assert 80 < len(said) < 200
    assert all(checked_skills(line) == line for line in said)
    assert not any("Kann helfen" in person.about for person in company())


def test_some_have_a_portrait_and_some_keep_their_initials():
    drawn = sum(person.portrait for person in company())
    assert 50 < drawn < 106


def test_there_is_an_administrator_an_editor_and_many_members():
    roles = Counter(person.role for person in company())
    assert roles[User.Role.ADMINISTRATOR] == roles[User.Role.EDITOR] == 1
    assert roles[User.Role.MEMBER] == 210


def test_three_people_joined_today():
    assert {person.first_name for person in company() if not person.days} == {
        "Tom",
        "Birgit",
        "Priya",
    }


def test_trainees_have_not_been_here_for_decades():
    assert all(p.days <= 1000 for p in company() if p.job_title.startswith("Azubi"))


def test_deniz_can_be_called_under_the_number_of_the_profile():
    deniz = by_handle()["deniz-yildirim"]
    assert deniz.phone == "0151 555 0148"
    assert deniz.spoken == "Deutsch, Türkisch, Englisch"


def test_spaces_have_a_parent_that_stands_before_them():
    seen = {""}
    for place in places():
        assert place.parent in seen, place.slug
        seen.add(place.slug)


def test_spaces_have_managers_and_only_known_members():
    known = by_handle()
    for place in places():
        assert place.managers, place.slug
        assert set(place.managers) <= set(place.members) <= known.keys(), place.slug
        assert len(place.members) == len(set(place.members)), place.slug


def test_everybody_belongs_to_the_company_and_to_the_own_department():
    everywhere = [set(place.members) for place in places() if place.kind == "company"]
    departments = {h for place in places() if place.kind == "department" for h in place.members}
    assert everywhere == [set(by_handle())]
    assert departments | {"ole-christiansen"} >= {
        p.handle for p in company() if p.department != "Fuhrpark"
    }


def test_spaces_have_the_sizes_people_see():
    sizes = {place.slug: len(place.members) for place in places()}
    assert sizes["nordwerk"] == 212
    assert sizes["servicetechnik-nord"] == 58
    assert sizes["waermepumpen-wissen"] == 64
    assert sizes["fuhrpark"] == 112
    assert sizes["medizintechnik"] == 28


def test_every_kind_of_access_occurs():
    assert {place.access for place in places()} == {"open", "closed", "secret"}
