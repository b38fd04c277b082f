import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freeClusterPort, freePort } from './free-port.ts';

const times = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, make));

test('a port that a server listens on is never chosen', async () => {
  const limit = 11_010;
  const taken = await freePort(limit);
  const server = createServer();
  await once(server.listen(taken, '127.0.0.1'), 'listening');
  const given = await times(200, () => freePort(limit));
  expect(given).not.toContain(taken);
  server.close();
});

test('no chosen port, and no bus port of a cluster node, is in the range of outgoing connections', async () => {
  const given = [
    ...(await times(200, () => freePort())),
    ...(await times(200, freeClusterPort)).map((port) => port + 10_000),
  ];
  expect(Math.max(...given)).toBeLessThan(32_768);
});
