"""What a secret says moves nothing in what others are answered: neither the order of hits nor a
count, suggestion, correction or cursor. Not what is shown is compared here, but every byte."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from chat.actions import send_message
from feed.actions import create_post
from kit.jobs.outbox import work
from search.models import Word
from tests.factories import make_group, make_space
from tests.search.conftest import at_moment

pytestmark = pytest.mark.django_db

NOON = timezone.now().replace(hour=12, minute=0) + timedelta(days=1)
OPEN = (
    "Zirkvolm pump report", "Zirkvolmer pumps", "Volumenstromsensor bestellt", "Sensor und Pumpe",
    "pump valve", "valve report and pump", "report", "Der Strom fällt aus", "quastbrelter valve",
    "E-Mail an alle", "alarm-7 am Ventil", "Rücknahme", "Garantie der Pumpe", "valves",
)  # fmt: skip
# The same words, words that are near them or begin like them, and what compounds are made of.
SECRET = (
    "zirkvolm", "zirkvolms", "zirkvolmera", "zirkvolmx", "volumenstrom", "sensor", "sensoren",
    "strom", "stroms", "quastbrelt", "quast", "brelter", "email", "emails", "alarm", "alarms",
    "report", "reports", "reporte", "pump", "pumpen", "valve", "rucknahmegarantie", "garantien",
    "zirk", "volm", "zirkonium", "zirkonia", "qzuarbln",
)  # fmt: skip
ASKED = (
    "zirkvolm pump", "zirkvol report", "zirkvolmes", "zirkvolmxy pump", "Sensor", "sensoremn pump",
    "Strom", "stromx valve", "quastbrelt", "quastbrelts valve", "quastbrelx", "emial", "alarn",
    "alarmx pump", "reprot", "report pump valve", "pumpx reportx", "Rücknahmegarantie pump",
    "Rücknamegarantien", "zirk", "val", "rep", "qzuarbln pump valve", "Volumenstromsensors",
    "Rücknahmexga", "quostbrel",
)  # fmt: skip
ADDRESSES = (
    "/search/", "/search/suggestions/", "/people/", "/api/v1/search/?limit=5",
    "/api/v1/suggestions/", "/api/v1/people/",
)  # fmt: skip


def everything():
    while work():
        pass


def answers(client, person, addresses=ADDRESSES, asked=ASKED):
    """All that somebody is answered, byte for byte."""
    client.force_login(person)
    said = {}
    with at_moment(NOON):
        for address in addresses:
            cache.clear()  # nobody may ask as often as this test does
            for text in asked:
                answer = client.get(address, {"q": text})
                assert answer.status_code == 200, (address, text)
                token = (
                    str((answer.context or {}).get("csrf_token", "")) or "-"
                )  # another each time
                said[address, text] = answer.content.replace(token.encode(), b"")
    return said


def different(before, after):
    return sorted(key for key in before if before[key] != after[key])


@pytest.fixture
def world(anna, ben, eve):
    """Eve reads one space, as everybody does; Ben writes where she is outside."""
    square = make_space(anna, eve, name="Square")
    for text in OPEN * 2:
        create_post(by=anna, spaces=[square], body=text)
    secret = make_space(managers=(ben,), access="secret", name="Qzuarbln")
    group = make_group(ben)
    everything()
    return secret, group


def hide(ben, world, texts):
    """Half of these become posts of a secret space, half messages of a conversation."""
    secret, group = world
    for at, text in enumerate(texts):
        if at % 2:
            create_post(by=ben, spaces=[secret], body=text)
        else:
            send_message(by=ben, conversation=group, body=text)
    everything()


def test_K1_no_number_of_secret_entries_moves_an_answer(client, ben, eve, world):
    before = answers(client, eve)
    for number in (1, 20):
        hide(ben, world, [f"{word} {'pump ' * at}" for word in SECRET for at in range(number)])
        assert Word.objects.get(text="zirkvolms").documents >= number
        assert different(before, answers(client, eve)) == []


def test_K1_secret_words_that_end_like_an_open_one_push_it_nowhere(client, anna, ben, eve, world):
    square = make_space(anna, eve, name="Works")
    for text in ("Hauptklappe", "Nebenklappe"):
        create_post(by=anna, spaces=[square], body=text)
    everything()
    asked = ("klappe", "klappen", "klapppe")
    before = answers(client, eve, asked=asked)
    assert b"Hauptklappe" in before["/search/", "klappe"]
    hide(ben, world, [f"{letter}{other}klappe" for letter in "abdfgh" for other in "aeiou"])
    assert Word.objects.filter(text__endswith="klappe", open_documents=0).count() == 30
    assert different(before, answers(client, eve, asked=asked)) == []
