"""The index follows what happens, is built anew beside people who work, and is checked at night."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from chat.actions import edit_message, send_message
from feed.actions import create_post
from feed.events import PostPublished
from feed.models import Post, Topic
from kit.jobs.outbox import work
from kit.models import OutboxEntry
from search import tasks
from search.engine import Query, find
from search.index.checking import check
from search.index.rebuilding import rebuild, resume
from search.index.writing import BATCH, forget, index
from search.models import Rebuild, SearchEntry, Word
from search.sources import sources
from spaces.actions import change_space
from tests.factories import make_group, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(anna):
    return make_space(managers=(anna,), name="Cellar")


def handle():
    while work():
        pass


def found(person, text):
    return [(hit.kind, hit.id) for hit in find(person, Query(text)).hits]


def test_an_edited_message_and_a_renamed_space_are_found_by_their_new_words(anna, space):
    group = make_group()
    message = send_message(by=anna, conversation=group, body="old gasket")
    edit_message(by=anna, message=message, body="fresh washer")
    change_space(by=anna, space=space, name="Attic")
    handle()
    assert found(anna, "washer") == [("message", message.pk)]
    assert (found(anna, "gasket"), found(anna, "cellar")) == ([], [])
    assert found(anna, "attic") == [("space", space.pk)]


def test_an_event_that_comes_twice_counts_its_words_once(anna, space):
    post = create_post(by=anna, spaces=[space], body="zirkonium")
    handle()
    index("feed.post", [post.pk])
    index("feed.post", [post.pk], anew=True)
    assert Word.objects.get(text="zirkonium").documents == 1
    forget("feed.post", [post.pk])
    assert Word.objects.get(text="zirkonium").documents == 0


def test_what_everybody_reads_is_counted_apart(anna, ben, space):
    secret = make_space(managers=(ben,), access="secret")
    for place, by in ((space, anna), (secret, ben), (secret, ben)):
        create_post(by=by, spaces=[place], body="zirkonium")
    send_message(by=anna, conversation=make_group(anna), body="zirkonium")
    handle()
    assert counted("zirkonium") == (4, 1)
    create_post(by=ben, spaces=[secret, make_space(ben)], body="zirkonium")
    handle()
    assert counted("zirkonium") == (5, 2)


def counted(word):
    return Word.objects.values_list("documents", "open_documents").get(text=word)


def test_a_space_that_is_closed_counts_no_longer_for_everybody(anna, space):
    create_post(by=anna, spaces=[space], body="zirkonium")
    handle()
    for access, expected in (("closed", (1, 0)), ("secret", (1, 0)), ("open", (1, 1))):
        change_space(by=anna, space=space, access=access)
        handle()
        assert counted("zirkonium") == expected
        assert check() == {}
    assert found(anna, "zirkonium")


def test_what_is_planned_counts_for_everybody_from_its_time_on(anna, space):
    post = create_post(by=anna, spaces=[space], body="zirkonium")
    later = timezone.now() + timedelta(days=1)
    Post.objects.filter(pk=post.pk).update(published_at=later)
    handle()
    assert counted("zirkonium") == (1, 0)
    begun = timezone.now() - timedelta(hours=1)
    Post.objects.filter(pk=post.pk).update(published_at=begun)
    SearchEntry.objects.filter(object_id=post.pk, source="feed.post").update(at=begun)
    tasks.follow_clock()
    assert counted("zirkonium") == (1, 1)
    assert check() == {}


def test_a_word_of_a_secret_cuts_no_compound_of_others(anna, ben, space):
    compound = create_post(by=anna, spaces=[space], body="Volumenstromsensor bestellt")
    secret = make_space(managers=(ben,), access="secret")
    for text in ("Der Volumenstrom", "Ein Sensor"):
        create_post(by=ben, spaces=[secret], body=text)
    handle()
    call_command("rebuild_search", verbosity=0)
    assert ("post", compound.pk) not in found(ben, "Sensor")


def test_who_reads_a_secret_is_corrected_by_its_words(anna, ben, eve):
    secret = make_space(managers=(ben,), access="secret")
    post = create_post(by=ben, spaces=[secret], body="Zirkoniumventile")
    handle()
    assert find(ben, Query("Zirkoniumvemtile")).corrected == "Zirkoniumventile"
    for typed in ("Zirkoniumvemtile", "zirkon"):
        assert found(ben, typed) == [("post", post.pk)]
        assert found(eve, typed) == []


def test_the_command_builds_everything_anew(anna, space, capsys):
    post = create_post(by=anna, spaces=[space], body="zirkonium")
    SearchEntry.objects.all().delete()
    call_command("rebuild_search")
    assert found(anna, "zirkonium") == [("post", post.pk)]
    assert "feed.post: 1 of 1" in capsys.readouterr().out


def test_building_anew_goes_on_where_it_was_stopped(anna, space):
    posts = [Post(author=anna, body=f"zirkonium {n}") for n in range(BATCH + 5)]
    for post in Post.objects.bulk_create(posts):
        post.placements.create(space=space, published_at=post.published_at)
    source = sources()["feed.post"]
    next(rebuild(source))  # killed after its first batch
    assert Rebuild.objects.get(source="feed.post").done == BATCH
    (step,) = resume(source)
    assert (step.done, Rebuild.objects.count()) == (BATCH + 5, 0)
    assert SearchEntry.objects.filter(source="feed.post").count() == BATCH + 5


def test_an_empty_index_fills_by_itself_a_part_each_minute(anna, space, monkeypatch):
    posts = [create_post(by=anna, spaces=[space], body=f"zirkonium {n}") for n in range(3)]
    SearchEntry.objects.all().delete()
    monkeypatch.setattr("search.tasks.STEPS", 2)
    rounds = 0
    while rounds == 0 or Rebuild.objects.exists():
        tasks.build_missing()
        rounds += 1
    assert rounds > 1  # not all at once
    assert {pk for _kind, pk in found(anna, "zirkonium")} == {post.pk for post in posts}


def test_a_full_index_is_left_alone_by_the_minute(anna, space, count_queries):
    create_post(by=anna, spaces=[space], body="zirkonium")
    handle()
    assert count_queries(tasks.build_missing) == 2
    assert not Rebuild.objects.exists()


def test_what_was_stopped_goes_on_by_itself(anna, space):
    posts = [Post(author=anna, body=f"zirkonium {n}") for n in range(BATCH + 5)]
    for post in Post.objects.bulk_create(posts):
        post.placements.create(space=space, published_at=post.published_at)
    next(rebuild(sources()["feed.post"]))  # killed after its first batch
    Rebuild.objects.update(moved_at=F("moved_at") - tasks.STOPPED)
    tasks.build_missing()
    assert SearchEntry.objects.filter(source="feed.post").count() == BATCH + 5
    assert not Rebuild.objects.exists()


def test_what_waits_of_an_app_that_is_gone_holds_up_nothing(anna, space):
    post = create_post(by=anna, spaces=[space], body="zirkonium")
    SearchEntry.objects.all().delete()
    Rebuild.objects.create(source="gone.thing")
    Rebuild.objects.create(source="feed.post")
    tasks.build_missing()
    assert found(anna, "zirkonium") == [("post", post.pk)]
    assert [one.source for one in Rebuild.objects.all()] == ["gone.thing"]


def test_cutting_again_changes_nothing_where_no_word_is_new(anna, space):
    for text in ("Der Volumenstrom", "Ein Sensor", "Volumenstromsensor bestellt"):
        create_post(by=anna, spaces=[space], body=text)
    handle()
    call_command("rebuild_search", verbosity=0)
    before = list(SearchEntry.objects.order_by("pk").values())
    words = list(Word.objects.order_by("pk").values())
    for _night in range(tasks.NIGHTS):
        tasks.cut_compounds()
    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert list(Word.objects.order_by("pk").values()) == words


def test_a_compound_older_than_its_parts_is_cut_within_the_nights(anna, space, monkeypatch):
    compound = create_post(by=anna, spaces=[space], body="Volumenstromsensor bestellt")
    handle()
    create_post(by=anna, spaces=[space], body="Der Volumenstrom")
    create_post(by=anna, spaces=[space], body="Ein Sensor")
    handle()
    assert ("post", compound.pk) not in found(anna, "Sensor")
    today = timezone.localdate()
    for night in range(tasks.NIGHTS):
        day = today + timedelta(days=night)
        monkeypatch.setattr("search.tasks.timezone.localdate", lambda day=day: day)
        tasks.cut_compounds()
    assert ("post", compound.pk) in found(anna, "Sensor")


def test_what_differs_is_put_right_at_night_and_told(anna, space):
    posts = [create_post(by=anna, spaces=[space], body=f"zirkonium {n}") for n in range(3)]
    handle()
    Post.objects.filter(pk=posts[0].pk).update(body="changed behind our back")
    SearchEntry.objects.filter(source="feed.post", object_id=posts[1].pk).delete()
    posts[2].placements.all().delete()
    assert check() == {"feed.post": 3}
    assert found(anna, "zirkonium") == [("post", posts[1].pk)]
    assert check() == {}


def test_a_compound_is_found_by_a_part_that_the_company_knows(anna, space):
    create_post(by=anna, spaces=[space], body="Der Volumenstrom")
    create_post(by=anna, spaces=[space], body="Ein Sensor")
    compound = create_post(by=anna, spaces=[space], body="Volumenstromsensor bestellt")
    handle()
    assert ("post", compound.pk) in found(anna, "Sensor")
    assert ("post", compound.pk) in found(anna, "Sensoren Volumenstrom")


def test_a_compound_in_a_compound_is_found_by_its_innermost_part(anna, space):
    for text in ("Kalender", "Parkplatz", "Der Park am Markt", "Kein Platz", "Kalenderparkplatz"):
        post = create_post(by=anna, spaces=[space], body=text)
        handle()  # one by one: what stands beside it in a batch is no help
    assert ("post", post.pk) in found(anna, "Park")


def test_a_correction_is_taken_from_what_the_person_reads(anna, ben, space):
    secret = make_space(managers=(ben,), access="secret")
    create_post(by=ben, spaces=[secret], body="Zirkonia")
    create_post(by=anna, spaces=[space], body="Zirkoniums")
    handle()
    assert find(anna, Query("Zirkonjums")).corrected == "Zirkoniums"


def test_statements_stay_the_same_with_more_to_find(anna, space, count_queries):
    def counted():
        return count_queries(lambda: find(anna, Query("zirkonium pump")))

    for n in range(12):
        create_post(by=anna, spaces=[space], body=f"zirkonium pump {n}")
    handle()
    counted()
    before = counted()
    for n in range(30):
        create_post(by=anna, spaces=[space], body=f"zirkonium pump {n}")
    handle()
    assert counted() == before


def test_a_post_and_what_follows_cost_few_more_statements_with_the_index(
    anna, space, count_queries, monkeypatch
):
    def write():
        create_post(by=anna, spaces=[space], body="Der Volumenstromsensor meldet")
        handle()

    write()
    beside = count_queries(write)
    others = {k: v for k, v in PostPublished.handlers.items() if not k.startswith("search.")}
    monkeypatch.setattr(PostPublished, "handlers", others)
    assert beside - count_queries(write) <= 17


def test_what_cannot_be_read_holds_up_nothing_else(anna, space, monkeypatch):
    def broken(_ids):
        raise ValueError

    create_post(by=anna, spaces=[space], body="zirkonium #seals")
    topics = sources()["feed.topic"]
    monkeypatch.setitem(sources(), "feed.topic", replace(topics, documents=broken))
    handle()
    assert found(anna, "zirkonium")
    assert not found(anna, "#seals") or found(anna, "#seals")[0][0] == "post"
    monkeypatch.setitem(sources(), "feed.topic", topics)
    OutboxEntry.objects.waiting().update(due_at=timezone.now())
    handle()
    assert ("topic", Topic.objects.get().pk) in found(anna, "seals")
    assert not OutboxEntry.objects.waiting().exists()


def test_the_clock_builds_nothing_while_a_command_does(anna, space, monkeypatch):
    monkeypatch.setattr("search.index.rebuilding.BATCH", 2)
    for n in range(5):
        create_post(by=anna, spaces=[space], body=f"zirkonium {n}")
    SearchEntry.objects.all().delete()
    running = rebuild(sources()["feed.post"])
    next(running)
    before = SearchEntry.objects.count()
    tasks.build_missing()
    assert SearchEntry.objects.count() == before
    Rebuild.objects.update(moved_at=F("moved_at") - tasks.STOPPED)
    tasks.build_missing()
    assert SearchEntry.objects.filter(source="feed.post").count() == 5


def test_the_clock_goes_on_in_the_next_minute(anna, space, monkeypatch):
    monkeypatch.setattr("search.index.rebuilding.BATCH", 2)
    monkeypatch.setattr("search.tasks.STEPS", 1)
    for n in range(5):
        create_post(by=anna, spaces=[space], body=f"zirkonium {n}")
    SearchEntry.objects.all().delete()
    posts = SearchEntry.objects.filter(source="feed.post")
    Rebuild.objects.create(source="feed.post")
    counts = []
    for _minute in range(3):
        tasks.build_missing()
        counts.append(posts.count())
    assert counts == [2, 4, 5]
