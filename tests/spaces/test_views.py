"""Pages of spaces: what each person sees, plain forms, swaps, and what stays hidden."""

import uuid

import pytest

from accounts.models import User
from spaces.actions import archive_space, invite_person, request_to_join
from spaces.models import Invitation, JoinRequest, Membership, Space
from tests.factories import make_post, make_space, make_user


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def text(response):
    return response.content.decode()


def form(client, path, method="put", **fields):
    """What a browser without script sends."""
    return client.post(path, {"_method": method, **fields})


def belongs(user, space):
    return Membership.objects.filter(space=space, user=user).exists()


# --- the list ------------------------------------------------------------------------------------
def test_the_list_shows_mine_and_what_i_may_discover(signed_in, anna):
    make_space(anna, name="Mine"), make_space(name="Open one")
    make_space(access="closed", name="Closed one"), make_space(access="secret", name="Hidden one")
    page = text(signed_in(anna).get("/spaces/"))
    assert all(name in page for name in ("Mine", "Open one", "Closed one"))
    assert "Hidden one" not in page


def test_A5_the_list_counts_no_members_of_a_closed_space(signed_in, eve):
    make_space(*[make_user() for _ in range(7)], access="closed", name="Works council")
    page = text(signed_in(eve).get("/spaces/?q=council"))
    assert "Works council" in page
    assert "7 M" not in page
    assert "7 m" not in page


@pytest.mark.parametrize("wanted", ["Wärme", "wärme", "WÄRME", "waerme", "pumpen", "8er-Baureihe"])
def test_search_knows_umlauts(signed_in, eve, wanted):
    make_space(name="Wärmepumpen-Wissen", description="Alles zur 8er-Baureihe")
    make_space(name="Fuhrpark")
    page = text(signed_in(eve).get("/spaces/", {"q": wanted}))
    assert "Wärmepumpen-Wissen" in page
    assert "Fuhrpark" not in page


def test_A5_search_finds_no_secret_space(signed_in, eve):
    make_space(access="secret", name="Project Eagle")
    page = text(signed_in(eve).get("/spaces/?q=Eagle"))
    assert "Project Eagle" not in page


def test_a_search_for_nonsense_is_answered(signed_in, eve):
    for wanted in ("%_", "'; DROP", "🙂", "x" * 5000, "\u202e", "-"):
        assert signed_in(eve).get("/spaces/", {"q": wanted}).status_code == 200


def test_the_list_pages_and_costs_the_same_for_few_and_many(signed_in, anna, count_queries):
    client = signed_in(anna)
    [make_space(anna, kind="department") for _ in range(2)], make_space()
    client.get("/spaces/")
    few = count_queries(lambda: client.get("/spaces/"))
    [make_space(anna, kind="department") for _ in range(8)], [make_space() for _ in range(25)]
    client.get("/spaces/")  # other spaces: what waits for anna is asked once more
    assert count_queries(lambda: client.get("/spaces/")) == few <= 12
    page = text(client.get("/spaces/"))
    assert "after=" in page


def test_a_bad_cursor_is_a_bad_request(signed_in, anna):
    assert signed_in(anna).get("/spaces/?after=garbage").status_code == 400


def test_departments_stand_as_a_tree(signed_in, anna):
    top = make_space(kind="department", name="Service")
    make_space(kind="department", name="Service Nord", parent=top)
    page = text(signed_in(anna).get("/spaces/"))
    assert page.count('class="tree"') == 2


# --- founding ------------------------------------------------------------------------------------
def new(**fields):
    start = {"name": "Kantine", "access": "open", "icon": "coffee", "hue": 45, "description": ""}
    return {**start, "client_id": uuid.uuid4(), **fields}


def test_founding_leads_to_the_members_page(signed_in, anna):
    answer = signed_in(anna).post("/spaces/new/", new())
    assert answer.url == "/s/kantine/members/"
    space = Space.objects.get()
    assert (space.name, space.icon, space.hue, space.kind) == ("Kantine", "coffee", 45, "community")


def test_E2_a_form_sent_twice_founds_once(signed_in, anna):
    client, filled = signed_in(anna), new()
    assert client.post("/spaces/new/", filled).url == client.post("/spaces/new/", filled).url
    assert Space.objects.count() == 1


def test_E5_a_wrong_form_comes_back_with_its_text(signed_in, anna):
    answer = signed_in(anna).post("/spaces/new/", new(name="", description="Keep me"))
    assert answer.status_code == 400
    assert "Keep me" in text(answer)
    assert not Space.objects.exists()


def test_A7_members_cannot_smuggle_in_a_department(signed_in, anna):
    signed_in(anna).post("/spaces/new/", new(kind="company"))
    assert Space.objects.get().kind == "community"


def test_administrators_choose_kind_and_parent(signed_in):
    boss = make_user("boss", role=User.Role.ADMINISTRATOR)
    top = make_space(kind="department", name="Top")
    signed_in(boss).post("/spaces/new/", new(kind="department", parent=top.pk))
    assert Space.objects.get(name="Kantine").parent == top


# --- members -------------------------------------------------------------------------------------
def test_members_are_listed_for_readers(signed_in, anna, eve):
    space = make_space(managers=(anna,))
    assert anna.name in text(signed_in(eve).get(f"/s/{space.slug}/members/"))


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_A5_members_of_private_spaces_are_listed_for_nobody_else(signed_in, anna, eve, access):
    space = make_space(managers=(anna,), access=access)
    assert signed_in(eve).get(f"/s/{space.slug}/members/").status_code == 404
    assert signed_in(anna).get(f"/s/{space.slug}/members/").status_code == 200


def test_deactivated_members_are_not_listed(signed_in, anna):
    gone = make_user("gone")
    space = make_space(anna, gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert "Gone Test" not in text(signed_in(anna).get(f"/s/{space.slug}/members/"))


def test_members_cost_the_same_for_few_and_many(signed_in, anna, count_queries):
    space, client = make_space(managers=(anna,)), signed_in(anna)
    path = f"/s/{space.slug}/members/"
    client.get(path)
    few = count_queries(lambda: client.get(path))
    for person in [make_user() for _ in range(30)]:
        Membership.objects.create(space=space, user=person)
    assert count_queries(lambda: client.get(path)) == few <= 12
    rest = client.get(
        client.get(path).context["page"].next and path, headers={"HX-Request": "true"}
    )
    assert rest.status_code == 200


def test_load_more_returns_rows_only(signed_in, anna):
    space, client = make_space(anna), signed_in(anna)
    for person in [make_user() for _ in range(30)]:
        Membership.objects.create(space=space, user=person)
    path = f"/s/{space.slug}/members/"
    after = client.get(path).context["page"].next
    rows = text(client.get(path, {"after": after}, headers={"HX-Request": "true"}))
    assert "<html" not in rows
    assert rows.count("<li") == 11


def test_managers_see_requests_invitations_and_find_people(signed_in, anna, ben, eve):
    kim = make_user("kim")
    space = make_space(kim, access="closed", managers=(anna,))
    request_to_join(by=ben, space=space, words="I fix these")
    invite_person(by=anna, space=space, user=eve)
    path = f"/s/{space.slug}/members/"
    assert "I fix these" in text(signed_in(anna).get(path))
    assert f"/s/{space.slug}/invitations/eve/" in text(signed_in(anna).get(path))
    lou = make_user("lou")
    found = text(signed_in(anna).get(path, {"find": "Lou Test"}))
    assert f"/s/{space.slug}/invitations/{lou.handle}/" in found
    plain = text(signed_in(kim).get(path, {"find": "Lou"}))
    assert "I fix these" not in plain
    assert "/invitations/" not in plain


# --- doors ---------------------------------------------------------------------------------------
def test_joining_and_leaving_by_plain_form(signed_in, ben):
    space, client = make_space(), signed_in(ben)
    answer = form(client, f"/s/{space.slug}/membership/")
    assert answer.url == f"/s/{space.slug}/"
    assert belongs(ben, space)
    form(client, f"/s/{space.slug}/membership/", "delete")
    assert not belongs(ben, space)


def test_joining_by_swap_returns_the_fresh_button(signed_in, ben):
    space, client = make_space(), signed_in(ben)
    answer = client.put(f"/s/{space.slug}/membership/", headers={"HX-Request": "true"})
    assert f'id="membership-{space.pk}"' in text(answer)
    assert "<html" not in text(answer)
    assert belongs(ben, space)


def test_leaving_a_secret_space_leads_to_the_list(signed_in, anna, ben):
    space = make_space(ben, access="secret", managers=(anna,))
    assert form(signed_in(ben), f"/s/{space.slug}/membership/", "delete").url == "/spaces/"


def test_asking_by_plain_form_with_words(signed_in, ben):
    space = make_space(access="closed")
    form(signed_in(ben), f"/s/{space.slug}/request/", words="Please")
    assert JoinRequest.objects.get().words == "Please"
    form(signed_in(ben), f"/s/{space.slug}/request/", "delete")
    assert not JoinRequest.objects.exists()


def test_asking_by_script_with_words(signed_in, ben):
    space = make_space(access="closed")
    signed_in(ben).put(
        f"/s/{space.slug}/request/",
        "words=Bitte+l%C3%A4chelnd",
        content_type="application/x-www-form-urlencoded",
        headers={"HX-Request": "true"},
    )
    assert JoinRequest.objects.get().words == "Bitte lächelnd"


def test_an_invitation_is_accepted_or_declined(signed_in, anna, ben, eve):
    space = make_space(access="secret", managers=(anna,))
    for person in (ben, eve):
        form(signed_in(anna), f"/s/{space.slug}/invitations/{person.handle}/")
    form(signed_in(ben), f"/s/{space.slug}/invitation/")
    answer = form(signed_in(eve), f"/s/{space.slug}/invitation/", "delete")
    assert (belongs(ben, space), belongs(eve, space)) == (True, False)
    assert answer.url == "/spaces/"
    assert not Invitation.objects.exists()


def test_managers_answer_requests(signed_in, anna, ben, eve):
    space = make_space(access="closed", managers=(anna,))
    for person in (ben, eve):
        request_to_join(by=person, space=space)
    client, back = signed_in(anna), f"/s/{space.slug}/members/"
    assert form(client, f"/s/{space.slug}/requests/ben/", next=back).url == back
    form(client, f"/s/{space.slug}/requests/eve/", "delete")
    assert (belongs(ben, space), belongs(eve, space)) == (True, False)
    assert form(client, f"/s/{space.slug}/requests/ben/").status_code == 302  # a second tap


def test_A4_a_request_to_another_space_is_not_found_here(signed_in, anna, ben):
    here = make_space(access="closed", managers=(anna,))
    there = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=there)
    client = signed_in(anna)
    for method in ("put", "delete"):
        assert form(client, f"/s/{here.slug}/requests/ben/", method).status_code == 404
        assert form(client, f"/s/{here.slug}/members/ben/", method).status_code == 404
    assert form(client, f"/s/{here.slug}/invitations/ben/", "delete").status_code == 404
    assert JoinRequest.objects.filter(space=there).exists()


def test_managers_change_roles_and_remove(signed_in, anna, ben):
    space, client = make_space(ben, managers=(anna,)), signed_in(anna)
    form(client, f"/s/{space.slug}/members/ben/", role="manager")
    assert Membership.objects.get(space=space, user=ben).role == "manager"
    form(client, f"/s/{space.slug}/members/ben/", "delete")
    assert not belongs(ben, space)


def test_the_last_manager_is_told_why_leaving_fails(signed_in, anna):
    space = make_space(managers=(anna,))
    assert form(signed_in(anna), f"/s/{space.slug}/membership/", "delete").status_code == 409
    assert belongs(anna, space)


def test_B5_a_redirect_stays_on_our_own_host(signed_in, anna, ben):
    space, client = make_space(ben, managers=(anna,)), signed_in(anna)
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = form(client, f"/s/{space.slug}/members/ben/", role="manager", next=target)
        assert answer.url == f"/s/{space.slug}/"


# --- settings, about, archive, seen --------------------------------------------------------------
def test_managers_change_the_settings(signed_in, anna):
    space, client = make_space(managers=(anna,)), signed_in(anna)
    answer = client.post(f"/s/{space.slug}/settings/", new(name="Neu", access="closed"))
    assert answer.status_code == 302
    space.refresh_from_db()
    assert (space.name, space.access) == ("Neu", "closed")


@pytest.mark.parametrize(("access", "status"), [("open", 403), ("closed", 403), ("secret", 404)])
def test_A2_settings_are_forbidden_or_unknown_before_they_are_checked(
    signed_in, eve, access, status
):
    space, client = make_space(access=access), signed_in(eve)
    assert client.get(f"/s/{space.slug}/settings/").status_code == status
    assert client.post(f"/s/{space.slug}/settings/", {}).status_code == status


def test_managers_archive_and_reopen(signed_in, anna):
    space, client = make_space(managers=(anna,)), signed_in(anna)
    form(client, f"/s/{space.slug}/archive/")
    space.refresh_from_db()
    assert space.archived_at
    form(client, f"/s/{space.slug}/archive/", "delete")
    space.refresh_from_db()
    assert not space.archived_at


def test_A5_about_names_no_hidden_parent(signed_in, anna, eve):
    hidden = make_space(access="secret", name="Project Eagle")
    space = make_space(anna)
    Space.objects.filter(pk=space.pk).update(parent=hidden)
    assert "Project Eagle" not in text(signed_in(eve).get(f"/s/{space.slug}/about/"))
    Membership.objects.create(space=hidden, user=anna)
    assert "Project Eagle" in text(signed_in(anna).get(f"/s/{space.slug}/about/"))


def test_A5_about_a_closed_space_says_no_more_than_its_header(signed_in, anna, eve):
    space = make_space(anna, access="closed", description="For pilots")
    page = text(signed_in(eve).get(f"/s/{space.slug}/about/"))
    assert "For pilots" in page
    assert anna.name not in page
    assert f"/s/{space.slug}/members/" not in page


def test_hostile_words_are_shown_as_text(signed_in, anna):
    space = make_space(
        managers=(anna,), name="<b>bold</b>", description="<script>alert(1)</script>\nsecond"
    )
    for page in ("about", "members", "settings"):
        shown = text(signed_in(anna).get(f"/s/{space.slug}/{page}/"))
        assert "<script>alert(1)" not in shown
        assert "<b>bold</b>" not in shown


def test_looking_at_a_space_is_noted_up_to_what_the_page_knew(signed_in, anna, ben):
    space, client = make_space(anna, ben), signed_in(ben)
    for _ in range(3):
        make_post(anna, space)
    assert client.put(f"/s/{space.slug}/seen/?upto=2").status_code == 204
    assert Membership.objects.get(space=space, user=ben).seen_seq == 2
    for upto in ("", "x", "-1", "9" * 30, "²"):
        assert client.put(f"/s/{space.slug}/seen/", query_params={"upto": upto}).status_code == 204
    assert Membership.objects.get(space=space, user=ben).seen_seq == 3


def test_A2_every_page_of_a_secret_space_looks_like_one_that_never_was(signed_in, eve):
    space, client = make_space(access="secret"), signed_in(eve)
    for page in ("", "about/", "members/", "settings/"):
        hidden, unknown = client.get(f"/s/{space.slug}/{page}"), client.get(f"/s/never-was/{page}")
        assert hidden.status_code == unknown.status_code == 404


@pytest.mark.parametrize("path", ["/spaces/", "/spaces/new/", "/s/x/members/", "/s/x/about/"])
def test_visitors_are_asked_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_A8_switching_needs_a_token(ben, client):
    from django.test import Client

    strict, space = Client(enforce_csrf_checks=True), make_space()
    strict.force_login(ben)
    assert strict.put(f"/s/{space.slug}/membership/").status_code == 403
    assert strict.post(f"/s/{space.slug}/membership/", {"_method": "put"}).status_code == 403
    assert not belongs(ben, space)


def test_A8_looking_changes_nothing(signed_in, anna):
    space, client = make_space(), signed_in(anna)
    for page in ("membership", "request", "invitation", "archive", "seen"):
        assert client.get(f"/s/{space.slug}/{page}/").status_code == 405


def test_an_archived_space_says_so(signed_in, anna):
    space = make_space(managers=(anna,))
    archive_space(by=anna, space=space)
    page = text(signed_in(anna).get(f"/s/{space.slug}/about/", headers={"Accept-Language": "en"}))
    assert "This space is archived" in page
