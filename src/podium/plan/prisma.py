"""What a Prisma schema holds, as the survey read it."""

from dataclasses import dataclass

from podium.plan.evidence import Place


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a Prisma model. `type` has no list or optional sign; `attributes` are as written."""

    name: str
    type: str
    place: Place
    is_list: bool = False
    optional: bool = False
    is_id: bool = False
    is_unique: bool = False
    default: str = ""
    native: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A relation field that holds the foreign key."""

    name: str
    model: str
    fields: tuple[str, ...]
    references: tuple[str, ...]
    place: Place
    on_delete: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A Prisma model; `end_line` is that of its closing brace; `uniques` and `indexes` hold field names.

    `identity` holds the fields of a key over several, empty where one field is the key. Prisma's client does not
    know a model that `is_ignored`.
    """

    name: str
    place: Place
    end_line: int
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    table: str = ""
    identity: tuple[str, ...] = ()
    is_ignored: bool = False

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """A Prisma enum."""

    name: str
    place: Place
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The Prisma schema over all of its files; `migrations` is the folder of the migrations."""

    files: tuple[str, ...] = ()
    provider: str = ""
    generator: str = ""
    client_output: str = ""
    models: tuple[Model, ...] = ()
    enums: tuple[Enumeration, ...] = ()
    migrations_folder: str = ""
    migrations: tuple[str, ...] = ()

    def model(self, name: str) -> Model | None:
        """The model of that name, whatever its case, or None."""
        return next((one for one in self.models if one.name.lower() == name.lower()), None)
