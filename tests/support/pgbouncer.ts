import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProcess } from '#scripts/lib/processes.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { freePort } from '#scripts/stores/free-port.ts';
import { serverOwner } from '#scripts/stores/packaged-postgres.ts';
import { isListening } from './command.ts';

/** Debian installs PgBouncer outside an ordinary user's PATH, in /usr/sbin. */
export const pgbouncerProgram = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin']
  .map((directory) => path.join(directory, 'pgbouncer'))
  .find((file) => existsSync(file));

/**
 * Returns true if PgBouncer keeps prepared statements in transaction mode, as versions from 1.21
 * do.
 */
export function keepsPreparedStatements(): boolean {
  const said = execFileSync(pgbouncerProgram ?? '', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /PgBouncer (\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

/** Starts PgBouncer in front of the database at `databaseUrl`. The caller must stop the server. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: 'session' | 'transaction',
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-pgbouncer-'));
  const file = path.join(directory, 'pgbouncer.ini');
  const listenPort = await freePort();
  const lines = [
    '[databases]',
    `${pathname.slice(1)} = host=${hostname} port=${port} user=${username} password=${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${String(listenPort)}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
    ...(keepsPreparedStatements() ? ['max_prepared_statements = 200'] : []),
  ];
  writeFileSync(file, lines.join('\n'));
  // PgBouncer refuses to run as root, so another user must be able to read the settings in this
  // directory.
  chmodSync(directory, 0o755);
  const server = startProcess(pgbouncerProgram ?? '', ['-q', file], {
    ...serverOwner(),
    stdio: 'ignore',
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String(listenPort)}`;
  if (!(await pollUntil(() => isListening(url.href), { everyMs: 20, msMax: 10_000 })))
    throw new Error(`PgBouncer does not start: ${await server.ended}`);
  return {
    url: url.href,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
