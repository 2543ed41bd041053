"""The order of tasks: edges lead from `needs` and `after` to the task; names that no task has are passed over."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from podium.errors import BrokenMachinery
from podium.plan.task import Task


def edges(task: Task) -> tuple[str, ...]:
    """Every task that has to settle before this one: its needs, then what it only comes after."""
    return tuple(dict.fromkeys((*task.needs, *task.after)))


def order(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The names with every task behind its edges, ties by plan order. Raises `BrokenMachinery` on a cycle."""
    sequence = _by_name(tasks)
    position = {name: number for number, name in enumerate(sequence)}
    waiting = {name: {one for one in edges(task) if one in position} for name, task in sequence.items()}
    followers = _followers(sequence)
    heap = [position[name] for name, before in waiting.items() if not before]
    names, found = tuple(sequence), list[str]()
    while heap:
        name = names[heapq.heappop(heap)]
        found.append(name)
        for follower in followers[name]:
            waiting[follower].discard(name)
            if not waiting[follower]:
                heapq.heappush(heap, position[follower])
    if len(found) < len(names):
        raise BrokenMachinery(f"tasks wait for each other: {' → '.join(cycle(sequence.values()))}")
    return tuple(found)


def cycle(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The names of one cycle, the first again at the end; empty where there is none."""
    sequence = _by_name(tasks)
    clean: set[str] = set()
    for start in sequence:
        path: dict[str, Iterator[str]] = {start: iter(edges(sequence[start]))} if start not in clean else {}
        while path:
            name = next(reversed(path))
            following = next(path[name], None)
            if following is None:
                clean.add(name)
                path.pop(name)
            elif following in path:
                names = list(path)
                return (*names[names.index(following) :], following)
            elif following in sequence and following not in clean:
                path[following] = iter(edges(sequence[following]))
    return ()


@dataclass(frozen=True, eq=False)
class Before(Set[str]):
    """The tasks before one: a bit for each, so that a plan of thousands of tasks needs megabytes and no gigabytes."""

    bits: int
    places: Mapping[str, int]

    def __contains__(self, name: object) -> bool:
        place = self.places.get(name) if isinstance(name, str) else None
        return place is not None and bool(self.bits >> place & 1)

    def __iter__(self) -> Iterator[str]:
        return (name for name, place in self.places.items() if self.bits >> place & 1)

    def __len__(self) -> int:
        return self.bits.bit_count()


def reach(tasks: Iterable[Task]) -> dict[str, Set[str]]:
    """For each task, all that must settle before it, however far away. Raises `BrokenMachinery` on a cycle."""
    sequence = _by_name(tasks)
    names = order(sequence.values())
    places = {name: place for place, name in enumerate(names)}
    bits: dict[str, int] = {}
    for name in names:
        bits[name] = 0
        for one in edges(sequence[name]):
            if one in places:
                bits[name] |= bits[one] | 1 << places[one]
    return {name: Before(value, places) for name, value in bits.items()}


def ancestors(tasks: Iterable[Task], name: str) -> frozenset[str]:
    """All that must settle before the task of that name."""
    sequence = _by_name(tasks)
    return _walk(name, {one: edges(task) for one, task in sequence.items()})


def descendants(tasks: Iterable[Task], name: str) -> frozenset[str]:
    """All that comes only behind the task of that name."""
    return _walk(name, _followers(_by_name(tasks)))


def critical_path(tasks: Iterable[Task], seconds: Mapping[str, float]) -> tuple[str, ...]:
    """The chain that takes longest, first task first; among equals the one whose tasks stand earlier in the plan."""
    sequence = _by_name(tasks)
    finish: dict[str, float] = {}
    before: dict[str, str] = {}
    for name in order(sequence.values()):
        known = [one for one in sequence if one in edges(sequence[name])]
        latest = max(known, key=lambda one: finish[one], default="")
        before[name] = latest
        finish[name] = seconds.get(name, 0.0) + (finish[latest] if latest else 0.0)
    path, name = list[str](), max(finish, key=lambda one: finish[one], default="")
    while name:
        path.append(name)
        name = before[name]
    return tuple(reversed(path))


def remaining(tasks: Iterable[Task], seconds: Mapping[str, float]) -> dict[str, float]:
    """For each task, the seconds from its start to the end of the longest chain behind it."""
    sequence = _by_name(tasks)
    followers = _followers(sequence)
    left: dict[str, float] = {}
    for name in reversed(order(sequence.values())):
        left[name] = seconds.get(name, 0.0) + max((left[one] for one in followers[name]), default=0.0)
    return left


def _by_name(tasks: Iterable[Task]) -> dict[str, Task]:
    return {task.id: task for task in tasks}


def _followers(sequence: Mapping[str, Task]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in sequence}
    for name, task in sequence.items():
        for one in edges(task):
            if one in found:
                found[one].append(name)
    return found


def _walk(name: str, following: Mapping[str, Iterable[str]]) -> frozenset[str]:
    seen: set[str] = set()
    open_ = [name]
    while open_:
        for one in following.get(open_.pop(), ()):
            if one in following and one not in seen:
                seen.add(one)
                open_.append(one)
    return frozenset(seen)
