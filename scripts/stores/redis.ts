import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { isAlive, startProcess } from '../lib/processes.ts';
import { pollUntil } from '../lib/wait.ts';
import { freePort } from './free-port.ts';

const startWait = { everyMs: 20, msMax: 60_000 };

export interface RedisServer {
  /** Display name. */
  engine: string;
  url: string;
  pid: number;
  ended: Promise<string>;
  stop: () => Promise<void>;
}

export const newPassword = () => randomBytes(16).toString('hex');

/** Searches PATH for redis-server, then for valkey-server. */
export function redisOnPath(): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter);
  return ['redis-server', 'valkey-server']
    .flatMap((name) => directories.map((directory) => path.join(directory, name)))
    .find((file) => existsSync(file));
}

/**
 * Starts `program` on loopback, with its files in `directory`. Chooses a random port and password
 * unless `settings` contains them. First stops the leftover server of a killed run in `directory`.
 */
export async function startRedis(
  program: string,
  directory: string,
  settings: Record<string, string>,
): Promise<RedisServer> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const urlFile = path.join(directory, 'url');
  if (existsSync(urlFile)) await stopLeftover(readFileSync(urlFile, 'utf8'));
  const { port = String(await freePort()), requirepass: password = newPassword() } = settings;
  const url = `redis://:${password}@127.0.0.1:${port}`;
  writeFileSync(urlFile, url, { mode: 0o600 });
  // Passes the settings on standard input, because all users can read a process's arguments.
  const server = startProcess(program, ['-'], {
    cwd: directory,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  server.child.stdin?.on('error', () => undefined);
  const all = { bind: '127.0.0.1', port, requirepass: password, logfile: 'log', ...settings };
  server.child.stdin?.end(
    Object.entries(all)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  const name = path.basename(program);
  const hasSettled = await pollUntil(
    async () => !isAlive(server.child) || (await succeeds(url, (client) => client.ping())),
    startWait,
  );
  if (!isAlive(server.child))
    throw new Error(
      `${name} does not start (${await server.ended}): see ${path.join(directory, 'log')}`,
    );
  if (!hasSettled) throw new Error(`${name} does not answer.`);
  const stop = async () => {
    await server.stop();
    rmSync(urlFile, { force: true });
  };
  return { engine: name, url, pid: server.child.pid ?? 0, ended: server.ended, stop };
}

/**
 * Starts the embedded server as a child process. The embedded server has no persistence. The
 * embedded server is slow with thousands of users.
 */
export async function startEmbeddedRedis(): Promise<RedisServer> {
  const password = newPassword();
  const server = startProcess(
    process.execPath,
    [path.join(import.meta.dirname, 'embedded-redis.ts')],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  const listening = new Promise<number>((resolve) => server.child.once('message', resolve));
  server.child.send(password);
  const port = await Promise.race([listening, server.ended]);
  if (typeof port === 'string') throw new Error(`The embedded Redis does not start (${port})`);
  const url = `redis://:${password}@127.0.0.1:${port}`;
  return {
    engine: 'an embedded Redis',
    url,
    pid: server.child.pid ?? 0,
    ended: server.ended,
    stop: () => server.stop(),
  };
}

async function stopLeftover(url: string): Promise<void> {
  if (!(await succeeds(url, (client) => client.ping()))) return;
  await succeeds(url, (client) => client.shutdown());
  await pollUntil(async () => !(await succeeds(url, (client) => client.ping())), startWait);
}

/**
 * Returns true if the server at `url` answers `ask` without an error. A server that still loads its
 * data counts as successful.
 */
async function succeeds(url: string, ask: (client: Redis) => Promise<unknown>): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await ask(client);
    return true;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('LOADING');
  } finally {
    client.disconnect();
  }
}

/** Starts a temporary Redis without persistence: a server from PATH, else the embedded server. */
export async function startTestRedis(): Promise<RedisServer> {
  const program = redisOnPath();
  if (program === undefined) return startEmbeddedRedis();
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-redis-'));
  const server = await startRedis(program, directory, { save: '""', appendonly: 'no' });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
