"""What factories write as rows is what the actions leave."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction

from accounts.actions import create_person
from accounts.models import User
from spaces.actions import add_member, create_space, remove_member
from spaces.models import Membership
from tests.factories import make_space, make_user

# What differs each time: salts, random ids, keys that a sequence gives.
OWN = ("id", "password", "client_id", "client_digest")


def left_by(make: Callable[[], object]) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table after `make`, which is then undone."""
    with transaction.atomic():
        make()
        rows = {str(model._meta): list(model.objects.values()) for model in tables()}
        transaction.set_rollback(True)
    return {name: [plain(row) for row in found] for name, found in rows.items() if found}


def tables() -> list[type[models.Model]]:
    """Models that hold what people did."""
    kept = {"contenttypes", "auth", "sessions"}
    return [one for one in apps.get_models() if one._meta.app_label not in kept]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what differs each time; of a time only whether there is one."""
    moment = {name: True for name, value in row.items() if hasattr(value, "tzinfo")}
    return {name: value for name, value in {**row, **moment}.items() if name not in OWN}


def test_a_person_is_what_create_person_leaves():
    person = {"staff_number": "anna", "handle": "anna", "first_name": "Anna", "last_name": "Test"}
    email, role = "anna@nordwerk.example", User.Role.ADMINISTRATOR

    def act() -> None:
        create_person(by=None, **person, email=email, password="correct horse", role=role)

    assert_equal(left_by(lambda: make_user("anna", role=role)), left_by(act), "user_id")


def test_a_space_is_what_create_space_and_add_member_leave():
    founder = make_user("founder", role=User.Role.ADMINISTRATOR)
    anna, ben = make_user("anna"), make_user("ben")

    def act() -> None:
        space = create_space(by=founder, name="Sales", access="closed", parent=None)
        remove_member(by=None, space=space, user=founder)
        add_member(by=None, space=space, user=anna)
        add_member(by=None, space=space, user=ben, role=Membership.Role.MANAGER)

    made = left_by(lambda: make_space(anna, managers=(ben,), name="Sales", access="closed"))
    done = left_by(act)
    # the founder of the action belonged there for a moment
    done["spaces.membershipperiod"] = [
        row for row in done["spaces.membershipperiod"] if row["user_id"] != founder.pk
    ]
    done["kit.outboxentry"] = [
        row for row in done["kit.outboxentry"] if founder.pk != row["payload"].get("by_id")
    ]
    assert_equal(made, done, "space_id")


def assert_equal(made: dict[str, Any], done: dict[str, Any], new: str) -> None:
    """Table by table, but for the key of what was made: a sequence never gives it twice."""
    assert without(made, new) == without(done, new)


def without(rows: Any, key: str) -> Any:
    """The same rows without `key`, also within payloads."""
    if isinstance(rows, dict):
        return {name: without(value, key) for name, value in rows.items() if name != key}
    return [without(row, key) for row in rows] if isinstance(rows, list) else rows
