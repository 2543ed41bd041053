#!/usr/bin/env node
// Stands in for Prisma's native schema engine, where that binary cannot be had.
//
// The Prisma CLI starts the file named by PRISMA_SCHEMA_ENGINE_BINARY and talks JSON-RPC with it, one message a line.
// The work is done by Prisma's own engine, compiled to WebAssembly (@prisma/schema-engine-wasm), which reaches
// PostgreSQL through Prisma's own driver adapter (@prisma/adapter-pg). Four traps lie between the two; each is
// marked TRAP below.
//
// Which database: PODIUM_DATABASE_URL, else what the CLI hands over, else DATABASE_URL. Where Podium calls, the first
// is always set, so that no configuration file can lead this engine to another database; `none` stands for no database.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENGINE = new URL('./node_modules/@prisma/schema-engine-wasm/', import.meta.url);
const CLI_ERRORS = { '3D000': 'P1003', '28P01': 'P1000', '28000': 'P1000' };
const UNREACHABLE = 'P1001';
const require = createRequire(import.meta.url);
const pg = require('pg');
const { PrismaPg } = require('@prisma/adapter-pg');
const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = require('@prisma/driver-adapter-utils');

// Types by number, as pg_type has them: "char", name, oid, "char"[], name[] and what each is presented as.
const [CHAR, NAME, OID, CHARS, NAMES] = [18, 19, 26, 1002, 1003];
const [TEXT, INTEGER, TEXTS] = [25, 23, 1009];
const EQUAL_TYPES = { [CHAR]: TEXT, [NAME]: TEXT, [OID]: INTEGER, [NAMES]: TEXTS };
const { Boolean: TRUTH, Character: CHARACTER, Int32: WHOLE, Text: WORDS } = ColumnTypeEnum;

// --- the command line ------------------------------------------------------------------------------------------------

function readArguments(argv) {
  const values = (name) => argv.flatMap((word, place) => (word === name ? [argv[place + 1]] : []));
  return {
    version: argv.includes('--version'),
    command: argv.includes('cli') ? argv.at(-1) : undefined,
    datasource: values('--datasource')[0],
    schemas: [...values('--datamodels'), ...values('--datamodel')],
  };
}

/** Prisma 7 hands over JSON, Prisma 6 a bare URL. */
function readDatasource(datasource) {
  if (datasource === undefined) return {};
  try {
    return JSON.parse(datasource);
  } catch {
    return { url: datasource };
  }
}

// --- the database ----------------------------------------------------------------------------------------------------

/**
 * TRAP 1: pg lets `connectionString` win over `database`, so an adapter that was given a URL sends the shadow
 * database's statements to the main database. It gets the parts instead.
 */
function connectionParts(url) {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (!/^postgres(ql)?:$/.test(protocol)) throw new Error(`this engine only speaks to PostgreSQL, not to ${protocol}//`);
  const schema = searchParams.get('schema') ?? 'public';
  return {
    host: searchParams.get('host') ?? (hostname || 'localhost'),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password) || undefined,
    database: decodeURIComponent(pathname.slice(1)),
    schema,
    options: schema === 'public' ? undefined : `-c search_path="${schema}"`,
  };
}

/**
 * TRAP 2: the adapter refuses the types of PostgreSQL's own catalogue, which the engine reads. They are presented as
 * their plain equals; but where the catalogue has a "char", the engine wants a character and breaks down over a text.
 */
function acceptCatalogueTypes(connection) {
  const performIO = connection.performIO.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  const typesOf = new WeakMap();
  connection.performIO = async (query) => {
    const result = await performIO(query);
    const fields = result.fields ?? []; // none where the query was a script: then there is a result for each statement
    typesOf.set(query, fields.map((field) => field.dataTypeID));
    for (const field of fields) field.dataTypeID = EQUAL_TYPES[field.dataTypeID] ?? field.dataTypeID;
    return result;
  };
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, place) => (typesOf.get(query)[place] === CHAR ? CHARACTER : type));
    return { ...result, columnTypes };
  };
  return connection;
}

/**
 * TRAP 3: the adapter cuts a script at every semicolon, also inside $$ bodies and strings. The whole script goes out as
 * one simple query; PostgreSQL finds the statements itself (and runs them as one transaction).
 */
function sendWholeScripts(connection) {
  connection.executeScript = async (script) => {
    try {
      await connection.underlyingDriver().query(script);
    } catch (error) {
      connection.onError(error);
    }
  };
  return connection;
}

/** A connection of the adapter's, mended; so are its transactions. */
function mend(connection) {
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = async (...words) => acceptCatalogueTypes(await startTransaction(...words));
  return sendWholeScripts(acceptCatalogueTypes(connection));
}

/**
 * TRAP 4: the adapter drops the shadow database while its own pool still holds it open, which PostgreSQL refuses. The
 * pool ends first. The shadow database is always a new one, beside the given one: nothing that exists is emptied, and
 * no statement is sent before the connection has proven to be in it.
 */
async function openShadowDatabase(parts) {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const administrator = new pg.Client(parts);
  await administrator.connect();
  await administrator.query(`CREATE DATABASE "${name}"`);
  const connection = mend(await new PrismaPg({ ...parts, database: name }, { schema: parts.schema }).connect());
  const endPool = connection.dispose.bind(connection);
  connection.dispose = async () => {
    await endPool();
    await administrator.query(`DROP DATABASE "${name}"`);
    await administrator.end();
  };
  const { rows } = await connection.underlyingDriver().query('SELECT current_database() AS name');
  if (rows[0].name !== name) throw new Error(`the adapter connected to ${rows[0].name} instead of the shadow database`);
  return connection;
}

/**
 * The engine asks for the server's version before anything else, even to compare two files. Without a database it is
 * told one, and everything else is refused.
 */
function paperFactory() {
  const refuse = async () => {
    throw new Error('this needs a database, and none was named');
  };
  const version = {
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [TRUTH, WORDS, WHOLE],
    rows: [[true, 'PostgreSQL 16.0', 160000]],
  };
  const connection = {
    ...{ provider: 'postgres', adapterName: '@prisma/adapter-pg' },
    ...{ executeRaw: refuse, executeScript: refuse, startTransaction: refuse, dispose: async () => {} },
    queryRaw: ({ sql }) => (sql.includes('server_version_num') ? Promise.resolve(version) : refuse()),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  };
  const factory = { connect: async () => connection, connectToShadowDb: refuse };
  return bindMigrationAwareSqlAdapterFactory({ provider: 'postgres', adapterName: '@prisma/adapter-pg', ...factory });
}

function adapterFactory(url, shadowUrl) {
  if (url === 'none') return paperFactory();
  const parts = connectionParts(url);
  const factory = new PrismaPg(parts, { schema: parts.schema });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => mend(await connect());
  factory.connectToShadowDb = () => openShadowDatabase(connectionParts(shadowUrl ?? url));
  return bindMigrationAwareSqlAdapterFactory(factory);
}

// --- `cli can-connect-to-database` and `cli create-database` ---------------------------------------------------------

/** Exit code 0, or 1 with a log of which the CLI drops the first line and reads the others. */
async function runCommand(command, url) {
  const parts = connectionParts(url);
  try {
    await query(parts, 'SELECT 1');
  } catch (error) {
    if (command !== 'create-database' || error.code !== '3D000') return complain(error);
    const name = parts.database.replaceAll('"', '""');
    await query({ ...parts, database: 'postgres' }, `CREATE DATABASE "${name}"`);
  }
  return 0;
}

async function query(parts, sql) {
  const client = new pg.Client(parts);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function complain(error) {
  const line = (level, fields) => JSON.stringify({ level, fields, target: 'schema_engine::logger' });
  const code = CLI_ERRORS[error.code] ?? UNREACHABLE;
  process.stderr.write(`${line('INFO', { message: 'started' })}\n`);
  process.stderr.write(line('ERROR', { is_panic: false, error_code: code, message: error.message, meta: {} }));
  return 1;
}

// --- JSON-RPC --------------------------------------------------------------------------------------------------------

/** Instantiated by hand: Node before 22 cannot import a .wasm file, as the package's own entry does. */
async function loadEngine() {
  const glue = await import(new URL('schema_engine_bg.js', ENGINE));
  const bytes = readFileSync(new URL('schema_engine_bg.wasm', ENGINE));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function perform(engine, { method, params = {} }) {
  if (method === 'getDatabaseVersion') return engine.version(undefined);
  if (method === 'createDatabase') return {};
  const result = (await engine[method](params)) ?? {};
  if (method === 'diff' && result.stdout) send({ method: 'print', params: { content: result.stdout }, id: 0 });
  return result;
}

/** The CLI acknowledges what is printed; such a message asks nothing. */
async function answer(line, { engine, panic, errors }) {
  const request = JSON.parse(line);
  if (request.method === undefined) return;
  try {
    send({ id: request.id, result: await Promise.race([perform(await engine, request), panic]) });
  } catch (error) {
    const message = 'An error happened. Check the data field for details.';
    send({ id: request.id, error: { code: 4466, message, data: explain(error, errors) } });
  }
}

/** The engine knows an error of the adapter's only by a number, under which the adapter keeps it. */
function explain(error, errors) {
  const named = (text, number) => errors.consumeError(Number(number))?.error?.message ?? text;
  const text = (error.message ?? String(error)).replace(/External error id#(\d+)/g, named);
  try {
    return JSON.parse(text);
  } catch {
    return { is_panic: false, message: text, error_code: error.code, meta: error.meta ?? {} };
  }
}

/** The engine connects to the database at once, whatever will be asked of it. */
async function startEngine(schemas, factory) {
  for (const type of [CHARS, NAMES]) pg.types.setTypeParser(type, pg.types.getTypeParser(TEXTS));
  const SchemaEngine = await loadEngine();
  const datamodels = schemas.map((path) => [path, readFileSync(path, 'utf8')]);
  return SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, factory);
}

/**
 * Rejects when the engine breaks down. It tells its last words to a global registry and then traps outside of any
 * promise of ours.
 */
function watchForPanic() {
  let message = 'the schema engine broke down';
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (text) => (message = text) };
  return new Promise((_, reject) => process.on('uncaughtException', () => reject(new Error(message))));
}

/** An engine that does not start or breaks down is an answer too: the CLI takes a silent end for success. */
async function serve(schemas, factory) {
  const panic = watchForPanic();
  const engine = Promise.race([startEngine(schemas, factory), panic]);
  engine.catch(() => {});
  const open = [];
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim()) open.push(answer(line, { engine, panic, errors: factory.errorRegistry }));
  }
  await Promise.all(open);
}

async function main() {
  const { version, command, datasource, schemas } = readArguments(process.argv.slice(2));
  if (version) {
    const { version: number } = JSON.parse(readFileSync(fileURLToPath(new URL('package.json', ENGINE)), 'utf8'));
    console.log(`schema-engine-wasm ${number}`);
    return 0;
  }
  const { PODIUM_DATABASE_URL, PODIUM_SHADOW_DATABASE_URL, DATABASE_URL } = process.env;
  const given = readDatasource(datasource);
  const url = PODIUM_DATABASE_URL || given.url || DATABASE_URL;
  if (!url) throw new Error('no database: neither PODIUM_DATABASE_URL nor --datasource nor DATABASE_URL names one');
  if (command) return runCommand(command, url);
  await serve(schemas, adapterFactory(url, PODIUM_SHADOW_DATABASE_URL || given.shadowDatabaseUrl));
  return 0;
}

process.exitCode = await main();
process.exit();
