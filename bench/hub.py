"""The live hub against raw Redis Pub/Sub: the same client, the same rounds, the same machine."""

import asyncio
import gc

from bench.report import Row
from bench.rounds import PEOPLE, SIZES, Measurement, allow_many_files, live_server
from tests.signed_in import make_people, session_of


def run(redis_url: str) -> list[Row]:
    """All figures of the hub beside their budgets."""
    allow_many_files()
    sessions = [session_of(person) for person in make_people(PEOPLE, "bench")]
    audiences = {size: size for size in SIZES}
    gc.collect()
    with live_server("bench.live_app:application") as server:
        return asyncio.run(Measurement(redis_url, [server], sessions, "bench", audiences).rows())
