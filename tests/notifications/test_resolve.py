"""Who wants to be told what, and where."""

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import Cause, Choice, CompanyRule, Notification, PlaceLevel, Preferences
from notifications.notify import Notice, notify
from notifications.preferences.presets import PRESETS, Preset
from notifications.preferences.resolve import channels_for
from notifications.preferences.topics import NotificationChannel, NotificationTopic

BELL, PUSH, MAIL, DIGEST = NotificationChannel


def ways(person, kind, *places):
    return channels_for(KINDS[kind], places, [person.pk])[person.pk]


def choose(person, topic, channel, on):
    Choice.objects.update_or_create(user=person, topic=topic, channel=channel, defaults={"on": on})


def level(person, place, value):
    PlaceLevel.objects.create(user=person, place=place, level=value)


def test_every_kind_belongs_to_one_topic_and_every_topic_has_kinds():
    assert len(KINDS) == 30
    assert {kind.topic for kind in KINDS.values()} == set(NotificationTopic)


def test_without_a_choice_the_normal_preset_holds(anna):
    for kind in KINDS.values():
        assert ways(anna, kind.name) == PRESETS[Preset.NORMAL].get(kind.topic, set())


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_holds_for_every_kind(anna, preset):
    Preferences.objects.create(user=anna, preset=preset)
    for kind in KINDS.values():
        assert ways(anna, kind.name) == PRESETS[preset].get(kind.topic, set())


def test_calm_is_less_and_everything_is_more():
    for topic in NotificationTopic:
        calm, normal, everything = (PRESETS[preset].get(topic, set()) for preset in Preset)
        assert calm <= normal <= everything


def test_a_choice_changes_one_cell_of_one_person(anna, ben):
    choose(anna, NotificationTopic.REACTIONS, PUSH, True)
    choose(anna, NotificationTopic.REACTIONS, BELL, False)
    assert ways(anna, "reaction") == ways(anna, "comment_reaction") == {PUSH}
    assert ways(ben, "reaction") == {BELL}
    assert ways(anna, "share") == {BELL}


def test_news_to_confirm_cannot_be_switched_off_in_the_bell(anna):
    for channel in NotificationChannel:
        choose(anna, NotificationTopic.MUST_READS, channel, False)
    level(anna, "space:7", "none")
    for kind in ("must_read", "reminder", "correction"):
        assert ways(anna, kind, "space:7") == {BELL}


def test_what_the_company_suggests_holds_until_a_person_chooses(anna, ben):
    CompanyRule.objects.create(topic=NotificationTopic.COLLEAGUES, channel=BELL, default=True)
    assert ways(anna, "colleague") == {BELL, DIGEST}
    choose(anna, NotificationTopic.COLLEAGUES, BELL, False)
    assert ways(anna, "colleague") == {DIGEST}
    Preferences.objects.create(user=ben, preset=Preset.CALM)
    assert ways(ben, "colleague") == set()


def test_what_the_company_fixed_wins_over_choice_preset_and_place(anna):
    CompanyRule.objects.create(
        topic=NotificationTopic.POLLS, channel=MAIL, default=False, locked=True
    )
    CompanyRule.objects.create(
        topic=NotificationTopic.POLLS, channel=BELL, default=True, locked=True
    )
    choose(anna, NotificationTopic.POLLS, MAIL, True)
    choose(anna, NotificationTopic.POLLS, BELL, False)
    assert ways(anna, "poll") == {BELL, DIGEST}
    level(anna, "space:7", "none")
    assert ways(anna, "poll", "space:7") == {BELL}


def test_a_place_can_be_louder_quieter_or_silent(anna):
    level(anna, "space:1", "all")
    level(anna, "space:2", "mentions")
    level(anna, "space:3", "none")
    assert ways(anna, "post", "space:9") == {DIGEST}
    assert ways(anna, "post", "space:1") == {BELL, DIGEST}
    assert ways(anna, "mention", "space:2") == {BELL, PUSH, DIGEST}
    assert ways(anna, "poll", "space:2") == {DIGEST}
    assert ways(anna, "mention", "space:3") == ways(anna, "post", "space:3") == set()
    assert ways(anna, "invitation", "space:3") == {BELL, DIGEST}


def test_of_several_places_the_loudest_counts(anna):
    level(anna, "space:1", "none")
    level(anna, "space:2", "all")
    assert ways(anna, "post", "space:1", "space:2") == {BELL, DIGEST}


def test_a_conversation_can_ring_although_others_do_not(anna):
    level(anna, "chat:3", "all")
    assert ways(anna, "chat_message", "chat:3") == {BELL, PUSH, DIGEST}
    assert ways(anna, "chat_message", "chat:4") == {DIGEST}


# --- telling asks ----------------------------------------------------------------------------
def news(actor, kind="reaction", target_id=1, **fields):
    now = timezone.now()
    return Notice(KINDS[kind], "post:1", "post", target_id, actor.pk, now, **fields)


def told(person):
    rows = Notification.objects.filter(recipient=person)
    return list(rows.values_list("bell", "digest"))


def test_telling_follows_the_choice(anna, ben, eve):
    choose(ben, NotificationTopic.MENTIONS, BELL, False)
    for channel in NotificationChannel:
        choose(eve, NotificationTopic.MENTIONS, channel, False)
    notify(news(anna, "mention"), User.objects.all(), exclude=anna.pk)
    assert told(ben) == [(False, True)]
    assert told(eve) == []


def test_a_changed_choice_moves_the_row_with_the_next_news(anna, ben):
    readers = User.objects.filter(pk=ben.pk)
    notify(news(anna), readers, exclude=anna.pk)
    assert told(ben) == [(True, False)]
    choose(ben, NotificationTopic.REACTIONS, BELL, False)
    choose(ben, NotificationTopic.REACTIONS, DIGEST, True)
    notify(news(anna, target_id=2), readers, exclude=anna.pk)
    assert told(ben) == [(False, True)]


def test_what_the_digest_finds_by_itself_leaves_no_row(anna, ben):
    notify(news(anna, "post"), User.objects.filter(pk=ben.pk), exclude=anna.pk)
    assert told(ben) == []


def crowd(count):
    """`count` people, written at once."""
    rows = [
        User(handle=f"c{n}", staff_number=f"c{n}", first_name="C", last_name=str(n))
        for n in range(count)
    ]
    User.objects.bulk_create(rows, batch_size=50)
    return User.objects.filter(handle__startswith="c")


def test_a_thousand_people_cost_as_many_statements_as_three(anna, count_queries):
    everybody = crowd(1000)
    three = User.objects.filter(pk__in=list(everybody.values_list("pk", flat=True)[:3]))
    one = {"places": ("space:1",)}
    few = count_queries(lambda: notify(news(anna, **one), three, exclude=anna.pk))
    many = count_queries(lambda: notify(news(anna, target_id=2, **one), everybody, exclude=anna.pk))
    assert many == few <= 16
    assert Notification.objects.count() == 1000
    assert Cause.objects.count() == 1003
    again = count_queries(
        lambda: notify(news(anna, target_id=2, **one), everybody, exclude=anna.pk)
    )
    assert again < many
    assert Cause.objects.count() == 1003


def test_asking_for_a_thousand_people_costs_four_statements(count_queries):
    ids = list(crowd(1000).values_list("pk", flat=True))
    assert count_queries(lambda: channels_for(KINDS["mention"], ["space:1"], ids)) == 4


def test_nobody_else_can_be_asked_about(anna, ben):
    choose(anna, NotificationTopic.POLLS, BELL, False)
    level(anna, "space:1", "all")
    Preferences.objects.create(user=anna, preset=Preset.CALM)
    for model in (Choice, PlaceLevel, Preferences):
        assert model.objects.visible_to(anna).count() == 1
        assert not model.objects.visible_to(ben).exists()
        assert not model.objects.visible_to(User(is_active=False)).exists()
