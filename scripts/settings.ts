import { createServer } from 'node:net';
import { readEnvironment } from '#server/config/env.ts';
import { freePort } from './stores/free-port.ts';
import { pollUntil } from './lib/wait.ts';

export interface Settings {
  /** The instance's environment, without the stores' URLs unless they were given. */
  environment: Record<string, string>;
  host: string;
  port: number;
  /** The public URL. */
  url: string;
  /** The URL on this machine, without any proxy. */
  localUrl: string;
}

/** The environment with the defaults of `npm start`. A malformed value throws one clear line. */
export async function readSettings(secrets: Record<string, string>): Promise<Settings> {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => (entry[1] ?? '') !== '',
  );
  // Users of one machine share an address, so the limit by address is off.
  const environment = {
    HOST: '127.0.0.1',
    ADDRESS_LIMIT_PER_MINUTE: '0',
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
 * Waits up to `msMax` until the port is free. Throws one clear line if it stays in use or cannot be
 * used.
 */
export async function checkPort({ host, port }: Settings, msMax: number): Promise<void> {
  const free = await pollUntil(async () => (await listenError(port, host)) !== 'EADDRINUSE', {
    everyMs: 200,
    msMax,
  });
  if (!free) throw new Error(`Port ${port} is in use by something else: set PORT to a free one.`);
  const code = await listenError(port, host);
  if (code !== null)
    throw new Error(`HOST ${host}, PORT ${port}: cannot be listened on (${code}).`);
}

function listenError(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code ?? error.message),
    );
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
