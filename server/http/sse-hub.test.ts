import {
  createServer,
  IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { httpStatusOf, isRefusal } from '../errors/refusal.ts';
import { type Stream, watch } from '#tests/support/sse-client.ts';
import { until } from '#tests/support/people.ts';
import { type Bounds, SseHub } from './sse-hub.ts';

const streams: Stream[] = [];
let server: Server | undefined;
afterEach(() => {
  streams.splice(0).forEach((stream) => stream.close());
  server?.closeAllConnections();
  server?.close();
});

/** A broadcast behind a real port, whose texts come from the test. */
async function aBroadcast(bounds: Partial<Bounds> = {}, timeouts: ServerOptions = {}) {
  const tells = new Map<number, (text: string) => void>();
  const watched: string[] = [];
  const broadcast = new SseHub((topic, tell) => {
    tells.set(topic, tell);
    watched.push(`watch ${String(topic)}`);
    return () => {
      tells.delete(topic);
      watched.push(`leave ${String(topic)}`);
    };
  }, bounds);
  const listening = createServer(timeouts, (req, res) => {
    try {
      broadcast.add(
        Number(req.url?.slice(1)),
        'first',
        res,
        req.headers['x-network']?.toString() ?? null,
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      res
        .writeHead(httpStatusOf(error.code), { 'retry-after': String(error.retryAfterSeconds) })
        .end();
    }
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server = listening.listen(0, '127.0.0.1', () => resolve(undefined));
  await promise;
  const url = `http://127.0.0.1:${String((listening.address() as AddressInfo).port)}`;
  const open = async (topic = 1, network?: string): Promise<Stream> => {
    const stream = await watch(
      `${url}/${String(topic)}`,
      network === undefined ? {} : { 'x-network': network },
    );
    streams.push(stream);
    return stream;
  };
  const connections = () => promisify(listening.getConnections.bind(listening))();
  return {
    broadcast,
    watched,
    open,
    connections,
    tell: (text: string, topic = 1) => tells.get(topic)?.(text),
  };
}

const count = async (many: number, open: () => Promise<Stream>) =>
  Promise.all(Array.from({ length: many }, open));
const says = (stream: Stream, ...data: string[]) =>
  until(() => Promise.resolve(stream.data().join() === data.join()));

test('each watcher is told the latest at once and then each change once, in order, and all are told the same bytes', async () => {
  const { broadcast, open, tell } = await aBroadcast();
  const early = await count(600, open); // more than are told in one go
  await Promise.all(early.map((stream) => says(stream, 'first')));
  tell('second');
  tell('second');
  const late = open();
  tell('third');
  await Promise.all(early.map((stream) => says(stream, 'first', 'second', 'third')));
  expect(new Set(early.map((stream) => stream.text()))).toEqual(
    new Set(['retry: 3000\n\ndata: first\n\ndata: second\n\ndata: third\n\n']),
  );
  const data = (await late).data.bind(await late);
  await until(() => Promise.resolve(data().at(-1) === 'third'));
  expect(new Set(data()).size).toBe(data().length);
  expect(broadcast.delivered).toBe(600 * 3 + data().length);
});

test('topics are told apart, each is watched once however many look, and left when the last of them goes', async () => {
  const { broadcast, watched, open, tell } = await aBroadcast();
  const [one, other] = [await count(3, () => open(1)), await count(2, () => open(2))];
  tell('of one', 1);
  await Promise.all(one.map((stream) => says(stream, 'first', 'of one')));
  await Promise.all(other.map((stream) => says(stream, 'first')));
  expect([broadcast.watchers, watched]).toEqual([5, ['watch 1', 'watch 2']]);
  for (const stream of one) stream.close();
  await until(() => Promise.resolve(broadcast.watchers === 2));
  expect(watched).toEqual(['watch 1', 'watch 2', 'leave 1']);
  for (const stream of other) stream.close();
  await until(() => Promise.resolve(broadcast.watchers === 0));
  expect(watched.at(-1)).toBe('leave 2');
  await says(await open(1), 'first');
  expect(watched.at(-1)).toBe('watch 1');
});

test('where nothing changes a comment is sent now and then, and none of node’s timeouts ends the stream', async () => {
  const timeouts = {
    keepAliveTimeout: 300,
    headersTimeout: 300,
    requestTimeout: 300,
    connectionsCheckingInterval: 50,
  };
  const { open, tell } = await aBroadcast({ quietMsMax: 100 }, timeouts);
  const stream = await open();
  await until(() => Promise.resolve(stream.text().split('\n:\n').length > 12)); // four times those timeouts
  tell('second');
  await says(stream, 'first', 'second');
});

test('who does not read is cut off, and the others are told all the same', async () => {
  const { broadcast, open, tell } = await aBroadcast();
  const [idle, reader] = [await open(), await open()];
  await says(reader, 'first');
  idle.pause();
  let said = 0;
  for (; broadcast.watchers === 2 && said < 200; said++) {
    const text = `${String(said)}${'x'.repeat(200_000)}`;
    tell(text);
    await until(() => Promise.resolve(reader.data().at(-1) === text));
  }
  expect(broadcast.watchers).toBe(1);
  expect(reader.data()).toHaveLength(said + 1);
});

test('more than so many are refused, until one of them goes', async () => {
  const { broadcast, open } = await aBroadcast({ watchersMax: 2 });
  const [first] = await count(2, open);
  const refused = await open();
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '10']);
  first?.close();
  await until(() => Promise.resolve(broadcast.watchers === 1));
  expect((await open()).status).toBe(200);
});

test('more than so many of one network are refused, whatever they watch, and nobody else; who goes makes room', async () => {
  const { broadcast, open } = await aBroadcast({ networkWatchersMax: 2 });
  const [first, second] = [await open(1, 'a school'), await open(2, 'a school')];
  const refused = await open(3, 'a school');
  expect([refused.status, refused.headers['retry-after'], broadcast.watchers]).toEqual([
    429,
    '10',
    2,
  ]);
  for (const network of ['an office', undefined, undefined, undefined])
    expect((await open(1, network)).status).toBe(200);
  first.close();
  await until(() => Promise.resolve(broadcast.watchers === 5));
  expect((await open(1, 'a school')).status).toBe(200);
  expect((await open(1, 'a school')).status).toBe(429);
  second.close();
  await until(() => Promise.resolve(broadcast.watchers === 5));
  expect((await open(2, 'a school')).status).toBe(200);
});

test('the end tells each to come back at a time of its own, is over at once, and takes no more', async () => {
  const { broadcast, watched, open, tell, connections } = await aBroadcast({
    unreadBytesMax: Infinity,
  });
  const idle = await open();
  idle.pause();
  for (let said = 0; said < 40; said++) {
    tell(`${String(said)}${'x'.repeat(200_000)}`);
    await pause(0);
  }
  tell('last');
  const readers = await count(20, open);
  await Promise.all(readers.map((stream) => says(stream, 'last')));
  const since = performance.now();
  broadcast.end();
  expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(readers.map(() => true));
  expect(performance.now() - since).toBeLessThan(1_000);
  await until(async () => (await connections()) === 0); // also that of the one who does not read
  expect(performance.now() - since).toBeLessThan(1_500);
  const waits = readers.map((stream) => Number(/retry: (\d+)\n\n$/.exec(stream.text())?.[1]));
  expect(new Set(waits).size).toBeGreaterThan(10);
  expect([Math.min(...waits) >= 1_000, Math.max(...waits) <= 5_000, broadcast.watchers]).toEqual([
    true,
    true,
    0,
  ]);
  expect(watched.at(-1)).toBe('leave 1');
  expect((await open()).status).toBe(503);
});

test('an end amid the telling of a crowd writes to nobody whose stream is over, however slowly it goes', async () => {
  let tell: (text: string) => void = () => undefined;
  const broadcast = new SseHub((_, told) => {
    tell = told;
    return () => undefined;
  });
  const errors: Error[] = [];
  for (let watcher = 0; watcher < 600; watcher++) {
    const stalled = new ServerResponse(new IncomingMessage(new Socket())); // nothing of it goes out, and so it does not close
    stalled.on('error', (error) => errors.push(error)); // where nobody listens it ends the process
    broadcast.add(1, 'first', stalled, null);
  }
  tell('second');
  const amid = broadcast.delivered;
  broadcast.end();
  await pause(20);
  expect([amid, broadcast.delivered]).toEqual([600 + 250, amid]);
  expect(errors).toEqual([]);
});
