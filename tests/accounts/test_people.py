"""Adding people, their names, and what they may say about themselves."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from accounts import policy
from accounts.actions import change_profile, create_person
from accounts.admin import ABOUT
from accounts.models import User
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from tests.factories import make_user
from tests.together import at_once


def add(**fields):
    names = {"staff_number": "4471", "first_name": "Deniz", "last_name": "Yıldırım"}
    return create_person(by=None, **{**names, **fields})


def test_a_new_person_has_a_verified_address_and_a_handle_from_the_name():
    deniz = add(email="Deniz@Nordwerk.Example ")
    assert deniz.handle == "deniz-yildirim"
    address = EmailAddress.objects.get(user=deniz)
    assert (address.email, address.verified, address.primary) == (
        "deniz@nordwerk.example",
        True,
        True,
    )
    assert OutboxEntry.objects.filter(event="accounts.PersonCreated").exists()


@pytest.mark.parametrize(
    ("first", "last", "handle"),
    [
        ("Jörg", "Müller-Lüdenscheidt", "joerg-mueller-luedenscheidt"),
        ("Łukasz", "Żak", "lukasz-zak"),
        ("Ольга", "Иванова", "person"),
        ("X", "", "x"),
        ("A" * 100, "B" * 100, "a" * 40),
    ],
)
def test_handles_are_plain_letters_whatever_the_name(first, last, handle):
    assert add(first_name=first, last_name=last).handle == handle


def test_two_people_of_the_same_name_have_two_handles():
    assert [add(staff_number=number).handle for number in ("1", "2", "3")] == [
        "deniz-yildirim",
        "deniz-yildirim-2",
        "deniz-yildirim-3",
    ]


def test_without_a_password_nobody_can_sign_in_yet():
    assert not add().has_usable_password()


@pytest.mark.parametrize(
    "handle", ["two words", "ende-", "-anfang", "a..b", "umläut", "a/b", "<b>", "a@b", "\u202etxt"]
)
def test_a_handle_that_does_not_fit_into_an_address_is_refused(handle):
    with pytest.raises(Problem) as refused:
        add(handle=handle)
    assert refused.value.field == "handle"


# --- B6: names -------------------------------------------------------------------------------
def test_B6_names_to_sign_in_with_are_stored_in_one_form():
    assert add(staff_number=" Ｍ-ÄRZ１ ").staff_number == "m-ärz1"


@pytest.mark.parametrize("again", ["kurt", "KURT", "Ｋｕｒｔ", " kurt "])
def test_B6_the_same_name_typed_otherwise_is_taken(again):
    add(staff_number="Kurt")
    with pytest.raises(Conflict) as refused:
        add(staff_number=again, handle="other")
    assert refused.value.field == "staff_number"


@pytest.mark.parametrize(
    "name",
    [
        "Аnna",  # a Cyrillic A
        "Annа",
        "Ριtter",  # Greek and Latin
        "An\u200bna",
        "An\u202ena",
        "An\u2066na",
        "Anna\u3164",
        "An\x00na",
        "Anna\x07",
        "A" + "\u0301" * 20,
        "An\ufeffna",
        "An\u00adna",
    ],
)
@pytest.mark.parametrize("field", ["first_name", "last_name", "staff_number"])
def test_B6_names_that_mislead_are_refused(name, field):
    with pytest.raises(Problem) as refused:
        add(**{field: name})
    assert refused.value.code == "misleading_name"
    assert refused.value.field == field


@pytest.mark.parametrize(
    "name",
    ["Şahin", "O’Brien", "D'Angelo", "Müller-Lüdenscheidt", "Ольга", "Νίκος", "李小龙",
     "田中さくら", "김민준", "محمد", "नीना", "Jean-François", "Nguyễn", "Ólafur Þór",
     "van der Berg", "Иван Petrov"],
)  # fmt: skip
def test_B6_names_of_the_whole_world_are_welcome(name):
    assert add(first_name=name).first_name


def test_B6_fullwidth_letters_of_an_address_do_not_make_a_second_account():
    add(email="kurt@nordwerk.example")
    with pytest.raises(Problem):
        add(staff_number="2", email="kurt\u200b@nordwerk.example")
    with pytest.raises(Conflict):
        add(staff_number="2", email="KURT@nordwerk.example")


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no address"), ("first_name", "x" * 101), ("first_name", ""), ("time_zone", "Mars"),
     ("language", "tlh"), ("phone", "1" * 41), ("about", "x" * 1001), ("theme", "neon"),
     ("staff_number", "  "), ("spoken", "x" * 100_000)],
)  # fmt: skip
def test_C1_what_does_not_fit_names_its_field(field, value):
    with pytest.raises(Problem) as refused:
        add(**{field: value})
    assert (refused.value.status, refused.value.field) == (400, field)


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_requests_at_once_make_one_person():
    def add_or_conflict(_number):
        try:
            return add(email="deniz@nordwerk.example").handle
        except Conflict as conflict:
            return conflict.status

    assert at_once(add_or_conflict).count(409) == 11
    assert User.objects.filter(staff_number="4471").count() == 1
    assert EmailAddress.objects.filter(email="deniz@nordwerk.example").count() == 1


# --- A7: who says what -----------------------------------------------------------------------
def test_A7_people_say_only_what_is_theirs_to_say():
    anna = make_user("anna")
    change_profile(by=anna, user=anna, phone="0151 555 0148", about="Heat pumps")
    anna.refresh_from_db()
    assert anna.phone == "0151 555 0148"


@pytest.mark.parametrize(
    "field",
    ["department", "place", "first_name", "email", "staff_number", "role", "is_staff", "is_active",
     "is_superuser", "handle", "password", "joined_at", "session_epoch", "portrait_key"],
)  # fmt: skip
def test_A7_nobody_widens_the_own_rights_by_a_profile_field(field):
    anna = make_user("anna")
    with pytest.raises(PermissionDenied):
        change_profile(by=anna, user=anna, **{field: "1"})


def test_A7_nobody_changes_the_profile_of_somebody_else():
    with pytest.raises(PermissionDenied):
        change_profile(by=make_user("eve"), user=make_user("anna"), phone="1")


@pytest.mark.parametrize("role", [User.Role.MEMBER, User.Role.EDITOR])
def test_A7_only_administrators_add_people(role):
    eve = make_user("eve", role=role)
    with pytest.raises(PermissionDenied):
        create_person(by=eve, staff_number="9", first_name="Mallory")


def test_administrators_change_what_the_company_says():
    chief, anna = make_user("chief", role=User.Role.ADMINISTRATOR), make_user("anna")
    change_profile(by=chief, user=anna, department="Service", email="new@nordwerk.example")
    anna.refresh_from_db()
    assert anna.department == "Service"
    own = EmailAddress.objects.filter(user=anna).values_list("email", "verified", "primary")
    assert list(own) == [("new@nordwerk.example", True, True)]


def test_the_administration_asks_for_exactly_what_the_company_says():
    assert set(ABOUT) == policy.COMPANY_FIELDS


def test_a_deactivated_administrator_grants_nothing():
    chief = make_user("chief", role=User.Role.ADMINISTRATOR)
    User.objects.filter(pk=chief.pk).update(is_active=False)
    chief.refresh_from_db()
    assert not policy.may_grant(chief, User.Role.MEMBER)


def test_text_about_oneself_is_stored_without_turning_characters():
    anna = make_user("anna")
    change_profile(by=anna, user=anna, about="invoice\u202efdp.exe")
    assert anna.about == "invoicefdp.exe"


def test_the_colour_of_a_person_is_a_step_of_the_style_sheet():
    assert all(make_user().hue in range(0, 360, 15) for _ in range(30))


@pytest.mark.parametrize(
    ("spoken", "languages"), [("German, Turkish", ["German", "Turkish"]), (" , ", []), ("", [])]
)
def test_languages_are_listed_one_by_one(spoken, languages):
    assert make_user(spoken=spoken).spoken_languages == languages
