// Starts one build twice or two builds once each, asks both the same routes by turns, and prints every duration.
// Usage: node latency_probe.mjs CONFIG.json; the last line of stdout is a JSON value, all talk goes to stderr.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const children = [];
const talk = { base: '', tip: '' };

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function started(side) {
  const { cwd, entry, environment } = config[side];
  const port = await freePort();
  const child = spawn(process.execPath, [entry], {
    cwd,
    env: { ...process.env, ...environment, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      talk[side] = `${talk[side]}${text}`.slice(-4000);
    });
  }
  const end = Date.now() + config.startSeconds * 1000;
  while (Date.now() < end) {
    const gone = await Promise.race([ended, pause(150, null)]);
    if (gone !== null) throw new Error(`the ${side} ended with exit code ${gone} before it answered`);
    try {
      await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) });
      return port;
    } catch (error) {
      if (error.cause?.code !== 'ECONNREFUSED') return port;
    }
  }
  throw new Error(`the ${side} did not listen on PORT within ${config.startSeconds} seconds`);
}

async function ask(port, path) {
  const began = process.hrtime.bigint();
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(30000) });
  const body = await response.arrayBuffer();
  return { status: response.status, bytes: body.byteLength, ms: Number(process.hrtime.bigint() - began) / 1e6 };
}

async function measured(ports, path) {
  const found = { path, status: {}, bytes: {}, alone: { base: [], tip: [] }, together: { base: [], tip: [] } };
  for (const side of ['base', 'tip']) {
    for (let n = 0; n < config.warmUp; n += 1) {
      const first = await ask(ports[side], path);
      found.status[side] = first.status;
      found.bytes[side] = first.bytes;
      if (first.status >= 300) return found;
    }
  }
  for (let round = 0; round < config.rounds; round += 1) {
    for (const side of round % 2 ? ['tip', 'base'] : ['base', 'tip']) {
      const own = [];
      for (let n = 0; n < config.each; n += 1) own.push(await ask(ports[side], path));
      const crowd = await Promise.all(Array.from({ length: config.together }, () => ask(ports[side], path)));
      const bad = [...own, ...crowd].find((one) => one.status >= 300);
      if (bad) {
        found.status[side] = bad.status;
        return found;
      }
      found.alone[side].push(own.map((one) => one.ms));
      found.together[side].push(crowd.map((one) => one.ms));
    }
  }
  return found;
}

const told = { routes: [], problem: '' };
try {
  const ports = { base: await started('base'), tip: await started('tip') };
  for (const path of config.paths) told.routes.push(await measured(ports, path));
} catch (error) {
  told.problem = error.message;
  console.error(talk.base, talk.tip);
} finally {
  for (const child of children) child.kill('SIGTERM');
  await Promise.race([Promise.all(children.map((one) => one.exitCode ?? new Promise((end) => one.once('exit', end)))), pause(3000)]);
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
}
console.log(JSON.stringify(told));
process.exit(0);
