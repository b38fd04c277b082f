import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections (from 32,768 on): one of those could take a port before its server
// listens, or while the server is started anew. Above those that browsers refuse to ask.
const lowest = 11_000;
const above = 32_768;

/** A port of loopback that nobody listens on, and below `limit`. */
export async function freePort(limit = above): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, limit);
    if (await isFree(port)) return port;
  }
}

/** Where the nodes of a Redis cluster speak to each other: so far above the port at which they serve. */
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
