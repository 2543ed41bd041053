/**
 * The tests empty the database that they are given. So it has to be named on purpose, in the environment:
 * the one of a `.env` file may hold somebody's data.
 */
export default function requireEnvironment(): void {
  const missing = ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET'].filter((key) => !process.env[key]);
  if (missing.length > 0) throw new Error(`the e2e tests need ${missing.join(', ')} in the environment`);
}
