"""Habits of a project that every feature leans on: where names come from, who may call, how lists are cut."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Import:
    """A name and where it comes from: a file of the repository (path with `.ts`) or a package."""

    name: str
    source: str
    type_only: bool = False

    @property
    def is_file(self) -> bool:
        """Whether the source is a file of the repository."""
        return self.source.endswith(".ts")


@dataclass(frozen=True, kw_only=True)
class Guarding:
    """How the project knows who calls; an expression is what the controller passes on.

    `everywhere`: the guard is global, and `public` is the decorator that lifts it. `caller` is the handler's
    parameter as written, with `caller_imports`; `caller_id` gives the id, `caller_user` the whole user, which is
    small where it holds nothing but id and role.
    """

    guard: Import | None = None
    everywhere: bool = False
    public: Import | None = None
    caller: str = ""
    caller_imports: tuple[Import, ...] = ()
    caller_id: str = ""
    caller_user: str = ""
    user_type: Import | None = None
    user_is_small: bool = True
    roles_guard: Import | None = None
    roles_decorator: Import | None = None
    roles_type: Import | None = None
    roles: tuple[str, ...] = ()
    role_form: str = "'{role}'"
    role_property: str = ""

    @property
    def id_property(self) -> str:
        """The property of the caller that holds the id."""
        return self.caller_id.rpartition(".")[2]


@dataclass(frozen=True, kw_only=True)
class Paging:
    """How lists are cut: the query's class (empty: one of its own), its two fields, bounds, and the answer's shape.

    `shape` pairs a key of the answer with what it holds: items, page, limit, offset, total or pages.
    """

    query: Import | None = None
    arguments: Import | None = None
    base: Import | None = None
    base_keys: tuple[str, ...] = ()
    position: str = "page"
    size: str = "limit"
    has_defaults: bool = True
    by_offset: bool = False
    default_size: int = 20
    largest_size: int = 100
    largest_position: int = 1_000_000
    shape: tuple[tuple[str, str], ...] = (("items", "items"), ("page", "page"), ("limit", "limit"), ("total", "total"))
