"""Delivery under faults in full: 50 clients, 20,000 sends, 30 % of the answers lost, the web
process killed twice, Redis flushed and restarted; then stored, told and read are compared."""

import tempfile
from pathlib import Path

from bench.report import Row, at_most, measurement
from tests.chat.faults.run import Outcome, Scale, run
from tests.intranet.sites import running_embedded, running_server

FULL = Scale(clients=50, sends=20_000, hands=8, live=5, polling=5, poll_seconds=15, patience=3_600)
QUICK = Scale(clients=50, sends=1_000, hands=2, live=5, polling=5, poll_seconds=15, patience=600)


def rows(profile: str, scale: Scale) -> list[Row]:
    """All counts of one profile; what must not happen beside its budget, which is nothing."""
    begin = {"server": running_server, "embedded": running_embedded}[profile]
    with (
        tempfile.TemporaryDirectory(prefix="flurfunk-faults-") as folder,
        begin(Path(folder)) as site,
    ):
        return table(run(site, scale), scale)


def table(outcome: Outcome, scale: Scale) -> list[Row]:
    """The counts as rows."""
    counted = [
        measurement("messages acknowledged", outcome.acknowledged),
        measurement("messages stored", outcome.stored),
        at_most("sends without acknowledgement", scale.sends - outcome.acknowledged, 0),
        measurement("answers cut by the clients", outcome.cuts),
        measurement("times the web process was killed", outcome.crashes),
        measurement("hints heard", outcome.hints),
        measurement("sockets opened", outcome.sockets_opened),
    ]
    happened = [
        measurement(f"answered or lost: {w}", n) for w, n in sorted(outcome.happened.items())
    ]
    faults = [at_most(name.replace("_", " "), n, 0) for name, n in outcome.faults.items()]
    return [*counted, *happened, *faults]
