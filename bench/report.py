"""What a measurement says: a name, a value, its budget, and whether it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `ok` is None where a figure has no budget and is only told."""

    name: str
    value: str
    budget: str = ""
    ok: bool | None = None


def at_most(name: str, value: float, budget: float, unit: str = "") -> Row:
    """A figure that must not exceed its budget."""
    return Row(name, _shown(value, unit), f"≤ {_shown(budget, unit)}", value <= budget)


def at_least(name: str, value: float, budget: float, unit: str = "") -> Row:
    """A figure that must reach its budget."""
    return Row(name, _shown(value, unit), f"≥ {_shown(budget, unit)}", value >= budget)


def measurement(name: str, value: float, unit: str = "") -> Row:
    """A figure without a budget."""
    return Row(name, _shown(value, unit))


def _shown(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{number} {unit}".strip()


def print_table(title: str, rows: Iterable[Row]) -> bool:
    """Print rows beside their budgets; False when one is missed."""
    rows = list(rows)
    width = max((len(row.name) for row in rows), default=0)
    print(f"\n{title}")
    for row in rows:
        mark = {True: "ok", False: "MISSED", None: ""}[row.ok]
        print(f"  {row.name:<{width}}  {row.value:>14}  {row.budget:>12}  {mark}")
    return all(row.ok is not False for row in rows)
