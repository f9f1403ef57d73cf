"""What people choose on pages and over REST, and what the company says about it."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from notifications.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.preferences import actions
from notifications.preferences.matrix import matrix_of
from notifications.preferences.presets import PRESETS, Preset
from notifications.preferences.topics import NotificationChannel, NotificationTopic
from tests.factories import make_group, make_space, make_user

SETTINGS = "/settings/notifications/"
SWAP = {"HX-Request": "true"}
JSON = {"content_type": "application/json"}


@pytest.fixture
def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR, is_staff=True, language="en")


@pytest.fixture
def page(client, anna):
    """Anna is signed in."""
    client.force_login(anna)
    return client


def cells(person):
    """What is on, as names of the form."""
    return {one.name for one in matrix_of(person).cells if one.on}


def usual(preset):
    return {
        f"{topic}-{channel}" for topic, channels in PRESETS[preset].items() for channel in channels
    }


def send(client, preset, drawn, on, **more):
    sent = {"_method": "put", "preset": preset, "drawn": drawn, **dict.fromkeys(on, "on")}
    return client.post(f"{SETTINGS}choices/", sent, **more)


# --- the page --------------------------------------------------------------------------------
def test_the_table_shows_what_holds(page):
    html = page.get(SETTINGS).content.decode()
    table = html[html.index('class="channels"') :]
    boxes = re.findall(r'type="checkbox" name="([a-z_]+-[a-z]+)"( checked)?( disabled)?', table)
    assert len(boxes) == len(NotificationTopic) * len(NotificationChannel)
    assert {name for name, checked, _off in boxes if checked} == usual(Preset.NORMAL)
    assert [name for name, _checked, off in boxes if off] == ["must_reads-bell"]


def test_another_preset_begins_anew(page, anna):
    actions.choose(
        by=anna, topic=NotificationTopic.POLLS, channel=NotificationChannel.MAIL, on=True
    )
    answer = send(page, "calm", "normal", usual(Preset.NORMAL))
    assert (answer.status_code, answer.url) == (302, SETTINGS)
    assert cells(anna) == usual(Preset.CALM)
    assert not Choice.objects.exists()


def test_only_what_differs_from_the_preset_is_stored(page, anna):
    wanted = usual(Preset.NORMAL) - {"reactions-bell"} | {"mentions-mail"}
    assert send(page, "normal", "normal", wanted, headers=SWAP).status_code == 200
    assert cells(anna) == wanted
    stored = set(Choice.objects.values_list("topic", "channel", "on"))
    assert stored == {("reactions", "bell", False), ("mentions", "mail", True)}


def test_taking_back_a_preset_brings_the_single_choices_back(page, anna):
    wanted = usual(Preset.NORMAL) | {"mentions-mail"}
    send(page, "normal", "normal", wanted)
    send(page, "calm", "normal", wanted)
    assert cells(anna) == usual(Preset.CALM)
    send(page, "normal", "normal", wanted)
    assert cells(anna) == wanted


def test_a_fixed_cell_cannot_be_sent(page, anna):
    CompanyRule.objects.create(topic="polls", channel="mail", default=False, locked=True)
    send(page, "normal", "normal", {"polls-mail"})
    assert cells(anna) == {"must_reads-bell"}


@pytest.mark.parametrize("preset", ["", "loud", "x" * 5000])
def test_C1_an_unknown_preset_is_refused(page, preset):
    assert send(page, preset, "normal", ()).status_code == 400


def test_levels_of_spaces_and_chats_are_set_one_by_one(page, anna):
    space, group = make_space(anna, name="Fleet"), make_group(name="Crew")
    html = page.get(f"{SETTINGS}places/").content.decode()
    assert "Fleet" in html and "Crew" not in html
    assert "Crew" in page.get(f"{SETTINGS}places/?of=chats").content.decode()
    for place in (f"space:{space.pk}", f"chat:{group.pk}"):
        address = f"{SETTINGS}places/{place}/"
        for level in ("all", "none"):
            assert page.post(address, {"_method": "put", "level": level}).status_code == 302
            assert PlaceLevel.objects.get(place=place).level == level
        page.post(address, {"_method": "put", "level": ""})
        assert not PlaceLevel.objects.filter(place=place).exists()
        assert page.post(address, {"_method": "put", "level": "loud"}).status_code == 400


@pytest.mark.parametrize(
    "place", ["space:999999999", "chat:999999999", "post:1", "space:", "space:x", "space:٣", ":1"]
)
def test_A2_a_place_one_may_not_know_of_does_not_exist(page, eve, place):
    secret = make_space(eve, access="secret")
    for name in (place, f"space:{secret.pk}"):
        answer = page.put(f"/api/v1/preferences/places/{name}/", {"level": "all"}, **JSON)
        assert answer.status_code == 404
        sent = {"_method": "put", "level": "all"}
        assert page.post(f"{SETTINGS}places/{name}/", sent).status_code == 404


def test_a_page_of_places_goes_on_and_costs_the_same_for_2_and_20(page, anna, count_queries):
    def measured(of):
        address = f"{SETTINGS}places/?of={of}"
        return [count_queries(lambda: page.get(address)) for _time in range(2)][1]

    def found(count):
        for _time in range(count):
            make_space(anna)
            make_group()

    found(2)
    two = {of: measured(of) for of in ("spaces", "chats")}
    found(20)
    assert {of: measured(of) for of in two} == two
    assert max(two.values()) <= 12
    html = page.get(f"{SETTINGS}places/").content.decode()
    more = re.search(r'href="(\?after=[^"]+)"', html)[1]
    assert page.get(f"{SETTINGS}places/{more}").content.decode().count("autosave-form ") == 2


def test_the_settings_cost_at_most_12_queries(page, count_queries):
    assert [count_queries(lambda: page.get(SETTINGS)) for _time in range(2)][1] <= 12


# --- REST ------------------------------------------------------------------------------------
def test_the_api_shows_and_sets_preset_and_cells(page, anna):
    answer = page.put("/api/v1/preferences/", {"preset": "calm"}, **JSON)
    assert (answer.status_code, answer.json()["preset"]) == (200, "calm")
    assert page.put("/api/v1/preferences/", {"preset": "loud"}, **JSON).status_code == 400
    cell = "/api/v1/preferences/choices/reactions/push/"
    for _time in range(2):
        assert page.put(cell).status_code == 204
    assert "reactions-push" in cells(anna)
    for _time in range(2):
        assert page.delete(cell).status_code == 204
    rows = page.get("/api/v1/preferences/").json()["cells"]
    assert {"topic": "reactions", "channel": "push", "on": False, "fixed": False} in rows
    assert {"topic": "must_reads", "channel": "bell", "on": True, "fixed": True} in rows
    assert page.put("/api/v1/preferences/choices/reactions/pigeon/").status_code == 404
    assert page.delete("/api/v1/preferences/choices/must_reads/bell/").status_code == 403


def test_the_api_sets_and_lists_levels_of_places(page, anna, ben):
    place = f"space:{make_space(anna).pk}"
    address = f"/api/v1/preferences/places/{place}/"
    assert page.put(address, {"level": "none"}, **JSON).json() == {"place": place, "level": "none"}
    assert page.put(address, {"level": "loud"}, **JSON).status_code == 400
    listed = page.get("/api/v1/preferences/places/").json()["results"]
    assert listed == [{"place": place, "level": "none"}]
    page.force_login(ben)
    assert page.get("/api/v1/preferences/places/").json()["results"] == []


# --- the company -----------------------------------------------------------------------------
def test_administrators_set_rules_and_it_is_written_down(client, boss, anna):
    client.force_login(boss)
    address = "/admin/notifications/companyrule/"
    sent = {"topic": "colleagues", "channel": "bell", "default": "on", "locked": "on"}
    assert client.post(f"{address}add/", sent).status_code == 302
    assert "colleagues-bell" in cells(anna)
    rule = CompanyRule.objects.get()
    assert client.post(f"{address}{rule.pk}/change/", {"locked": "on"}).status_code == 302
    assert "colleagues-bell" not in cells(anna)
    assert client.post(f"{address}{rule.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not CompanyRule.objects.exists()
    deeds = AuditEntry.objects.filter(action__startswith="notifications.").values_list(
        "action", "by"
    )
    said, dropped = "notifications.set_company_rule", "notifications.drop_company_rule"
    assert list(deeds.order_by("pk")) == [(said, boss.pk), (said, boss.pk), (dropped, boss.pk)]


def test_nobody_else_sets_rules_of_the_company(anna):
    said = {"topic": "polls", "channel": "bell", "default": False, "locked": True}
    with pytest.raises(PermissionDenied):
        actions.set_company_rule(by=anna, **said)
    rule = CompanyRule.objects.create(**said)
    with pytest.raises(PermissionDenied):
        actions.drop_company_rule(by=anna, rule=rule)
    assert Preferences.objects.count() == 0
