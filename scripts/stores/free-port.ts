import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that systems use for outgoing connections (from 32,768): such a connection could
// take a port before its server listens, or while the server restarts. Above the ports that
// browsers refuse.
const lowest = 11_000;
const above = 32_768;

/** A free port on loopback, below `limit`. */
export async function freePort(limit = above): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, limit);
    if (await isFree(port)) return port;
  }
}

/** The distance from a Redis cluster node's port to its bus port. */
const busAbove = 10_000;

/** A free port whose bus port is free as well. */
export async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort(above - busAbove);
    if (await isFree(port + busAbove)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
