"""Everybody is told everything once, while three workers are killed at random."""

import sys

import pytest

from tests.notifications.proof.run import Scale, run

SHORT = Scale(people=8, windows=5, kills=6)


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_F4_digests_tell_everything_once_while_three_workers_are_killed(capsys):
    outcome = run(SHORT)
    with capsys.disabled():
        sys.stdout.write(f"\n{outcome}\n")
    assert outcome.kills == SHORT.kills
    assert outcome.mails > SHORT.people
    assert not any(outcome.faults.values())
