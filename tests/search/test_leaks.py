"""Fifty words that stand in private things only, looked for by people who may not read them."""

from datetime import timedelta
from urllib.parse import quote, quote_plus

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actions import deactivate_person
from announcements.actions import publish_announcement, write_announcement
from announcements.drafts import AnnouncementPlan, Words
from chat.actions import open_direct, send_message
from feed.actions import create_post, delete_post, upload_file, write_comment
from feed.models import Photo
from kit.jobs.outbox import work
from search.engine import Query, find, suggest
from search.index.rebuilding import rebuild
from search.models import SearchEntry
from search.sources import sources
from spaces.actions import remove_member
from surveys.actions import create_survey, publish_survey
from tests.factories import make_group, make_poll, make_space, make_user

pytestmark = pytest.mark.django_db

SOUNDS = ("zirk", "volm", "quast", "brelt", "fjoln", "grimp", "holtz", "jaxen")
CANARIES = [
    f"{SOUNDS[n % 8]}{SOUNDS[(n * 3 + n // 8 + 1) % 8]}{'abcdefgh'[n // 8]}" for n in range(50)
]

# What a profile says; of somebody who has left it is nobody's to find.
PROFILE = (
    "first_name", "last_name", "job_title", "department", "place", "phone", "spoken", "skills",
    "about", "status_words",
)  # fmt: skip


def canary(words):
    return next(words).capitalize()


@pytest.fixture
def hidden(anna, ben, eve):
    """Ben was a member everywhere and is none any more; Eve never was one."""
    words = iter(CANARIES)
    say = lambda: canary(words)  # noqa: E731
    tomorrow = timezone.now() + timedelta(days=1)
    secret = make_space(
        ben, managers=(anna,), access="secret", name=say(), description=f"{say()} {say()}"
    )
    closed = make_space(ben, managers=(anna,), access="closed", name="Works", description="known")
    for space in (secret, closed):
        key = upload_file(by=anna, upload=SimpleUploadedFile(f"{say()}.bin", b"\x01\x02")).key
        post = create_post(
            by=anna, spaces=[space], body=f"# {say()}\n\n{say()} {say()} #{say()}", photos=[key]
        )
        write_comment(by=anna, post=post, body=f"{say()} {say()}")
        name = "quarterly numbers"
        survey = create_survey(
            by=anna,
            title=f"{name} {say()}",
            intro=say(),
            spaces=[space],
            anonymous=False,
            questions=[
                {"key": "q1", "kind": "single", "text": f"{say()}?", "options": [say(), say()]}
            ],
            ends_at=timezone.now() + timedelta(days=9),
        )
        publish_survey(by=anna, survey=survey)
    make_poll(anna, secret, body=f"{say()}?", options=[say(), say()])
    group = make_group(ben)
    send_message(by=anna, conversation=group, body=f"{say()} {say()} {say()}")
    send_message(
        by=anna,
        conversation=open_direct(by=anna, person=make_user("carl")),
        body=f"{say()} {say()}",
    )
    make_user("dora", staff_number=say())
    gone = make_user(
        "gone", **{name: say() for name in PROFILE}, status="meeting", status_until=tomorrow
    )
    everything()
    deactivate_person(by=None, user=gone)
    chief = make_user("chief", role="administrator")
    for later in (None, timezone.now() + timedelta(days=2)):
        texts = {"en": Words(title=say(), lead="", body=say())}
        plan = AnnouncementPlan(
            words=texts, spaces=[make_space(anna, ben, eve, chief)], starts_at=later
        )
        one = write_announcement(by=chief, plan=plan)
        if later:
            publish_announcement(by=chief, announcement=one)
    return secret, closed, group, list(words)


def everything():
    while work():
        pass
    for source in sources().values():
        list(rebuild(source))


def forms(word):
    """A word as somebody may type it who guesses: whole, begun, misspelt, with operators."""
    half = len(word) // 2
    yield from (
        word,
        word[:4],
        word[:-1],
        word[1:],
        f"{word} report",
        f"{word[:half]}-{word[half:]}",
    )
    yield from (word[:3] + "x" + word[4:], word[:5] + word[6:], f"{word[:4]}*", f'NOT "{word}')


def betrayed(person, words):
    """What of `words` a person is shown by any way to ask."""
    shown = []
    for word in words:
        for text in forms(word):
            answer = find(person, Query(text))
            shown += [
                f"{text}: {hit.kind} {hit.title}" for hit in answer.hits if _holds(hit, words)
            ]
            known = {hit.kind for hit in answer.hits}
            shown += [f"{text}: {kind} counted" for kind in answer.counts.keys() - known]
            corrected = (answer.corrected or "").casefold()
            shown += [
                f"{text}: {one}" for one in words if one in corrected and one not in text.casefold()
            ]
            shown += [f"{text}: {one.label}" for one in suggest(person, text) if _names(one, words)]
    return shown


def _holds(hit, words):
    text = f"{hit.title} {hit.excerpt} {hit.place}".casefold()
    return any(word in text for word in words)


def _names(suggestion, words):
    return any(word in suggestion.label.casefold() for word in words)


def test_K1_no_way_to_ask_betrays_what_a_stranger_or_a_former_member_may_not_read(
    hidden, anna, ben, eve
):
    secret, closed, group, unused = hidden
    everything()
    used = [word for word in CANARIES if word not in unused]
    assert (len(used), unused) == (50, [])
    entries = " ".join(
        f"{e.title} {e.keywords} {e.body}" for e in SearchEntry.objects.all()
    ).casefold()
    # a draft and hidden profiles are not even there; of the rest nothing would be proved otherwise
    assert len([word for word in used if word not in entries]) == 3 + len(PROFILE)
    assert len(betrayed(anna, used[:3])) >= 3
    assert betrayed(eve, used) == []
    for space in (secret, closed):
        remove_member(by=None, space=space, user=ben)
    group.participants.filter(user=ben).update(left_at=timezone.now())
    assert betrayed(ben, used) == []  # with the very next request


def test_what_is_no_longer_there_is_found_by_nobody(anna, ben):
    space = make_space(anna, ben)
    post = create_post(by=anna, spaces=[space], body="Zirkvolma is here")
    comment = write_comment(by=anna, post=post, body="Quastbrelt, too")
    everything()
    assert [hit.id for hit in find(ben, Query("zirkvolma")).hits] == [post.pk]
    delete_post(by=anna, post=post)  # and no worker has run since
    assert not SearchEntry.objects.filter(body__icontains="zirkvolma").exists()
    assert not SearchEntry.objects.filter(object_id=comment.pk, source="feed.comment").exists()
    assert find(ben, Query("quastbrelt")).counts == {}


def test_drafts_and_planned_things_are_not_found_before_their_time(anna, ben):
    editor = make_user("chief", role="administrator")
    space = make_space(anna, ben, editor)
    later = timezone.now() + timedelta(days=2)
    words = {"en": Words(title="Zirkvolma", lead="", body="Quastbrelt")}
    draft = write_announcement(
        by=editor, plan=AnnouncementPlan(words=words, spaces=[space]), client_id=None
    )
    everything()
    assert find(editor, Query("zirkvolma")).hits == []
    planned = write_announcement(
        by=editor,
        plan=AnnouncementPlan(words=words, spaces=[space], starts_at=later),
        client_id=None,
    )
    publish_announcement(by=editor, announcement=planned)
    everything()
    assert find(ben, Query("zirkvolma")).hits == []
    publish_announcement(by=editor, announcement=draft)
    everything()
    assert [hit.id for hit in find(ben, Query("zirkvolma")).hits] == [draft.pk]


# Where people meet the search: what each shows for a text, and how it names the text.
SURFACES = {
    "page": ("/search/", "q"),
    "page, newest": ("/search/?order=newest", "q"),
    "suggestions": ("/search/suggestions/", "q"),
    "directory": ("/people/", "q"),
    "directory, can help with": ("/people/", "skill"),
    "directory, language": ("/people/", "language"),
    "directory, department": ("/people/?q=report", "department"),
    "search of people": ("/search/?kind=person", "q"),
    "search that finds nothing": ("/search/?kind=survey&mine=1", "q"),
    "API": ("/api/v1/search/", "q"),
    "API, suggestions": ("/api/v1/suggestions/", "q"),
    "API, people": ("/api/v1/people/", "q"),
    "API, can help with": ("/api/v1/people/", "skill"),
}


def shown_by(client, person, address, name, text):
    """What a surface says when `person` asks for `text`, without the text itself."""
    cache.clear()  # nobody may ask as often as this test does
    client.force_login(person)
    answer = client.get(address, {name: text})
    assert answer.status_code == 200, (address, text, answer.status_code)
    said = answer.content.decode().casefold()
    for asked in (text, quote_plus(text), quote(text)):
        said = said.replace(asked.casefold(), "")
    return said


def in_eights(words):
    """Words in texts of eight: some of the words are enough for a hit."""
    return [" ".join(words[start : start + 8]) for start in range(0, len(words), 8)]


@pytest.mark.parametrize("surface", SURFACES)
def test_K1_no_surface_shows_a_private_word_to_a_stranger_or_a_former_member(
    surface, hidden, client, ben, eve
):
    secret, closed, group, _unused = hidden
    everything()
    for space in (secret, closed):
        remove_member(by=None, space=space, user=ben)
    group.participants.filter(user=ben).update(left_at=timezone.now())
    for person in (eve, ben):
        for text in [*in_eights(CANARIES), *(word[:5] for word in CANARIES[::4])]:
            said = shown_by(client, person, *SURFACES[surface], text)
            assert [word for word in CANARIES if word in said] == [], (person.handle, text)


def test_the_same_surfaces_show_a_member_what_is_private(hidden, client, anna):
    everything()
    texts = in_eights(CANARIES)
    for surface in ("page", "API"):
        said = " ".join(shown_by(client, anna, *SURFACES[surface], text) for text in texts)
        assert len([word for word in CANARIES if word in said]) > 10, surface


@pytest.mark.parametrize("address", ["/organisation/", "/api/v1/departments/", "/people/"])
@pytest.mark.usefixtures("hidden")
def test_K1_no_list_of_departments_places_or_languages_knows_who_has_left(address, client, eve):
    client.force_login(eve)
    said = client.get(address).content.decode().casefold()
    assert [word for word in CANARIES if word in said] == []


def test_what_a_file_says_is_no_page_for_others(hidden, client, eve):
    client.force_login(eve)
    keys = list(Photo.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert {client.get(f"/search/files/{key}/").status_code for key in keys} == {404}


def test_a_filter_tells_nothing_of_a_space_or_a_conversation_one_may_not_see(hidden, client, eve):
    secret, _closed, group, _unused = hidden
    everything()
    client.force_login(eve)
    for narrowed in ({"space": secret.slug}, {"conversation": group.pk}):
        page = client.get("/search/", {"q": "report", **narrowed})
        other = client.get("/search/", {"q": "report", **dict.fromkeys(narrowed, "nowhere")})
        assert page.status_code == other.status_code
        said = page.content.decode().casefold()
        assert [word for word in CANARIES if word in said] == []


def test_K1_a_secret_word_weighs_as_much_as_one_that_nobody_wrote(anna, ben, eve):
    """Weights decide what is looked for and what stands first; both would tell of the word."""
    secret = make_space(managers=(ben,), access="secret")
    for n in range(5):
        create_post(by=ben, spaces=[secret], body=f"zirkvolm plan {n}")
    here = make_space(managers=(eve,), name="Cellar")
    for n in range(70):
        create_post(by=eve, spaces=[here], body=f"pump {n} plan" if n % 2 else f"pump {n}")
    create_post(by=eve, spaces=[here], body="valve and pump")
    while work():
        pass
    for other in ("pump", "valve pump", "plan", "pump plan valve"):
        known = find(eve, Query(f"zirkvolm {other}"), limit=100)
        unknown = find(eve, Query(f"qzuarbln {other}"), limit=100)
        assert [hit.url for hit in known.hits] == [hit.url for hit in unknown.hits]
        assert (known.counts, known.corrected) == (unknown.counts, unknown.corrected)
