"""Whatever breaks: what was acknowledged is stored once, and everybody reads the same."""

import sys

import pytest

from tests.chat.faults.run import Scale, run
from tests.intranet.sites import running_embedded, running_server

pytestmark = pytest.mark.slow

SHORT = Scale(clients=50, sends=400, hands=1, live=3, polling=2, poll_seconds=3, patience=90)


@pytest.fixture
def holds(capsys):
    """A check of all promises of delivery at once, which prints the counts in any case."""

    def check(outcome):
        with capsys.disabled():
            sys.stdout.write(f"\n{outcome}\n")
        assert outcome.stored == outcome.acknowledged == SHORT.sends
        assert outcome.crashes == 2
        assert outcome.cuts > SHORT.sends * 0.2
        assert outcome.hints
        assert not {what for what in outcome.happened if what.startswith("50")}
        return not any(outcome.faults.values())

    return check


@pytest.mark.server
def test_E1_nothing_is_lost_doubled_or_disordered_while_web_and_redis_are_killed(tmp_path, holds):
    with running_server(tmp_path) as site:
        assert holds(run(site, SHORT))


@pytest.mark.embedded
def test_E1_nothing_is_lost_doubled_or_disordered_while_the_process_is_killed(tmp_path, holds):
    with running_embedded(tmp_path) as site:
        assert holds(run(site, SHORT))
