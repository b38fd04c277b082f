import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freeClusterPort, freePort } from './free-port.ts';

const times = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, make));

test('a port on which somebody listens is not given', async () => {
  const limit = 11_010;
  const taken = await freePort(limit);
  const server = createServer();
  await once(server.listen(taken, '127.0.0.1'), 'listening');
  const given = await times(200, () => freePort(limit));
  expect(given).not.toContain(taken);
  server.close();
});

test('no port is one that a connection could take, nor that of a cluster’s nodes among themselves', async () => {
  const given = [
    ...(await times(200, () => freePort())),
    ...(await times(200, freeClusterPort)).map((port) => port + 10_000),
  ];
  expect(Math.max(...given)).toBeLessThan(32_768);
});
