"""Named edits by syntax tree: TypeScript, Prisma schema, Markdown tables."""
