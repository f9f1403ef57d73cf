"""The hand-written posts: enough, in both languages, by and for people who may read them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.people import company
from demo.pictures import SCENES
from demo.posts import Remark, Story, counts, moment, span, stories
from demo.spaces import places
from kit.text import rendering

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 41, tzinfo=BERLIN)
ENGLISH = {"the", "and", "is", "you", "of", "to", "i"}
PLACEHOLDERS = ("lorem", "ipsum", "todo", "xxx", "asdf", "test test")


def remarks(story: Story) -> list[Remark]:
    return [one for top in story.remarks for one in (top, *top.answers)]


def is_english(words: str) -> bool:
    return len(ENGLISH & {word.strip(".,:*!?").lower() for word in words.split()}) >= 2


def test_there_is_enough_to_read():
    assert len(stories()) >= 60
    assert sum(len(remarks(story)) for story in stories()) >= 150
    assert sum(bool(story.share) for story in stories()) >= 3


def test_no_text_appears_twice_but_for_the_short_answers_of_colleagues():
    posts = [story.text for story in stories()]
    said = [one.text for story in stories() for one in remarks(story)]
    assert len(set(posts)) == len(posts)
    assert len(said) - len(set(said)) <= 1  # "Jeden Tag." twice is the joke


def test_no_text_is_a_placeholder():
    for story in stories():
        for words in (story.text, *(one.text for one in remarks(story))):
            assert len(words) >= 3
            assert not any(word in words.lower() for word in PLACEHOLDERS), words


def test_about_a_fifth_is_in_english():
    texts = [one for s in stories() for one in (s.text, *(r.text for r in remarks(s)))]
    share = sum(map(is_english, texts)) / len(texts)
    assert 0.1 < share < 0.3


def test_keys_are_steady_identities():
    keys = [story.key for story in stories()]
    assert len(set(keys)) == len(keys)


def test_authors_are_members_of_the_spaces_they_write_in():
    members = {place.slug: place.members for place in places()}
    for story in stories():
        for slug in story.spaces:
            assert story.by in members[slug], (story.key, slug)


def test_commenters_may_read_what_they_answer():
    known = {place.slug: place for place in places()}
    people = {person.handle for person in company()}
    for story in stories():
        spaces = [known[slug] for slug in story.spaces]
        for one in remarks(story):
            assert one.by in people, (story.key, one.by)
            readable = any(s.access == "open" or one.by in s.members for s in spaces)
            assert readable, (story.key, one.by)


def test_mentions_name_somebody():
    people = {person.handle for person in company()}
    for story in stories():
        for words in (story.text, *(one.text for one in remarks(story))):
            assert set(rendering.mentioned(words)) <= people, words


def test_every_picture_is_shown_and_described():
    shown = [photo for story in stories() for photo in story.photos]
    assert {name for name, _ in shown} == set(SCENES)
    assert all(len(words) > 20 for _, words in shown)


def test_shares_come_after_their_source():
    by_key = {story.key: story for story in stories()}
    for story in stories():
        if story.share:
            assert by_key[story.share].told_at(MONDAY) < story.told_at(MONDAY)


def test_comments_follow_each_other_in_time():
    for story in stories():
        tops = [one.after for one in story.remarks]
        assert tops == sorted(tops), story.key
        for top in story.remarks:
            answers = [top.after, *(one.after for one in top.answers)]
            assert answers == sorted(answers), story.key


def test_the_feed_begins_with_minutes_and_reaches_back_for_weeks():
    ages = sorted(MONDAY - story.told_at(MONDAY) for story in stories())
    assert ages[0] < timedelta(minutes=10)
    assert ages[-1] > timedelta(weeks=3)


@pytest.mark.parametrize("weekday", range(7))
def test_nothing_is_told_before_it_happened(weekday):
    now = MONDAY + timedelta(days=weekday)
    assert all(story.told_at(now) < now for story in stories())


@pytest.mark.parametrize("weekday", range(7))
def test_old_posts_were_written_on_working_days(weekday):
    now = MONDAY + timedelta(days=weekday)
    days = {moment(f"{number}d 09:00", now).weekday() for number in range(1, 15)}
    assert days == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        ("12m", MONDAY - timedelta(minutes=12)),
        ("5h", MONDAY - timedelta(hours=5)),
        ("1d 15:20", datetime(2026, 11, 20, 15, 20, tzinfo=BERLIN)),
        ("5d 11:05", datetime(2026, 11, 16, 11, 5, tzinfo=BERLIN)),
        ("6d 11:05", datetime(2026, 11, 13, 11, 5, tzinfo=BERLIN)),
    ],
)
def test_times_are_relative_to_now(ago, told):
    assert moment(ago, MONDAY) == told


def test_each_working_day_is_counted_once():
    days = [
        moment(f"{number}d 09:00", MONDAY + timedelta(days=5)).date() for number in range(1, 11)
    ]
    assert len(set(days)) == 10
    assert days == sorted(days, reverse=True)


def test_lengths_of_time_are_read():
    assert span("12m") == timedelta(minutes=12)
    assert span("3h") == timedelta(hours=3)
    assert span("1d") == timedelta(days=1)


def test_reactions_are_read_by_their_picture():
    assert counts("👍 22 💡 10 🙏 4") == {"like": 22, "helpful": 10, "thanks": 4}
    assert counts("") == {}


def test_the_first_post_is_the_one_of_the_basement():
    tip = next(story for story in stories() if story.key == "e52")
    assert "**Volumenstromsensor**" in tip.text
    assert tip.ago == "12m"
    assert len(remarks(tip)) == 8
    assert sum(tip.reactions.values()) == 36
    assert sum(story.share == "e52" for story in stories()) == 3
