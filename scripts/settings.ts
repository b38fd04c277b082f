import { createServer } from 'node:net';
import { readEnvironment } from '#server/config/env.ts';
import { freePort } from './stores/free-port.ts';
import { pollUntil } from './lib/wait.ts';

export interface Settings {
  /** Environment of the instance; store URLs come only from this process's environment. */
  environment: Record<string, string>;
  host: string;
  port: number;
  /** Public URL, possibly of a proxy. */
  url: string;
  /** URL on this machine, without a proxy. */
  localUrl: string;
}

/**
 * Reads the environment and adds the defaults of `npm start`. Refuses a malformed value with a
 * one-line error.
 */
export async function readSettings(secrets: Record<string, string>): Promise<Settings> {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => (entry[1] ?? '') !== '',
  );
  // Disables the rate limit per IP address (0), because all users on this machine share an address.
  // The second factor is optional, so that the demonstration's owner can try each control.
  const environment = {
    HOST: '127.0.0.1',
    ADDRESS_LIMIT_PER_MINUTE: '0',
    STAFF_SECOND_FACTOR: 'optional',
    ...secrets,
    ...Object.fromEntries(given),
  };
  const placeholders = { DATABASE_URL: 'postgresql://embedded', REDIS_URL: 'redis://embedded' };
  const { HOST, PORT, NEXTAUTH_URL } = readEnvironment({ ...placeholders, ...environment });
  const port = PORT === 0 ? await freePort() : PORT;
  const url = NEXTAUTH_URL ?? `http://localhost:${port}`;
  const here =
    HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return {
    environment: { ...environment, PORT: String(port), NEXTAUTH_URL: url },
    host: HOST,
    port,
    url,
    localUrl: `http://${here}:${port}`,
  };
}

/**
 * Waits up to `msMax` for a free port. Throws a one-line error if the port stays in use or the host
 * is unusable.
 */
export async function checkPort({ host, port }: Settings, msMax: number): Promise<void> {
  const free = await pollUntil(async () => (await listenError(port, host)) !== 'EADDRINUSE', {
    everyMs: 200,
    msMax,
  });
  if (!free) throw new Error(`Port ${port} is in use by another process: set PORT to a free port.`);
  const code = await listenError(port, host);
  if (code !== null)
    throw new Error(`HOST ${host}, PORT ${port}: the server cannot listen there (${code}).`);
}

function listenError(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code ?? error.message),
    );
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
