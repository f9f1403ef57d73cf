"""`bin/bench`: every figure beside its budget; exit 1 where a count or a ratio is missed.

`bin/bench --quick` uses a small data set, to try the benchmarks themselves.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

from bench import site
from bench.report import print_table
from tests.services import Services

PARTS = (
    "pages",
    "cpu",
    "flat",
    "memory",
    "hub",
    "seen",
    "chat",
    "faults",
    "digest",
    "search",
    "phone",
)
FULL = {
    "people": 10_000,
    "spaces": 200,
    "posts": 1_000_000,
    "reactions": 3_000_000,
    "comments": 2_000_000,
}
QUICK = {"people": 500, "spaces": 40, "posts": 10_000, "reactions": 30_000, "comments": 20_000}
CROWD = {
    "people": 10_000,
    "spaces": 200,
    "posts": 50_000,
    "reactions": 10_000,
    "comments": 10_000,
}
SMALL = {"people": 100, "spaces": 10, "posts": 1_000, "reactions": 3_000, "comments": 2_000}

COMPANY = {
    "people": 10_000,
    "spaces": 200,
    "posts": 5_000,
    "reactions": 5_000,
    "comments": 5_000,
}
TRIED = {"posts": 10_000, "messages": 1_000, "announcements": 20}
SEARCHED = {
    "PostgreSQL": ({"posts": 1_000_000, "messages": 100_000, "announcements": 2_000}, TRIED),
    "SQLite": ({"posts": 90_000, "messages": 9_000, "announcements": 2_000}, TRIED),
}


def main() -> int:
    """Run everything once, in one database that grows from small to large."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the data")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--embedded", action="store_true", help="the search alone, on SQLite")
    chosen = parser.parse_args()
    if chosen.embedded:
        site.set_up_embedded()
        return 0 if _search("SQLite", chosen.quick) else 1
    if chosen.only == "phone":
        site.set_up_embedded()
        return 0 if phone() else 1
    services = site.set_up()
    redis = services.redis.url()
    parts: dict[str, Callable[[], bool]] = {
        "pages": lambda: pages(QUICK if chosen.quick else FULL),
        "cpu": lambda: cpu(services, QUICK if chosen.quick else FULL),
        "flat": lambda: flat(services, chosen.quick),
        "memory": memory,
        "hub": lambda: hub(redis),
        "seen": lambda: seen(redis),
        "chat": lambda: chat(redis),
        "faults": lambda: faults(chosen.quick),
        "digest": lambda: digest(chosen.quick),
        "search": lambda: search(chosen.quick),
        "phone": phone,
    }
    kept = [parts[name]() for name in PARTS if chosen.only in {None, name}]
    return 0 if all(kept) else 1


def cpu(services: Services, large: dict[str, int]) -> bool:
    """What each page and each thing people write costs."""
    from django.core.management import call_command

    from bench import cpu as measured

    call_command("demo", "large", yes=True, **large)
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    title = f"CPU of a request at {large['posts']:,} posts (load average {load})"
    return print_table(title, measured.costs(services))


def flat(services: Services, is_quick: bool) -> bool:
    """That no page costs more where there is more."""
    from bench import flat as measured

    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    title = f"The same beside few and many (load average {load})"
    return print_table(title, measured.rows(services, is_quick))


def memory() -> bool:
    """What a whole installation takes."""
    from bench import memory as measured

    return print_table(f"Memory for {measured.PEOPLE} people", measured.rows())


def hub(redis: str) -> bool:
    """The hub alone."""
    from bench import hub as measured

    return print_table("Live hub against raw Redis Pub/Sub", measured.run(redis))


def seen(redis: str) -> bool:
    """What people feel: a message from sending to seeing it."""
    from bench import seen as measured

    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    title = f"A message until it is seen (load average {load})"
    return print_table(title, measured.rows(redis))


def chat(redis: str) -> bool:
    """Conversations with many listeners, undisturbed and disturbed."""
    from bench import chat_live

    return print_table("Conversation, hints dropped, cut and stalled", chat_live.rough(redis))


def faults(is_quick: bool) -> bool:
    """Delivery while clients lose answers and processes are killed."""
    from bench import chat_faults

    scale = chat_faults.QUICK if is_quick else chat_faults.FULL
    kept = True
    for profile in ("server", "embedded"):
        title = f"Delivery under faults, {profile} profile: {scale.sends:,} sends"
        kept &= print_table(title, chat_faults.rows(profile, scale))
    return kept


def digest(is_quick: bool) -> bool:
    """Digests under faults, and for many people."""
    from django.core.management import call_command

    from bench import digest as measured

    kept = print_table("Digests while workers are killed", measured.proof(is_quick))
    call_command("demo", "large", yes=True, **(SMALL if is_quick else CROWD))
    return kept & print_table("Digests for a crowd", measured.chunks_against_people(is_quick))


def phone() -> bool:
    """What a phone on one bar of signal feels."""
    from bench import phone as measured

    return print_table("A phone at 400 kbit/s, 400 ms, processor at a quarter", measured.rows())


def search(is_quick: bool) -> bool:
    """Questions to the index, and what it costs to keep; on SQLite in a process of its own."""
    kept = _search("PostgreSQL", is_quick)
    command = [sys.executable, "-m", "bench", "--only", "search", "--embedded"]
    return kept & (not subprocess.run([*command, *(["--quick"] if is_quick else [])]).returncode)


def _search(database: str, is_quick: bool) -> bool:
    from django.core.management import call_command

    from bench.leaves import searching as measured

    scale = SEARCHED[database][is_quick]
    call_command("demo", "large", yes=True, **(SMALL if is_quick else COMPANY))
    title = f"Search over {scale['posts']:,} posts on {database}"
    return print_table(title, measured.rows(**scale))


def pages(large: dict[str, int]) -> bool:
    """Pages, statements, throughput, writes and connections."""
    from django.core.management import call_command

    from bench import load, persons
    from bench import pages as measured

    call_command("demo", "large", yes=True, **SMALL)
    kept = print_table("Pages at 1 k posts", measured.few_and_many("1k"))
    call_command("demo", "large", yes=True, **large)
    scale = f"{large['posts']:,} posts"
    kept &= print_table(
        f"Pages at {scale}", measured.few_and_many("large") + measured.of_the_crowd("large")
    )
    kept &= print_table(f"The feed's statements for five people at {scale}", persons.five_persons())
    kept &= print_table("What clients feel (two processes)", load.felt())
    kept &= print_table("Writes", load.writes_to_one_post())
    return kept & print_table("Connections", load.connections_of_200_clients())


if __name__ == "__main__":
    sys.exit(main())
