import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Systems use ports from 32,768 for outgoing connections. An outgoing connection could take a port
// before a server listens, or while the server restarts. Browsers refuse some ports below 11,000.
const lowest = 11_000;
const above = 32_768;

/** Finds a free port on loopback, from 11,000 to below `limit`. */
export async function freePort(limit = above): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, limit);
    if (await isFree(port)) return port;
  }
}

/** Distance from the port of a Redis Cluster node to the node's bus port. */
const busAbove = 10_000;

/** Finds a free port for a Redis Cluster node whose bus port is free as well. */
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
