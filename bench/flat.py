"""That pages cost the same beside many posts as beside few, and to whom much waits as to others."""

from collections.abc import Iterator
from itertools import combinations

from django.core.management import call_command

from accounts.models import User
from bench.cpu import Work, spent_on
from bench.report import Row, at_most, measurement
from bench.site import web
from feed.models import Post
from kit.limits import PAGE_SIZE
from spaces.models import Space
from tests.busy import make_busy
from tests.factories import make_post, make_space, make_user
from tests.services import Services

FULL, QUICK = (1_000, 100_000, 1_000_000), (1_000, 10_000)
UNREAD = (1, 100, 3_000)
FLAT = 1.3  # times what it takes beside fewer
ROUNDS, TRIES = 20, 5  # the best try counts: others on the machine only make one dearer
PEOPLE = 60
Costs = dict[str, dict[int, float]]  # page, how much there is, units


def rows(services: Services, is_quick: bool) -> Iterator[Row]:
    """Every page with few and many posts, then for few and many unread notifications."""
    posts: Costs = {}
    for many in QUICK if is_quick else FULL:
        sizes = {"people": 500, "spaces": 40, "posts": many, "reactions": many, "comments": many}
        call_command("demo", "large", yes=True, **sizes)
        _measure(services, posts, many, _pages(many))
    yield from _flat(posts, "posts")
    unread: Costs = {}
    waiting = {many: _works_of_busy(many) for many in UNREAD}
    author = make_user("author")
    fresh = make_space(author, name="Fresh")
    for number in range(PAGE_SIZE):  # so that all of them see the same feed
        make_post(author, fresh, f"Fresh {number}")
    for many, works in waiting.items():
        _measure(services, unread, many, works)
    yield from _flat(unread, "unread")


def _pages(many: int) -> list[Work]:
    """What the last who came read, among them an administrator."""
    found = User.objects.active().filter(memberships__isnull=False).distinct().order_by("-pk")
    people = tuple(found[:PEOPLE])
    chief = User.objects.create(
        staff_number=f"flat-chief-{many}",
        handle=f"flat-chief-{many}",
        role=User.Role.ADMINISTRATOR,
        is_staff=True,
        is_superuser=True,
    )
    space = Space.objects.of_member(people[0]).order_by("-post_seq")[0]
    post = Post.objects.visible_to(people[0]).filter(spaces=space).newest_first()[0]
    read = {
        "feed": "/",
        "space": space.get_absolute_url(),
        "post": post.get_absolute_url(),
        "announcements": "/announcements/",
        "notifications": "/notifications/",
        "conversations": "/chat/",
        "people": "/people/",
        "administration: posts": "/admin/feed/post/",
        "administration: spaces": "/admin/spaces/space/",
    }
    one, admin = (people[0],), (chief,)
    whose = {"space": one, "post": one, "administration: posts": admin}
    whose["administration: spaces"] = admin
    return [Work(name, 0, path, people=whose.get(name, people)) for name, path in read.items()]


def _works_of_busy(many: int) -> list[Work]:
    who = User.objects.create(staff_number=f"flat-{many}", handle=f"flat-{many}")
    make_busy(who, many, duties=0, conversations=0)
    read = {"feed": "/", "announcements": "/announcements/", "own page": "/me/"}
    if many >= UNREAD[1]:  # a list with less than a page of lines has less to draw
        read["notifications"] = "/notifications/"
    return [Work(name, 0, path, people=(who,)) for name, path in read.items()]


def _measure(services: Services, costs: Costs, many: int, works: list[Work]) -> None:
    with web(workers=1, threads=2) as address:
        for work in works:
            spent = spent_on(address, services, work, [], ROUNDS, TRIES)
            costs.setdefault(work.name, {})[many] = spent.units


def _flat(costs: Costs, of: str) -> Iterator[Row]:
    for name, by_many in costs.items():
        for many, units in by_many.items():
            yield measurement(f"{name}, {many:,} {of}", units, "units")
        pairs = combinations(by_many.values(), 2)  # fewer before more
        rise = max(more / fewer for fewer, more in pairs)
        yield at_most("  more against fewer", rise, FLAT, "times")
