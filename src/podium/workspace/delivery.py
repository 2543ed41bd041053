"""The run branch is brought into the user's repository: new objects and one reference, nothing else.

Objects come first and are harmless by themselves; then the branch moves by compare-and-swap. Hooks, gc and everything
else that git would do on the way are off.
"""

from collections.abc import Collection

from podium.errors import RepositoryError
from podium.git import Repository


def branch(run: str) -> str:
    """The name of the run branch, as users see it."""
    return f"podium/{run}"


def deliver(
    clone: Repository, source: Repository, *, commit: str, base: str, name: str, known: Collection[str]
) -> bool:
    """Set branch `name` of the user's repository to `commit`; whether anything had to be done.

    `known` are the commits where Podium may have left the branch; one that does not exist may always be made. Raises
    `RepositoryError` where the branch is elsewhere, is checked out, or cannot exist beside a branch that the user has.
    """
    reference = f"refs/heads/{name}"
    current = source.reference(reference)
    if current == commit:
        return False
    if current and current not in known:
        raise RepositoryError(
            f"branch {name} is at {current[:12]}, not where Podium left it",
            hint=f"rename it (`git branch -m {name} mine`), then `podium resume`",
        )
    _refuse_occupied(source, name)
    _bring_objects(clone, source, commit=commit, base=base)
    if not source.swap(reference, new=commit, old=current):
        raise RepositoryError(f"branch {name} moved while Podium wrote it", hint="`podium resume` tries again")
    return True


def _refuse_occupied(source: Repository, name: str) -> None:
    """Raise where moving the branch would change somebody's checkout, or where the name is taken by a shorter one."""
    if f"branch refs/heads/{name}" in source.call("worktree", "list", "--porcelain").text.splitlines():
        raise RepositoryError(f"branch {name} is checked out", hint="switch to another branch, then `podium resume`")
    parts = name.split("/")
    for length in range(1, len(parts)):
        shorter = "/".join(parts[:length])
        if source.reference(f"refs/heads/{shorter}"):
            raise RepositoryError(
                f"a branch {shorter!r} exists, so that {name!r} cannot",
                hint=f"rename it (`git branch -m {shorter} {shorter}-old`), then `podium resume`",
            )


def _bring_objects(clone: Repository, source: Repository, *, commit: str, base: str) -> None:
    """Write the objects that `commit` has over `base` into the user's repository, checked for broken links."""
    has_base = source.call("cat-file", "-e", f"{base}^{{commit}}").ok
    wanted = f"{commit}\n^{base}\n" if has_base else f"{commit}\n"
    packed = clone.call("pack-objects", "--revs", "--stdout", "--quiet", stdin=wanted.encode(), deadline=1800.0)
    if not packed.ok:
        raise RepositoryError(f"the run's objects cannot be packed: {packed.talk.strip()[-300:]}")
    written = source.call("unpack-objects", "-q", "--strict", stdin=packed.stdout, deadline=1800.0)
    if not written.ok:
        raise RepositoryError(f"{source.path} does not take the run's objects: {written.talk.strip()[-300:]}")
