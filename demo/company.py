"""Fills the company Nordwerk through the same actions that people use.

Everything has a steady identity, so a filling that was interrupted can simply be run again: it
leaves alone what is there. What the demo tells happened before today, so nobody is notified, except
of what colleagues wrote in the last two days: that stands in the bell.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.actions import change_portrait, create_person, set_status
from accounts.models import User
from demo.chapters import chapters
from demo.conversation_writer import ConversationWriter, was_held
from demo.conversations import conversations
from demo.digests import plan_digests
from demo.history import history, identity
from demo.people import Person, company
from demo.pictures import portrait
from demo.plans import make_plans
from demo.posts import stories
from demo.spaces import DemoSpace, places
from demo.telling import StoryWriter
from notifications.preferences.actions import set_place_level
from spaces.actions import create_space, leave_space, request_to_join, sync_membership_periods
from spaces.events import JoinRequested
from spaces.models import Membership, Space

PASSWORD = "moin-nordwerk"  # noqa: S105 (printed for everybody who tries the demo)
FOUNDER = "kerstin-mahlow"
TECHNICIAN, EDITOR = "meike-jansen", "lena-krueger"
SIGN_INS = (TECHNICIAN, EDITOR, FOUNDER)
UNREAD = {"servicetechnik-nord": 4, "waermepumpen-wissen": 2}  # what the technician has not seen
ASKING = {
    "birgit-albers": "Ich fahre ab nächster Woche den Poolwagen in Schwerin.",
    "svenja-harms": "Ich mache gerade den Führerschein und wüsste gern, wo die Termine stehen.",
    "ines-carvalho": "I order the tyres, so I would like to read along.",
}

# What a few people are doing at the moment of filling, and for how many more minutes.
STATUSES = {
    "meike-jansen": ("customer", "", 180),
    "deniz-yildirim": ("customer", "", 90),
    "jonas-petersen": ("away", "Berufsschule", 300),
    "thomas-brandt": ("meeting", "", 60),
    "birgit-albers": ("focus", "", 120),
    "aleksandra-nowak": ("driving", "", 45),
}

# How much a few people want to hear from single spaces.
LEVELS = {
    "meike-jansen": {"waermepumpen-wissen": "all", "kantine-luebeck": "mentions"},
    "jonas-petersen": {"servicetechnik-nord": "all"},
}

Say = Callable[[str], Any]


def fill(say: Say, *, pictures: bool = True) -> None:
    """Write the whole company, newest posts last, and tell `say` about every step."""
    now = timezone.now()
    add_people(now)
    people = {user.handle: user for user in User.objects.all()}
    say(f"{len(people)} people may sign in.")
    spaces = {place.slug: found(place, people) for place in places()}
    sync_membership_periods()
    say(f"{len(spaces)} spaces have their members.")
    choose_what_rings(people, spaces)
    StoryWriter(people, spaces, now, pictures=pictures).write_all(stories())
    say(f"{len(stories())} posts are told.")
    ConversationWriter(people, spaces, now, pictures=pictures).write_all()
    say(f"{len(conversations())} conversations are held.")
    for write in chapters():
        say(write(people, spaces, now, pictures=pictures))
    ask_to_join(people, spaces)
    leave_unread(people[TECHNICIAN])
    say_statuses(people, now)
    make_plans(people, now)
    plan_digests(people, now)
    if pictures:
        hang_portraits(people, company())
        say("The portraits hang.")


def choose_what_rings(people: dict[str, User], spaces: dict[str, Space]) -> None:
    """A few want to hear more from one space, or less from another."""
    for handle, levels in LEVELS.items():
        for slug, level in levels.items():
            place = f"space:{spaces[slug].pk}"
            set_place_level(by=people[handle], place=place, level=level)


def is_complete() -> bool:
    """Whether the last things `fill` does have been done."""
    if not was_held(conversations()[-1]):
        return False
    last = [person.handle for person in company() if person.portrait][-1]
    return User.objects.filter(handle=last).exclude(portrait_key="").exists()


def strangers() -> bool:
    """Whether people of another company are in the database."""
    return User.objects.exclude(handle__in=[person.handle for person in company()]).exists()


def add_people(now: datetime) -> None:
    """Everybody who is missing, with one password for all."""
    known = set(User.objects.values_list("handle", flat=True))
    with history():
        new = [_add(person, now).pk for person in company() if person.handle not in known]
        User.objects.filter(pk__in=new).update(password=make_password(PASSWORD))


def _add(person: Person, now: datetime) -> User:
    return create_person(
        by=None,
        staff_number=person.staff_number,
        first_name=person.first_name,
        last_name=person.last_name,
        handle=person.handle,
        email=person.email,
        role=person.role,
        job_title=person.job_title,
        department=person.department,
        place=person.place,
        phone=person.phone,
        about=person.about,
        skills=person.skills,
        spoken=person.spoken,
        language=person.language,
        time_zone=person.time_zone,
        joined_at=now - timedelta(days=person.days, hours=2),
    )


def found(place: DemoSpace, people: dict[str, User]) -> Space:
    """The space with everybody in it. Who founded it leaves, unless he or she belongs there."""
    founder = people[FOUNDER]
    with history():
        known = Space.objects.filter(author=founder, client_id=identity("space", place.slug))
        space = known.first() or _found(place, founder)
        _let_in(place, space, people)
        if FOUNDER not in place.members:
            leave_space(by=founder, space=space)
    return space


def _let_in(place: DemoSpace, space: Space, people: dict[str, User]) -> None:
    """Everybody who is missing, in one statement: the action would be called 900 times."""
    inside = set(space.memberships.values_list("user__handle", flat=True))
    roles = dict.fromkeys(place.members, Membership.Role.MEMBER)
    roles |= dict.fromkeys(place.managers, Membership.Role.MANAGER)
    Membership.objects.bulk_create(
        Membership(space=space, user=people[handle], role=role)
        for handle, role in roles.items()
        if handle not in inside
    )
    Space.objects.filter(pk=space.pk).update(member_count=space.memberships.count())


def _found(place: DemoSpace, founder: User) -> Space:
    return create_space(
        by=founder,
        name=place.name,
        slug=place.slug,
        description=place.description,
        kind=place.kind,
        access=place.access,
        icon=place.icon,
        hue=place.hue,
        parent=Space.objects.filter(slug=place.parent).first(),
        client_id=identity("space", place.slug),
    )


def ask_to_join(people: dict[str, User], spaces: dict[str, Space]) -> None:
    """Three people wait at the door of the closed space."""
    with history(told=[JoinRequested]):
        for handle, words in ASKING.items():
            request_to_join(by=people[handle], space=spaces["fuhrpark"], words=words)


def leave_unread(technician: User) -> None:
    """Everybody has seen everything, but for the few posts that make the rail look alive."""
    told = Space.objects.filter(pk=OuterRef("space")).values("post_seq")
    Membership.objects.update(seen_seq=Subquery(told))
    for slug, number in UNREAD.items():
        mine = Membership.objects.filter(user=technician, space__slug=slug)
        mine.filter(seen_seq__gte=number).update(seen_seq=F("seen_seq") - number)


def say_statuses(people: dict[str, User], now: datetime) -> None:
    """Some are busy for the next hours; like everywhere, it ends by itself."""
    for handle, (kind, words, minutes) in STATUSES.items():
        until = now + timedelta(minutes=minutes)
        set_status(by=people[handle], kind=kind, words=words, until=until)


def hang_portraits(people: dict[str, User], drawn: Iterable[Person]) -> None:
    """Drawn portraits for some; the others keep their initials."""
    for person in drawn:
        user = people[person.handle]
        if person.portrait and not user.portrait_key:
            with history():
                change_portrait(by=None, user=user, upload=portrait(person.handle))
