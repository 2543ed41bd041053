// Prints the project's Prisma configuration as JSON with absolute paths: what its prisma.config.* says.
//
// usage: node read_config.mjs <package.json of the project's prisma> ; works in the current folder.
// The database that the configuration names is of no interest, so a variable that is missing gets a stand-in value.

import { createRequire } from 'node:module';

const NOWHERE = 'postgresql://nobody@127.0.0.1:9/nothing';
const { loadConfigFromFile } = createRequire(process.argv[2])('@prisma/config');

async function read(patience = 20) {
  const { config, error } = await loadConfigFromFile({ configRoot: process.cwd() });
  if (!error) return config;
  const message = error.error?.message ?? error._tag;
  const missing = /environment variable: (\w+)/.exec(message)?.[1];
  if (!missing || patience === 0) throw new Error(message);
  process.env[missing] = NOWHERE;
  return read(patience - 1);
}

const KEPT = ['schema', 'migrations', 'experimental', 'tables', 'enums', 'views', 'typedSql'];
const config = await read();
const kept = KEPT.filter((key) => Object.keys(config[key] ?? {}).length > 0).map((key) => [key, config[key]]);
console.log(JSON.stringify(Object.fromEntries(kept)));
