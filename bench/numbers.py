"""The reader's numbers of the code: how long functions and files are, and how much is tested."""

import ast
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = (
    "intranet/", "kit/", "reactions/", "accounts/", "spaces/", "feed/", "chat/", "polls/",
    "announcements/", "surveys/", "notifications/", "search/",
)  # fmt: skip
CODE = (*PRODUCT, "demo/", "bench/")  # the demo's data and the measuring need no tests of their own
AIMS = {"median": 6, "p99": 30, "longest": 300, "tests": 1.0, "duplicates": 0}
ALIKE = 6  # lines in a row that stand in two places are a duplicate
ALIKE_CHARACTERS = 120  # together; shorter ones are shapes of the language, no copies
SHAPES = (")", "]", "}", "):")


@dataclass(frozen=True)
class Numbers:
    """The numbers, and where the longest things are."""

    median: float
    p99: int
    longest: int
    longest_file: str
    tests: float
    long_functions: list[tuple[int, str]]
    duplicates: list[str]

    def misses(self) -> list[str]:
        """The aims that are not reached, as sentences."""
        wanted = [
            (self.median <= AIMS["median"], f"median function {self.median} lines"),
            (self.p99 <= AIMS["p99"], f"99 % of functions up to {self.p99} lines"),
            (self.longest <= AIMS["longest"], f"{self.longest_file} has {self.longest} lines"),
            (self.tests >= AIMS["tests"], f"{self.tests:.2f} test lines per line"),
            (len(self.duplicates) <= AIMS["duplicates"], f"twice: {self.duplicates}"),
        ]
        return [sentence for reached, sentence in wanted if not reached]


def measure(files: Iterable[Path]) -> Numbers:
    """The numbers over these Python files; those below tests/ count as tests."""
    files = [file for file in files if "/migrations/" not in str(file)]
    code = [file for file in files if str(file.relative_to(ROOT)).startswith(CODE)]
    tests = [file for file in files if file.is_relative_to(ROOT / "tests")]
    functions = sorted((length, name) for file in code for length, name in function_lengths(file))
    lengths = [length for length, _ in functions] or [0]
    longest = max(code, key=count_lines)
    product = [file for file in code if str(file.relative_to(ROOT)).startswith(PRODUCT)]
    return Numbers(
        median=statistics.median(lengths),
        p99=lengths[int(len(lengths) * 0.99) - 1],
        longest=count_lines(longest),
        longest_file=str(longest.relative_to(ROOT)),
        tests=sum(map(count_code, tests)) / max(1, sum(map(count_code, product))),
        long_functions=functions[-5:],
        duplicates=duplicates([*code, *tests]),
    )


def function_lengths(file: Path) -> Iterator[tuple[int, str]]:
    """Length of every function body without its docstring, beside its name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            yield length or 0, f"{file.relative_to(ROOT)}:{node.name}"


def duplicates(files: Iterable[Path]) -> list[str]:
    """Where lines stand that stand elsewhere too, as "one.py:12 = other.py:40"."""
    places = defaultdict(list)
    for file in files:
        rows = list(_rows(file))
        for start in range(len(rows) - ALIKE + 1):
            _, words = zip(*rows[start : start + ALIKE], strict=True)
            if sum(map(len, words)) >= ALIKE_CHARACTERS:
                places[words].append(f"{file.relative_to(ROOT)}:{rows[start][0]}")
    return [" = ".join(found) for found in places.values() if len(found) > 1]


def _rows(file: Path) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers: no comment, import or closing bracket."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        words = line.strip()
        if words and not words.startswith(("#", "from ", "import ")) and words not in SHAPES:
            yield number, words


def count_lines(file: Path) -> int:
    """All lines of a file."""
    return len(file.read_text(encoding="utf-8").splitlines())


def count_code(file: Path) -> int:
    """Lines that are not empty."""
    return sum(1 for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def tracked() -> list[Path]:
    """The Python files of the project."""
    folders = [ROOT / name for name in (*CODE, "tests")]
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def main() -> int:
    """Print the numbers beside their aims; 1 when one is missed."""
    numbers = measure(tracked())
    print(f"function length, median  {numbers.median:>6}   (aim {AIMS['median']})")
    print(f"function length, p99     {numbers.p99:>6}   (aim {AIMS['p99']})")
    print(f"longest file             {numbers.longest:>6}   (aim {AIMS['longest']})", end="  ")
    print(numbers.longest_file)
    print(f"duplicates               {len(numbers.duplicates):>6}   (aim {AIMS['duplicates']})")
    print(f"test lines per line      {numbers.tests:>6.2f}   (aim {AIMS['tests']})")
    for places in numbers.duplicates:
        print(f"  {places}")
    for length, name in reversed(numbers.long_functions):
        print(f"  {length:>4}  {name}")
    return 1 if numbers.misses() else 0


if __name__ == "__main__":
    sys.exit(main())
