"""The pages of News as people use them."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from announcements import actions, confirmations
from announcements.models import Announcement, Confirmation
from tests.announcements.newsroom import make_announcement, make_draft, make_editor, make_plan
from tests.factories import make_space, make_user

pytestmark = pytest.mark.english

SWAP = {"HX-Request": "true"}


def due(days=3):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def reader(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def desk(django_user_model):
    from django.test import Client

    editor = make_editor()
    type(editor).objects.filter(pk=editor.pk).update(language="en")
    browser = Client()
    browser.force_login(editor)
    return browser


def test_a_reader_confirms_and_is_thanked(reader, ben):
    one = make_announcement(make_space(ben), confirm_by=due())
    shown = reader.get(one.get_absolute_url()).content.decode()
    assert "Please confirm by" in shown and "Read and understood" in shown
    thanked = reader.post(
        f"/announcements/{one.pk}/confirmation/", {"_method": "put", "version": 1}, headers=SWAP
    )
    assert "Thanks, Ben." in thanked.content.decode()
    assert Confirmation.objects.filter(user=ben, version=one.required).count() == 1
    assert "Confirmed by you" in reader.get("/announcements/").content.decode()


def test_without_script_confirming_leads_back_to_the_page(reader, ben):
    one = make_announcement(make_space(ben), confirm_by=due())
    answer = reader.post(f"/announcements/{one.pk}/confirmation/", {"_method": "put", "version": 1})
    assert answer.url == f"{one.get_absolute_url()}#confirm"


def test_the_feed_shows_what_must_be_read_first_and_whole_until_it_is_confirmed(reader, ben):
    space = make_space(ben)
    one = make_announcement(space, confirm_by=due(), title="Must read")
    from tests.factories import make_post

    make_post(make_user("anna"), make_space(make_user("anna")), body="Newer")
    shown = reader.get("/").content.decode()
    assert shown.index("Must read") < shown.index("Newer")
    assert shown.count(f'id="p-{one.pk}"') == 1
    assert "Read and confirm" in shown
    assert reader.put(f"/announcements/{one.pk}/opened/").status_code == 204
    assert "Read and confirm" in reader.get("/").content.decode()  # one look is no answer


def test_the_feed_shows_at_most_two_first(reader, ben):
    space = make_space(ben)
    for number in range(3):
        make_announcement(space, confirm_by=due(number + 1), title=f"Must {number}")
    from feed import kinds, timeline

    first = kinds.pinned_for(ben)
    titles = [Announcement.objects.get(pk=pk).shown.title for pk in first]
    assert titles == ["Must 0", "Must 1"]
    page = timeline.feed(ben, first=first)
    assert [post.pk for post in page.items][:2] == first
    assert len(page.items) == 3


def test_the_badge_counts_what_is_open(reader, ben):
    one = make_announcement(make_space(ben), confirm_by=due())
    assert 'data-badge="announcements"><span class="badge badge--must"' in (
        reader.get("/").content.decode()
    )
    actions.confirm_announcement(by=ben, announcement=one)
    assert "badge--must" not in reader.get("/").content.decode()


def test_the_address_follows_the_title_and_the_number_stays(reader, ben):
    one = make_announcement(make_space(ben), title="Über Öl")
    assert reader.get(f"/announcements/{one.pk}/").url == one.get_absolute_url()
    assert reader.get(f"/p/{one.pk}/").url == one.get_absolute_url()
    assert reader.get(f"/announcements/{one.pk}-old-words/").url == one.get_absolute_url()
    assert reader.get(one.get_absolute_url()).status_code == 200


def test_an_editor_writes_previews_and_publishes(desk, ben):
    space = make_space(ben, access="closed")
    space.members.add(make_editor())
    sent = {
        "title_en": "Winter rota",
        "lead_en": "From December",
        "body_en": "One **number**",
        "title_de": "Winterplan",
        "spaces": [space.slug],
        "confirm_by": due().isoformat(),
        "comments_open": "on",
    }
    answer = desk.post("/announcements/new/", sent)
    one = Announcement.objects.get()
    assert answer.url == f"/announcements/{one.pk}/preview/"
    shown = desk.get(answer.url).content.decode()
    assert "Winter rota" in shown and "Winterplan" in shown and "<strong>number</strong>" in shown
    assert not Announcement.objects.visible_to(ben).exists()
    desk.post(f"/announcements/{one.pk}/release/", {"_method": "put"})
    one = Announcement.objects.get()
    assert set(confirmations.open_people(one)) == set(space.members.all())
    assert Announcement.objects.visible_to(ben).get() == one


def test_what_was_typed_stays_when_the_form_is_refused(desk):
    answer = desk.post("/announcements/new/", {"lead_en": "Only a lead"})
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "Only a lead" in shown and "Give the announcement a title." in shown


def test_the_audience_is_counted_while_the_form_is_filled(desk):
    for number in range(7):
        make_user(f"seller{number}", department="Sales")
    make_user("trainee", department="Sales", job_title="Trainee")
    shown = desk.get("/announcements/audience/?any_of=department:Sales&none_of=job_title:Trainee")
    assert "7 people will read this" in shown.content.decode()
    assert "Seller0 Test" in shown.content.decode()


def test_an_unchanged_form_saves_the_same_audience(desk, ben):
    make_user("seller", department="Sales", place="Ulm")
    sent = {"title_en": "A", "any_of": ["department:Sales", "place:Ulm"], "comments_open": "on"}
    desk.post("/announcements/new/", sent)
    one = Announcement.objects.get()
    form = desk.get(f"/announcements/{one.pk}/edit/").content.decode()
    assert 'value="department:Sales" checked' in form


def test_others_are_refused_in_the_newsroom(reader):
    for address in ("/announcements/desk/", "/announcements/new/", "/announcements/audience/"):
        assert reader.get(address).status_code == 403, address


def test_the_archive_is_narrowed_by_category_and_year(reader, ben):
    from announcements.models import Category

    fleet = Category.objects.create(name="Fleet", slug="fleet")
    space = make_space(ben)
    make_announcement(space, title="Vans", category=fleet)
    make_announcement(space, title="Holidays")
    shown = reader.get("/announcements/?category=fleet").content.decode()
    assert "Vans" in shown and "Holidays" not in shown
    year = timezone.localdate().year
    assert "Vans" in reader.get(f"/announcements/?year={year}").content.decode()
    assert "Vans" not in reader.get(f"/announcements/?year={year - 1}").content.decode()
    assert reader.get("/announcements/?year=99999").status_code == 200


def test_what_has_expired_is_marked_and_still_found(reader, ben):
    one = make_announcement(make_space(ben), title="Old rule", confirm_by=due())
    actions.archive_announcement(by=make_editor(), announcement=one)
    shown = reader.get("/announcements/").content.decode()
    assert "Old rule" in shown and "Expired" in shown
    assert "Needs your confirmation" not in shown
    assert "Read and understood" not in reader.get(one.get_absolute_url()).content.decode()


def test_a_correction_is_seen_as_a_difference(reader, ben):
    space = make_space(ben)
    one = make_announcement(space)
    from announcements.drafts import Words

    plan = make_plan("New rota", space, words={"en": Words("New rota", "In short.", "A new text.")})
    actions.change_announcement(by=make_editor(), announcement=one, plan=plan)
    assert "corrected" in reader.get(one.get_absolute_url()).content.decode()
    shown = reader.get(f"/announcements/{one.pk}/versions/").content.decode()
    assert "<del>The **whole** </del>" in shown and "<ins>A new </ins>" in shown


def test_readers_get_their_language_and_find_the_other_one_tap_away(reader, ben):
    from announcements.drafts import Words

    words = {"de": Words("Winterplan", "", "Kalt"), "en": Words("Winter rota", "", "Cold")}
    one = make_announcement(make_space(ben), words=words)
    with translation.override("en"):  # the address holds the title, in the language of the reader
        address = one.get_absolute_url()
    shown = reader.get(address).content.decode()
    assert "Winter rota" in shown and "?language=de" in shown
    assert "Winterplan" in reader.get(f"{address}?language=de").content.decode()


def test_closed_comments_are_refused_by_the_action_too(reader, ben):
    one = make_announcement(make_space(ben), comments_open=False)
    assert "Comments are closed here." in reader.get(one.get_absolute_url()).content.decode()
    answer = reader.post(f"/p/{one.pk}/comments/", {"body": "But why?"})
    assert answer.status_code == 400
    assert "Comments are closed here." in answer.content.decode()
    assert "But why?" in answer.content.decode()


def test_a_second_pair_of_eyes_lets_it_out(desk, ben):
    from django.test import Client

    one = make_draft(make_space(ben), wants_review=True)
    desk.post(f"/announcements/{one.pk}/release/", {"_method": "put"})
    assert not Announcement.objects.visible_to(ben).exists()
    assert desk.post(f"/announcements/{one.pk}/approval/", {"_method": "put"}).status_code == 403
    other = Client()
    other.force_login(make_editor("otto"))
    shown = other.get(f"/announcements/{one.pk}/preview/").content.decode()
    assert f"/announcements/{one.pk}/approval/" in shown
    other.post(f"/announcements/{one.pk}/approval/", {"_method": "put"})
    assert Announcement.objects.visible_to(ben).exists()


def test_planned_ones_are_read_from_their_minute_on(desk, ben):
    one = make_draft(make_space(ben), starts_at=timezone.now() + timedelta(hours=2))
    actions.publish_announcement(by=make_editor(), announcement=one)
    assert not Announcement.objects.visible_to(ben).exists()
    assert "New rota" in desk.get("/announcements/desk/").content.decode()


def test_a_full_day_is_warned_of(desk, ben):
    space, later = make_space(ben), timezone.now() + timedelta(days=2)
    for number in range(3):
        one = make_draft(space, title=f"Plan {number}", starts_at=later)
        actions.publish_announcement(by=make_editor(), announcement=one)
    fourth = make_draft(space, starts_at=later)
    assert (
        "3 other announcements" in desk.get(f"/announcements/{fourth.pk}/preview/").content.decode()
    )
    assert "3 announcements on one day" in desk.get("/announcements/desk/").content.decode()


def test_deleting_takes_it_away_for_good(desk, reader, ben):
    one = make_announcement(make_space(ben), confirm_by=due())
    actions.confirm_announcement(by=ben, announcement=one)
    assert desk.get(f"/announcements/{one.pk}/delete/").status_code == 200
    desk.post(f"/announcements/{one.pk}/", {"_method": "delete"})
    assert reader.get(f"/announcements/{one.pk}/").status_code == 404
    assert Confirmation.objects.count() == 1
    assert "whole" not in "".join(one.versions.values_list("texts__body", flat=True))


def test_a_typing_error_in_the_archive_is_put_right_without_publishing_it_again(desk, ben):
    space = make_space(ben)
    one = make_announcement(space, confirm_by=due())
    actions.archive_announcement(by=make_editor(), announcement=one)
    form = desk.get(f"/announcements/{one.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in ("title_en", "version")}
    ends = timezone.localtime(form.initial["ends_at"]).strftime("%Y-%m-%dT%H:%M")
    sent |= {"body_en": "Righted", "spaces": [space.slug], "ends_at": ends}
    assert desk.post(f"/announcements/{one.pk}/edit/", sent).status_code == 302
    one = Announcement.objects.get()
    assert one.is_expired
    assert one.current.number == 3 and one.shown.body == "Righted"


def test_reach_is_shown_for_every_announcement(desk):
    one = make_announcement(make_space(*(make_user(f"p{n}") for n in range(6))))
    shown = desk.get(f"/announcements/{one.pk}/report/").content.decode()
    assert "<dt>Recipients</dt><dd>6</dd>" in shown and "Delivered" not in shown
    assert "percent confirmed" not in shown and "CSV" not in shown


def test_D1_pictures_of_a_draft_are_for_the_newsroom_only(desk, reader):
    from feed.actions import upload_photo
    from tests.feed.pictures import a_picture

    photo = upload_photo(by=make_editor(), upload=a_picture())
    one = make_draft(photos=[photo.key])
    address = f"/announcements/{one.pk}/pictures/{photo.key}/480"
    assert address in desk.get(f"/announcements/{one.pk}/preview/").content.decode()
    assert desk.get(address).status_code == 200
    assert reader.get(address).status_code == 404
    assert reader.get(f"/files/photos/{photo.key}/480").status_code == 404
