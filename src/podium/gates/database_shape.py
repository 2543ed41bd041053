"""The shape of a PostgreSQL database as sorted lines: what two databases must share to count as having one schema."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
NOT_OWNED = "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.objid = {0}.oid AND x.deptype = 'e')"
"""Leaves out what belongs to an extension."""

QUERIES = (
    f"""SELECT format('column %I.%I.%I %s%s%s%s%s', n.nspname, c.relname, a.attname,
          format_type(a.atttypid, a.atttypmod),
          CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
          CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END,
          CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END,
          coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {OURS}""",
    f"""SELECT format('relation %I.%I %s%s', n.nspname, c.relname, c.relkind,
          CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f', 'S', 'v', 'm') AND {OURS} AND {NOT_OWNED.format("c")}""",
    f"""SELECT format('constraint %I.%I.%I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype <> 'n' AND {OURS}""",
    f"""SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS}""",
    f"""SELECT format('enum %I.%I %s', n.nspname, t.typname,
          string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder))
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE {OURS} GROUP BY n.nspname, t.typname""",
    f"""SELECT format('view %I.%I %s', n.nspname, c.relname, pg_get_viewdef(c.oid))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND {OURS} AND {NOT_OWNED.format("c")}""",
    f"""SELECT 'function ' || pg_get_functiondef(p.oid)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prokind IN ('f', 'p') AND {OURS} AND {NOT_OWNED.format("p")}""",
    f"""SELECT 'trigger ' || pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND {OURS}""",
    f"""SELECT format('policy %I.%I.%I %s %s %s', n.nspname, c.relname, p.polname, p.polcmd,
          pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS}""",
    "SELECT 'extension ' || extname FROM pg_extension",
    f"SELECT 'schema ' || n.nspname FROM pg_namespace n WHERE {OURS} AND n.nspname NOT LIKE 'pg_temp%'",
)
"""Each gives one line per thing; the order of columns is left out, for it changes nothing that a query can name."""


def shape(connection: "psycopg.Connection[Any]") -> tuple[str, ...]:
    """The sorted lines of the database that the connection leads to, without Prisma's own table of migrations."""
    lines: list[str] = []
    for query in QUERIES:
        lines += [str(row[0]) for row in connection.execute(query.encode()).fetchall()]
    return tuple(sorted(" ".join(line.split()) for line in lines if "_prisma_migrations" not in line))


def difference(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """Lines that only one side has: `- line` of the first, `+ line` of the second."""
    gone, new = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    return (*(f"- {line}" for line in gone), *(f"+ {line}" for line in new))
