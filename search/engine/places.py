"""The places through which somebody reads, as marks: the index leaves out all others by itself.

They only make a question cheaper. Who may read is asked in the same statement (`reading`).
"""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from chat.models import Conversation
from kit.database.full_text import Alternatives, Term
from kit.database.prepared import prepared
from search.engine.query import Query
from search.index import marks
from search.models import ScopeSpace
from spaces.models import Space

MOST = 100  # places; who reads in more reads most of what there is


def places_of(user: User, query: Query) -> Alternatives:
    """Every place in which an answer may stand; nothing where there are too many to be named."""
    if query.conversation:
        return [Term(marks.of_conversation(query.conversation))]
    if query.space:
        scopes, rooms = _scopes_of(query.space), _rooms_of(user, query.space)
    else:
        scopes, rooms = _scopes(user), _rooms(user)
    if len(scopes) + len(rooms) > MOST:
        return []
    named = [*map(marks.of_scope, scopes), *map(marks.of_conversation, rooms)]
    return [Term(mark) for mark in (*named, marks.ANYWHERE)]


@prepared
def _scopes(user: User) -> QuerySet[Any, int]:
    known = ScopeSpace.objects.filter(space__in=Space.objects.visible_to(user))
    return known.order_by().values_list("scope", flat=True).distinct()[: MOST + 1]


@prepared
def _rooms(user: User) -> QuerySet[Any, int]:
    known = Conversation.objects.visible_to(user)
    return known.order_by().values_list("pk", flat=True)[: MOST + 1]


@prepared
def _scopes_of(space: int) -> QuerySet[Any, int]:
    known = ScopeSpace.objects.filter(space=space).order_by()
    return known.values_list("scope", flat=True)[: MOST + 1]


@prepared
def _rooms_of(user: User, space: int) -> QuerySet[Any, int]:
    known = Conversation.objects.visible_to(user).filter(space=space)
    return known.order_by().values_list("pk", flat=True)[: MOST + 1]
