"""Questions that are put together once per process and planned once per connection.

Putting the reading rules of all apps together, writing them as SQL and planning that took most of
the time of a page, and the outcome was always the same but for who asks. So a question is built
once with stand-ins, and the values of a request take their places:

    @prepared
    def cards(user, ids):
        return Post.objects.visible_to(user).filter(pk__in=ids)

    cards(request.user, [3, 5])  # a list of posts

Lists are sets to ask with `__in`: they are filled up with their last value to the next power of
two, so that few statements serve lists of any length. What depends on the moment asks the clock of
the database (`Now()`); a moment of the process would stand still, and is refused.

A change is prepared in the same way: its function gives the rows and what becomes of them.

    @changing
    def count(pk):
        return Post.objects.filter(pk=pk), {"comment_count": F("comment_count") + 1}

    count(3)  # how many rows have changed

A function may take people, numbers, texts and lists of either. It sees of a person the id and the
`DECISIVE` fields of the model of people, for each values of which there is a statement; anything
else it asks for fails, so that its SQL cannot be that of somebody else.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import update_wrapper
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.db import connections, models
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404

from kit.database.planned_cursor import execute_planned
from kit.database.row_reader import RowReader

Argument = Any  # a person, a number, a text, or a list of numbers or texts
Decisive = tuple[tuple[str, Any], ...]  # fields of a person, with their values
Listed = tuple[type, int]  # of what, and how long
Shape = tuple[type | Listed | Decisive, ...]  # of arguments: what each is

# Stand-ins for numbers: every integer field takes them, and no statement of ours holds them.
STAND_INS = range(2_000_000_000, 2_000_100_000)
TEXT = "\x00stand-in "  # stand-ins for texts begin so, which no text of a database can


class Statement:
    """A question or a change as SQL, with places for the values of a request."""

    def __init__(self, compiler: SQLCompiler, alias: str, stand_ins: int) -> None:
        self.alias = alias
        given: Sequence[Any]
        written, given = compiler.as_sql()
        if connections[alias].vendor == "postgresql":
            written, given = _with_constants(written, given, alias)
        self.sql = written
        self.constants = list(given)
        self.places = [
            (place, number)
            for place, value in enumerate(given)
            if (number := _number_of(value)) is not None
        ]
        missing = set(range(stand_ins)) - {number for _place, number in self.places}
        if missing:
            raise TypeError(f"The statement leaves out {len(missing)} of its arguments.")

    def filled(self, values: Sequence[Any]) -> list[Any]:
        """Everything that is sent, with these values in place of the stand-ins."""
        params = self.constants.copy()
        for place, number in self.places:
            params[place] = values[number]
        return params


class PreparedQuery(Statement):
    """A question, and how its rows become objects."""

    def __init__(self, found: models.QuerySet[Any], stand_ins: int) -> None:
        self.beside = found._prefetch_related_lookups  # type: ignore[attr-defined]
        for one in self.beside:
            _refuse_stand_ins(one)
        compiler = found.query.get_compiler(found.db)
        super().__init__(compiler, found.db, stand_ins)
        self.reader = RowReader(found, compiler)

    def ask(self, values: Sequence[Any]) -> list[Any]:
        """The objects that the statement finds with these values."""
        with execute_planned(connections[self.alias], self.sql, self.filled(values)) as cursor:
            rows = cursor.fetchall()
        objects = self.reader.objects(rows)
        models.prefetch_related_objects(objects, *self.beside)
        return objects


class PreparedUpdate(Statement):
    """What becomes of some rows."""

    def __init__(
        self, found: models.QuerySet[Any], becomes: dict[str, Any], stand_ins: int
    ) -> None:
        query: Any = found.query.chain(UpdateQuery)
        query.add_update_values(becomes)
        super().__init__(query.get_compiler(found.db), found.db, stand_ins)

    def make(self, values: Sequence[Any]) -> int:
        """Change them; returns how many there were."""
        with execute_planned(connections[self.alias], self.sql, self.filled(values)) as cursor:
            return int(cursor.rowcount)


class _Prepared:
    """A function of which there is one statement for each shape of its arguments."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self.statements: dict[Shape, Any] = {}
        update_wrapper(cast(Any, self), build)

    def _for(self, arguments: Sequence[Argument]) -> tuple[Any, list[Any]]:
        """The statement for these arguments and its values; None where it can find nothing."""
        shape: list[Any] = []
        values: list[Any] = []
        for argument in arguments:
            if isinstance(argument, int | str):
                shape.append(type(argument))
                values.append(argument)
            elif isinstance(argument, Sequence):
                if not argument:
                    return None, []
                size = 1 << (len(argument) - 1).bit_length()
                shape.append((str if isinstance(argument[0], str) else int, size))
                values.extend([*argument, *[argument[-1]] * (size - len(argument))])
            elif argument.is_active:
                shape.append(tuple((name, getattr(argument, name)) for name in argument.DECISIVE))
                values.append(argument.pk)
            else:
                return None, []
        key = tuple(shape)
        if key not in self.statements:
            self.statements[key] = self._written(self.build(*_stand_ins(key)), len(values))
        return self.statements[key], values

    def inside(self, *arguments: Argument) -> tuple[str, list[Any]] | None:
        """The text and its values, to stand in another statement; None where it finds nothing."""
        statement, values = self._for(arguments)
        return (statement.sql, statement.filled(values)) if statement else None

    def _written(self, built: Any, values: int) -> Any:
        raise NotImplementedError


class prepared(_Prepared):  # noqa: N801 (a decorator)
    """Make a function that builds a queryset one that answers with its list."""

    def __call__(self, *arguments: Argument) -> list[Any]:
        """What the statement finds for these arguments; nothing where a list is empty.

        Nothing, too, for visitors and deactivated people: no statement is theirs.
        """
        statement, values = self._for(arguments)
        return statement.ask(values) if statement else []

    def _written(self, built: models.QuerySet[Any], values: int) -> PreparedQuery | None:
        return None if built.query.is_empty() else PreparedQuery(built, values)


class changing(_Prepared):  # noqa: N801 (a decorator)
    """Make a function that says which rows become what one that changes them."""

    def __call__(self, *arguments: Argument) -> int:
        """Change the rows for these arguments; returns how many there were."""
        statement, values = self._for(arguments)
        return statement.make(values) if statement else 0

    def _written(
        self, built: tuple[models.QuerySet[Any], dict[str, Any]], values: int
    ) -> PreparedUpdate:
        return PreparedUpdate(*built, values)


def one_or_404(found: Sequence[Any]) -> Any:
    """The one thing that a prepared question found; what is not there and what is hidden alike."""
    if not found:
        raise Http404
    return found[0]


def bring(rows: Sequence[Any], name: str, found: Sequence[models.Model], *, of: str) -> None:
    """Let `row.<name>.all()` give those of `found` whose attribute `of` holds the id of the row."""
    by_row: dict[int, list[models.Model]] = {}
    for one in found:
        by_row.setdefault(getattr(one, of), []).append(one)
    hand_over(rows, name, [by_row.get(row.pk, []) for row in rows])


def hand_over(rows: Sequence[Any], name: str, lists: Sequence[list[Any]]) -> None:
    """Let `row.<name>.all()` give the list that belongs to the row."""
    if not rows:
        return
    like = rows[0]._meta.get_field(name).related_model._default_manager.all()
    for row, found in zip(rows, lists, strict=True):
        own: Any = type(like)(like.model, like.query)  # never asked, so all share the question
        own._result_cache, own._prefetch_done = found, True
        vars(row).setdefault("_prefetched_objects_cache", {})[name] = own


def _stand_ins(shape: Shape) -> Iterator[Argument]:
    """What a question is built with: different values that no request ever holds."""
    number = 0
    for part in shape:
        if isinstance(part, type):
            yield _stand_in(part, number)
        elif part and isinstance(part[0], type):
            kind, size = cast(Listed, part)
            yield [_stand_in(kind, number + place) for place in range(size)]
            number += size - 1
        else:
            yield _somebody(STAND_INS[number], dict(cast(Decisive, part)))
        number += 1


def _stand_in(kind: type, number: int) -> int | str:
    return f"{TEXT}{number}" if kind is str else STAND_INS[number]


def _somebody(pk: int, decisive: dict[str, Any]) -> models.Model:
    """An active person; whatever else is read of this one asks the database, in vain."""
    people = get_user_model()
    known = {"id": pk, "is_active": True, **decisive}
    names = [field.attname for field in people._meta.concrete_fields if field.attname in known]
    return people.from_db(None, names, [known[name] for name in names])


def _refuse_stand_ins(beside: Any) -> None:
    """What is fetched beside the rows is asked as it was built: it must be about nobody."""
    if isinstance(beside, str) or beside.queryset is None:
        return
    given = beside.queryset.query.sql_with_params()[1]
    if any(_number_of(value) is not None for value in given):
        raise TypeError(f"{beside.prefetch_to} would be asked for nobody: bring it along.")


def _number_of(value: object) -> int | None:
    """Which of the stand-ins this is; None for everything else."""
    if isinstance(value, int) and value in STAND_INS:
        return int(value) - STAND_INS[0]
    if isinstance(value, str) and value.startswith(TEXT):
        return int(value.removeprefix(TEXT))
    return None


# --- PostgreSQL -----------------------------------------------------------------------------------
def _with_constants(sql: str, given: Sequence[Any], alias: str) -> tuple[str, list[Any]]:
    """The statement with everything that never changes written out: the plan may count on it."""
    from psycopg.sql import Literal

    connection = connections[alias]
    connection.ensure_connection()
    texts, left = [], []
    parts = sql.split("%s")
    for value in given:
        if isinstance(value, date):
            raise TypeError("A moment would stand still: use Now().")
        if _number_of(value) is not None:
            texts.append("%s")
            left.append(value)
        else:
            texts.append(Literal(value).as_string(connection.connection).replace("%", "%%"))
    return "".join(part + text for part, text in zip(parts, [*texts, ""], strict=True)), left
