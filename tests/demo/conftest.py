"""The demo company, filled once for all tests of a class and rolled back after them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from demo import company
from tests.statistics import analyze


@pytest.fixture(scope="class")
def nordwerk(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """What `fill` said while it wrote the company, without pictures to be quick."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        company.fill(said.append, pictures=False)
        analyze()
        yield said
        transaction.set_rollback(True)
