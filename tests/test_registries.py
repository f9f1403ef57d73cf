"""Registries: few, and each with its reason in docs/architecture.md."""

import ast
from collections.abc import Iterator

from tests.guards import APPS, ROOT, short, sources

MOST = 6
EMPTY = {"dict", "list", "set", "OrderedDict"}


def assigned() -> Iterator[tuple[str, str, ast.expr]]:
    """File, name and value of everything that modules of ours hold for others."""
    for path in sources(*APPS):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                name = ast.unparse(getattr(node, "target", None) or node.targets[0])
                if not name.startswith("_"):
                    yield short(path), name, node.value


def made_by(value: ast.expr) -> str:
    """The name of the class or function that is called for it."""
    called = value.func if isinstance(value, ast.Call) else None
    return called.id if isinstance(called, ast.Name) else ""


def is_empty(value: ast.expr) -> bool:
    """Whether somebody else has to fill it."""
    if isinstance(value, ast.Call):
        return made_by(value) == "defaultdict" or (made_by(value) in EMPTY and not value.args)
    return isinstance(value, ast.Dict | ast.List | ast.Set) and not ast.unparse(value)[1:-1]


def test_there_are_at_most_six_registries_and_the_architecture_says_what_each_is_for():
    found = [(path, name) for path, name, value in assigned() if made_by(value) == "Registry"]
    described = (ROOT / "docs/architecture.md").read_text()
    assert 0 < len(found) <= MOST
    assert not [one for one in found if f"| `{one[1]}` | `{one[0]}` |" not in described]


def test_nothing_else_waits_to_be_filled():
    assert not [(path, name) for path, name, value in assigned() if is_empty(value)]
