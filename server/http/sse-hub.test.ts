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

/** Starts a hub on a real port, with `publish` as the source of the texts. */
async function aHub(bounds: Partial<Bounds> = {}, timeouts: ServerOptions = {}) {
  const publishers = new Map<number, (text: string) => void>();
  const subscriptions: string[] = [];
  const hub = new SseHub((topic, publish) => {
    publishers.set(topic, publish);
    subscriptions.push(`subscribe ${String(topic)}`);
    return () => {
      publishers.delete(topic);
      subscriptions.push(`unsubscribe ${String(topic)}`);
    };
  }, bounds);
  const listening = createServer(timeouts, (req, res) => {
    try {
      hub.add(
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
    hub,
    subscriptions,
    open,
    connections,
    publish: (text: string, topic = 1) => publishers.get(topic)?.(text),
  };
}

const count = async (many: number, open: () => Promise<Stream>) =>
  Promise.all(Array.from({ length: many }, open));
const receives = (stream: Stream, ...data: string[]) =>
  until(() => Promise.resolve(stream.data().join() === data.join()));

test('each stream gets the latest text at once, then each change once, in order, in the same bytes', async () => {
  const { hub, open, publish } = await aHub();
  const early = await count(600, open); // more than the 250 writes per event-loop iteration
  await Promise.all(early.map((stream) => receives(stream, 'first')));
  publish('second');
  publish('second');
  const late = open();
  publish('third');
  await Promise.all(early.map((stream) => receives(stream, 'first', 'second', 'third')));
  expect(new Set(early.map((stream) => stream.text()))).toEqual(
    new Set(['retry: 3000\n\ndata: first\n\ndata: second\n\ndata: third\n\n']),
  );
  const data = (await late).data.bind(await late);
  await until(() => Promise.resolve(data().at(-1) === 'third'));
  expect(new Set(data()).size).toBe(data().length);
  expect(hub.delivered).toBe(600 * 3 + data().length);
});

test('each topic is subscribed to once for all of its streams, and unsubscribed when the last one closes', async () => {
  const { hub, subscriptions, open, publish } = await aHub();
  const [one, other] = [await count(3, () => open(1)), await count(2, () => open(2))];
  publish('of one', 1);
  await Promise.all(one.map((stream) => receives(stream, 'first', 'of one')));
  await Promise.all(other.map((stream) => receives(stream, 'first')));
  expect([hub.connections, subscriptions]).toEqual([5, ['subscribe 1', 'subscribe 2']]);
  for (const stream of one) stream.close();
  await until(() => Promise.resolve(hub.connections === 2));
  expect(subscriptions).toEqual(['subscribe 1', 'subscribe 2', 'unsubscribe 1']);
  for (const stream of other) stream.close();
  await until(() => Promise.resolve(hub.connections === 0));
  expect(subscriptions.at(-1)).toBe('unsubscribe 2');
  await receives(await open(1), 'first');
  expect(subscriptions.at(-1)).toBe('subscribe 1');
});

test('a silent stream gets its latest event again, and none of Node’s timeouts ends it', async () => {
  const timeouts = {
    keepAliveTimeout: 300,
    headersTimeout: 300,
    requestTimeout: 300,
    connectionsCheckingInterval: 50,
  };
  const { open, publish } = await aHub({ silenceMsMax: 100 }, timeouts);
  const stream = await open();
  // 12 events take 1.2 s, four times Node's timeouts of 300 ms.
  await until(() => Promise.resolve(stream.data().length > 12));
  publish('second');
  await until(() => Promise.resolve(stream.data().filter((text) => text === 'second').length > 1));
  expect(new Set(stream.data())).toEqual(new Set(['first', 'second']));
});

test('a client that does not read is disconnected, and the others get every event', async () => {
  const { hub, open, publish } = await aHub();
  const [idle, reader] = [await open(), await open()];
  await receives(reader, 'first');
  idle.pause();
  let sent = 0;
  for (; hub.connections === 2 && sent < 200; sent++) {
    const text = `${String(sent)}${'x'.repeat(200_000)}`;
    publish(text);
    await until(() => Promise.resolve(reader.data().at(-1) === text));
  }
  expect(hub.connections).toBe(1);
  expect(reader.data()).toHaveLength(sent + 1);
});

test('streams beyond the limit of an instance are refused until one closes', async () => {
  const { hub, open } = await aHub({ connectionsMax: 2 });
  const [first] = await count(2, open);
  const refused = await open();
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '10']);
  first?.close();
  await until(() => Promise.resolve(hub.connections === 1));
  expect((await open()).status).toBe(200);
});

test('streams beyond the limit of one network are refused for any topic, until one closes; other networks are not', async () => {
  const { hub, open } = await aHub({ networkConnectionsMax: 2 });
  const [first, second] = [await open(1, 'a school'), await open(2, 'a school')];
  const refused = await open(3, 'a school');
  expect([refused.status, refused.headers['retry-after'], hub.connections]).toEqual([429, '10', 2]);
  for (const network of ['an office', undefined, undefined, undefined])
    expect((await open(1, network)).status).toBe(200);
  first.close();
  await until(() => Promise.resolve(hub.connections === 5));
  expect((await open(1, 'a school')).status).toBe(200);
  expect((await open(1, 'a school')).status).toBe(429);
  second.close();
  await until(() => Promise.resolve(hub.connections === 5));
  expect((await open(2, 'a school')).status).toBe(200);
});

test('the hub’s end gives each client a different time to reconnect, closes every connection, and refuses new ones', async () => {
  const { hub, subscriptions, open, publish, connections } = await aHub({
    unreadBytesMax: Infinity,
  });
  const idle = await open();
  idle.pause();
  for (let sent = 0; sent < 40; sent++) {
    publish(`${String(sent)}${'x'.repeat(200_000)}`);
    await pause(0);
  }
  publish('last');
  const readers = await count(20, open);
  await Promise.all(readers.map((stream) => receives(stream, 'last')));
  const since = performance.now();
  hub.end();
  expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(readers.map(() => true));
  expect(performance.now() - since).toBeLessThan(1_000);
  // The hub also destroys the connection of the paused client.
  await until(async () => (await connections()) === 0);
  expect(performance.now() - since).toBeLessThan(1_500);
  const waits = readers.map((stream) => Number(/retry: (\d+)\n\n$/.exec(stream.text())?.[1]));
  expect(new Set(waits).size).toBeGreaterThan(10);
  expect([Math.min(...waits) >= 1_000, Math.max(...waits) <= 5_000, hub.connections]).toEqual([
    true,
    true,
    0,
  ]);
  expect(subscriptions.at(-1)).toBe('unsubscribe 1');
  expect((await open()).status).toBe(503);
});

test('an end during a long write sends nothing to streams that have ended', async () => {
  let publish: (text: string) => void = () => undefined;
  const hub = new SseHub((_, given) => {
    publish = given;
    return () => undefined;
  });
  const errors: Error[] = [];
  for (let stream = 0; stream < 600; stream++) {
    // Without a peer, the socket sends no bytes and the response never closes.
    const stalled = new ServerResponse(new IncomingMessage(new Socket()));
    // An `error` event without a listener would end the process.
    stalled.on('error', (error) => errors.push(error));
    hub.add(1, 'first', stalled, null);
  }
  publish('second');
  const before = hub.delivered;
  hub.end();
  await pause(20);
  expect([before, hub.delivered]).toEqual([600 + 250, before]);
  expect(errors).toEqual([]);
});
