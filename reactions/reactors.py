"""Who reacted last, for the line below a thing."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef

from kit.database.nested import Nested, rows_of
from reactions.models import ReactionBase


def newest_reactors(model: type[ReactionBase], target: str) -> Nested:
    """The two people who reacted last, for "Anna, Ben and 3 others"; `with_reactors` reads it."""
    newest = model._default_manager.filter(**{target: OuterRef("pk")}).order_by("-pk")
    face = {name: f"user__{name}" for name in get_user_model().FACE}
    return Nested(newest, id="user_id", most=2, **face)


def with_reactors(rows: list[Any]) -> list[Any]:
    """Give each row `.reactors`: the people that its column `newest_reactors` names."""
    for row in rows:
        row.reactors = rows_of(get_user_model(), row.newest_reactors)
    return rows
