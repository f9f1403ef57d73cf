"""Reads one file in a process of its own, which may die: `python -m kit.files.texts.child < file`.

Writes one line of JSON for each page as soon as it is read, so that what was read before a limit
or a broken page is kept. The operating system ends it at its limits of memory and time. It
imports no settings, knows no database, and gets no environment.
"""

import json
import resource
import sys

from kit import limits
from kit.files.texts.readers import pages_of
from kit.files.texts.words import tidy

CUT = 3  # the exit status that says: there is more, which we leave out


def confine() -> None:
    """Give up memory, time, and files beyond what reading takes. Cannot be taken back."""
    for what, limit in (
        (resource.RLIMIT_AS, limits.FILE_TEXT_MEMORY),
        (resource.RLIMIT_CPU, limits.FILE_TEXT_SECONDS),
        (resource.RLIMIT_FSIZE, 8 * limits.FILE_TEXT_LENGTH),  # JSON needs up to six for one
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def main() -> int:
    """Read standard input; the exit status is 0, CUT, or whatever a failure makes of it."""
    left = limits.FILE_TEXT_LENGTH
    for number, page in enumerate(pages_of(sys.stdin.buffer), start=1):
        if number > limits.FILE_TEXT_PAGES or left <= 0:
            return CUT
        text = tidy(page[:left])
        left -= len(page)
        sys.stdout.write(json.dumps(text) + "\n")
        sys.stdout.flush()
    return 0 if left >= 0 else CUT


if __name__ == "__main__":
    confine()
    sys.exit(main())
