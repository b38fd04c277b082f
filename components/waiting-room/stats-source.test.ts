import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PublicStats } from './stats.ts';
import { subscribeToStats } from './stats-source.ts';

const stats: PublicStats = {
  served: 7,
  waiting: 3,
  paused: null,
  message: null,
  recovering: false,
  cancelled: false,
};

/** Open streams and requests of all simulated tabs. */
const open = { streams: 0, streamsMost: 0, requests: 0, requestsMost: 0, asked: 0 };
let answer: () => Response;
/** True if the tab is visible. */
let isSeen: boolean;

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 1;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    super();
    open.streams += 1;
    open.streamsMost = Math.max(open.streamsMost, open.streams);
    queueMicrotask(() =>
      this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(stats) })),
    );
  }
  close() {
    if (this.readyState !== Stream.CLOSED) open.streams -= 1;
    this.readyState = Stream.CLOSED;
  }
}

/** Simulates Web Locks as specified: one holder per name, and a FIFO of waiters. */
function webLocks() {
  const lines = new Map<string, Promise<unknown>>();
  return {
    request: (
      name: string,
      { signal }: { signal: AbortSignal },
      hold: () => unknown,
    ): Promise<unknown> => {
      const before = lines.get(name) ?? Promise.resolve();
      const granted = before.then(() =>
        signal.aborted ? Promise.reject(signal.reason as Error) : hold(),
      );
      const ended = granted.catch(() => undefined);
      lines.set(name, ended);
      return granted;
    },
  };
}

let page: EventTarget;
beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(open, { streams: 0, streamsMost: 0, requests: 0, requestsMost: 0, asked: 0 });
  answer = () => Response.json(stats);
  isSeen = true;
  page = new EventTarget();
  Object.defineProperty(page, 'visibilityState', { get: () => (isSeen ? 'visible' : 'hidden') });
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { locks: webLocks() });
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('fetch', async () => {
    open.asked += 1;
    open.requests += 1;
    open.requestsMost = Math.max(open.requestsMost, open.requests);
    await Promise.resolve();
    open.requests -= 1;
    return answer();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function tabs(count: number, concertOf: (tab: number) => number = () => 1) {
  return Array.from({ length: count }, (_, at) => {
    const calls = { received: 0, interrupted: 0 };
    const close = subscribeToStats(concertOf(at), {
      received: () => (calls.received += 1),
      interrupted: () => (calls.interrupted += 1),
    });
    return { calls, close };
  });
}
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

const lacking: [string, () => void, number][] = [
  ['nothing', () => undefined, 2],
  ['Web Locks', () => vi.stubGlobal('navigator', {}), 0],
  [
    'storage, so that locks are refused',
    () =>
      vi.stubGlobal('navigator', {
        locks: { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) },
      }),
    0,
  ],
  ['EventSource', () => vi.stubGlobal('EventSource', undefined), 0],
  ...['BroadcastChannel', 'SharedWorker', 'localStorage'].map(
    (name): [string, () => void, number] => [name, () => vi.stubGlobal(name, undefined), 2],
  ),
  [
    'all of them',
    () => {
      vi.stubGlobal('navigator', {});
      for (const name of ['EventSource', 'BroadcastChannel', 'SharedWorker', 'localStorage'])
        vi.stubGlobal(name, undefined);
    },
    0,
  ],
];

test.each(lacking)(
  'eight tabs of a browser that lacks %s receive stats with at most two streams',
  async (_, lack, streams) => {
    lack();
    const all = tabs(8);
    await seconds(3);
    expect(open.streams).toBe(streams);
    expect(open.streamsMost).toBeLessThanOrEqual(2);
    expect(open.requests).toBe(0);
    for (const { calls } of all) expect(calls.received).toBeGreaterThan(0);
    for (const tab of all) tab.close();
    await seconds(3);
    const { asked } = open;
    await seconds(30);
    expect(open).toMatchObject({ streams: 0, asked });
  },
);

test('tabs of eight concerts share two streams, and a closed tab passes its stream on', async () => {
  const all = tabs(8, (at) => at + 1);
  await seconds(2);
  expect(open).toMatchObject({ streams: 2, streamsMost: 2 });
  all[0]?.close();
  await seconds(2);
  expect(open).toMatchObject({ streams: 2, streamsMost: 2 });
  for (const tab of all) tab.close();
  await seconds(2);
  expect(open.streams).toBe(0);
});

test('without a stream, stats are polled every second while the tab is visible, and at once when it becomes visible', async () => {
  vi.stubGlobal('navigator', {});
  const [tab] = tabs(1);
  await seconds(10);
  expect(tab?.calls.received).toBeGreaterThanOrEqual(8);
  expect(open.asked).toBeLessThanOrEqual(12);
  isSeen = false;
  page.dispatchEvent(new Event('visibilitychange'));
  const { asked } = open;
  expect(tab?.calls.interrupted).toBe(1);
  await seconds(60);
  expect(open.asked).toBe(asked);
  isSeen = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await seconds(0.1);
  expect(open.asked).toBe(asked + 1);
  tab?.close();
});

test('failures slow the polling down, and a Retry-After is kept even when the user returns', async () => {
  vi.stubGlobal('navigator', {});
  answer = () => new Response('', { status: 503 });
  const [tab] = tabs(1);
  await seconds(60);
  expect(open.asked).toBeGreaterThan(3);
  expect(open.asked).toBeLessThan(12);
  expect(tab?.calls.received).toBe(0);
  answer = () => new Response('', { status: 429, headers: { 'retry-after': '40' } });
  await seconds(20);
  const { asked } = open;
  page.dispatchEvent(new Event('visibilitychange'));
  await seconds(15);
  expect(open.asked).toBe(asked);
  answer = () => Response.json(stats);
  await seconds(30);
  expect(tab?.calls.received).toBeGreaterThan(0);
  tab?.close();
});
