"""`bin/bench`: every figure beside its budget; exit 1 where a count or a ratio is missed.

`bin/bench --quick` uses a small data set, to try the benchmarks themselves.
"""

import argparse
import sys

from bench import site
from bench.report import print_table

FULL = {
    "people": 10_000,
    "spaces": 200,
    "posts": 1_000_000,
    "reactions": 3_000_000,
    "comments": 2_000_000,
}
QUICK = {"people": 500, "spaces": 40, "posts": 10_000, "reactions": 30_000, "comments": 20_000}
SMALL = {"people": 100, "spaces": 10, "posts": 1_000, "reactions": 3_000, "comments": 2_000}


def main() -> int:
    """Run everything once, in one database that grows from small to large."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the data")
    parser.add_argument("--only", choices=["pages", "hub"], help="one part")
    chosen = parser.parse_args()
    services = site.set_up()
    kept = True
    if chosen.only != "hub":
        kept &= pages(QUICK if chosen.quick else FULL)
    if chosen.only != "pages":
        from bench import hub

        kept &= print_table("Live hub against raw Redis Pub/Sub", hub.run(services.redis.url()))
    return 0 if kept else 1


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
    kept &= print_table("Throughput (one process, two threads)", load.throughput())
    kept &= print_table("Writes", load.writes_to_one_post())
    return kept & print_table("Connections", load.connections_of_200_clients())


if __name__ == "__main__":
    sys.exit(main())
