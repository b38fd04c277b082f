import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Ports from 32,768 are unsafe, because an outgoing connection could take the port during a
// server's start or restart. Ports below 11,000 are unsafe, because browsers refuse some of these
// ports.
const lowest = 11_000;
const above = 32_768;

/** Finds a free loopback port from 11,000 to `limit` - 1. */
export async function freePort(limit = above): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, limit);
    if (await isFree(port)) return port;
  }
}

/** Distance from the port of a Redis Cluster node to the node's bus port. */
const busAbove = 10_000;

/** Finds two free ports for a Redis Cluster node, the port and the bus port. Returns the port. */
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
