"""Rows made by rule for every table of a database, parents first: what a measurement reads."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import psycopg

COLUMNS = """
SELECT c.oid::regclass::text, quote_ident(a.attname), t.typname, t.typtype::text, a.atttypmod,
  a.attnotnull, a.attidentity::text, a.attgenerated::text, d.adbin IS NOT NULL,
  coalesce((SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)
    FROM pg_enum e WHERE e.enumtypid = t.oid)::text[], '{}'),
  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)),
  (SELECT k.confrelid::regclass::text FROM pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY c.oid, a.attnum"""
"""The columns of every table; the last one names the table that a column alone refers to."""
WHOLE = frozenset({"int2", "int4", "int8"})
TEXT = frozenset({"text", "varchar", "bpchar", "citext", "name"})
GIVEN = {
    "int2": "{n} % 30000",
    "int4": "{n}",
    "int8": "{n}",
    "numeric": "({n} % 5000) / 100.0",
    "uuid": "md5({n}::text)::uuid",
    "bool": "{n} % 2 = 0",
    "float4": "({n} % 1000) / 4.0",
    "float8": "({n} % 1000) / 4.0",
    "date": "DATE '2024-01-01' + ({n} % 700)::int",
    "timestamp": "TIMESTAMP '2024-01-01' + {n} * INTERVAL '1 minute'",
    "timestamptz": "TIMESTAMPTZ '2024-01-01 00:00Z' + {n} * INTERVAL '1 minute'",
    "time": "TIME '12:00'",
    "json": "'{}'::json",
    "jsonb": "'{}'::jsonb",
    "bytea": "'\\x00'::bytea",
    "inet": "INET '127.0.0.1'",
}
"""What stands in a column of a type in row `{n}`."""


class Column(NamedTuple):
    """A column as the catalogue has it; `refers` is the table that it refers to."""

    table: str
    name: str
    type: str
    kind: str
    modifier: int
    required: bool
    identity: str
    generated: str
    has_default: bool
    labels: list[str]
    unique: bool
    refers: str | None


def fill(connection: "psycopg.Connection[Any]", count: int) -> dict[str, int]:
    """Give every table about so many rows, the same ones each time; how many each table has then.

    Raises `psycopg.Error` where the database refuses them, and `ValueError` where a required column is of a type that
    nothing is known of.
    """
    tables: dict[str, list[Column]] = {}
    for row in connection.execute(COLUMNS.encode()).fetchall():
        one = Column(*row)
        tables.setdefault(one.table, []).append(one)
    filled: dict[str, int] = {}
    for name in _parents_first(tables):
        connection.execute(_statement(tables[name], count, known=set(filled)).encode())
        found: Any = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
        filled[name] = int(found[0])
    connection.execute(b"ANALYZE")
    return filled


def _parents_first(tables: dict[str, list[Column]]) -> list[str]:
    """The tables, each after those that its required columns refer to, as far as that goes."""
    done: list[str] = []
    while len(done) < len(tables):
        left = [name for name in tables if name not in done]
        free = [name for name in left if all(one in {*done, name} for one in _needed(tables[name]))]
        done += free[:1] or left[:1]
    return done


def _needed(columns: list[Column]) -> set[str]:
    return {one.refers for one in columns if one.refers and one.required}


def _statement(columns: list[Column], count: int, *, known: set[str]) -> str:
    chosen = [one for one in columns if not one.generated and (value(one) or one.required)]
    chosen = [one for one in chosen if not one.refers or one.refers in known or one.required]
    chosen = [one for one in chosen if one.refers or one.unique or not (one.has_default and one.type not in WHOLE)]
    names = ", ".join(one.name for one in chosen)
    values = ", ".join(_expression(one, count) for one in chosen)
    return (
        f"INSERT INTO {columns[0].table} ({names}) OVERRIDING SYSTEM VALUE "
        f"SELECT {values} FROM generate_series(1, {count}) AS n ON CONFLICT DO NOTHING"
    )


def _expression(column: Column, count: int) -> str:
    given = value(column)
    if not given:
        raise ValueError(f"{column.table}.{column.name} is of type {column.type}, of which no value is known")
    row = f"(1 + (n * 7 + {len(column.name)}) % {count})" if column.refers else "n"
    return given.replace("{n}", row)


def value(column: Column) -> str:
    """What stands in the column in row `{n}`, as SQL; an empty string where nothing is known of its type."""
    if column.kind == "e":
        labels = ", ".join("'" + one.replace("'", "''") + "'" for one in column.labels)
        typed = '"' + column.type.replace('"', '""') + '"'
        return f"(ARRAY[{labels}])[1 + {{n}} % {len(column.labels)}]::text::{typed}"
    if column.type in TEXT:
        return f"right('row ' || {{n}}, {column.modifier - 4 if column.modifier > 4 else 200})"
    return "'{}'" if column.type.startswith("_") else GIVEN.get(column.type, "")
