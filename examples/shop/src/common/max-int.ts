/** The largest value of a PostgreSQL `integer` column. */
export const MAX_INT = 2_147_483_647;
