"""Processes of this machine: who began whom, and how much they have worked."""

import glob


def parents() -> dict[int, int]:
    """The parent of every process."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                pid, rest = file.read().split(" (", 1)
        except OSError:  # it has ended
            continue
        found[int(pid)] = int(rest.rpartition(") ")[2].split()[1])
    return found


def below(tree: dict[int, int], pid: int) -> set[int]:
    """A process and everything it began, given the parents of all."""
    children = [child for child, parent in tree.items() if parent == pid]
    return {pid}.union(*(below(tree, child) for child in children))


def seconds(pid: int) -> float:
    """CPU of all threads so far, in the scheduler's own nanoseconds: a tick is as long as a
    request."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        try:
            with open(path) as file:
                total += int(file.read().split()[0])
        except OSError:
            continue
    return total / 1e9
