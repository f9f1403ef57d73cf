"""Rules of audiences: "sales or place Ulm, not trainees", over what the company says of people."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from kit.database.idempotency import digest_of
from kit.http.exceptions import Problem

Fact = tuple[str, str]  # a field of the person and its value
FIELDS = ("department", "place", "job_title", "role")  # the company's fields: nobody lets self in
MOST = 50
NAME_LENGTH = 100


@dataclass(frozen=True)
class Rule:
    """People of whom any fact of `any_of` holds and no fact of `none_of`."""

    any_of: tuple[Fact, ...]
    none_of: tuple[Fact, ...] = ()

    def people(self) -> UserQuerySet:
        """Everybody who fits and may sign in."""
        people = User.objects.active().without_bots()
        return people.filter(_any(self.any_of)).exclude(_any(self.none_of))

    def fits(self, user: User) -> bool:
        """The same question about one person."""
        facts = {(field, getattr(user, field)) for field in FIELDS}
        wanted, unwanted = facts & set(self.any_of), facts & set(self.none_of)
        is_person = user.is_active and not user.is_bot
        return is_person and bool(wanted) and not unwanted

    @property
    def digest(self) -> str:
        """Equal for rules that mean the same."""
        return digest_of({"any": sorted(self.any_of), "none": sorted(self.none_of)})

    @property
    def name(self) -> str:
        """The values, as in "Sales · Ulm − Trainee"."""
        without = "".join(f" − {value}" for _field, value in self.none_of)
        return (" · ".join(value for _field, value in self.any_of) + without)[:NAME_LENGTH]


def read_rule(any_of: Iterable[Iterable[str]], none_of: Iterable[Iterable[str]] = ()) -> Rule:
    """The rule of these facts in one order, or a Problem that says what is wrong."""
    wanted, unwanted = _facts(any_of), _facts(none_of)
    if not wanted:
        raise Problem("empty_rule", _("Choose who belongs to the audience."), field="rule")
    return Rule(wanted, unwanted)


def _facts(pairs: Iterable[Iterable[str]]) -> tuple[Fact, ...]:
    facts = sorted({tuple(pair) for pair in pairs})
    known = all(len(fact) == 2 and fact[0] in FIELDS and fact[1] for fact in facts)
    if not known or len(facts) > MOST:
        raise Problem("bad_rule", _("This audience is not valid."), field="rule")
    return tuple((field, value) for field, value in facts)


def _any(facts: Iterable[Fact]) -> Q:
    """That one of the facts holds; nothing holds for no facts."""
    return reduce(operator.or_, (Q(**{field: value}) for field, value in facts), Q(pk__in=()))
