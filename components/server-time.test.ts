import { expect, test } from 'vitest';
import { createServerTime } from './server-time.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2030-01-01T00:00:00.250Z');

/**
 * Simulates device and server clocks that the test can change. Each simulated request takes
 * `rttMs`.
 */
function aDevice({ aheadMs = 0, rttMs = 40 } = {}) {
  const time = {
    mono: 5_000,
    server: startMs,
    ahead: aheadMs,
    rtt: rttMs,
    asked: 0,
    reachable: true,
  };
  const pass = (ms: number) => {
    time.mono += ms;
    time.server += ms;
  };
  const clock = createServerTime({
    monotonicMs: () => time.mono,
    wallMs: () => time.server + time.ahead,
    askDate: () => {
      time.asked += 1;
      pass(time.rtt / 2);
      const date = new Date(time.server).toUTCString();
      pass(time.rtt / 2);
      return time.reachable ? Promise.resolve(date) : Promise.reject(new TypeError('fetch failed'));
    },
  });
  const isRight = () => {
    const { earliestMs, latestMs } = clock.now();
    expect(earliestMs).toBeLessThanOrEqual(time.server);
    expect(latestMs).toBeGreaterThanOrEqual(time.server);
    return latestMs - earliestMs;
  };
  return { time, pass, clock, isRight };
}

test.each([0, hourMs, -hourMs, 365 * 24 * hourMs])(
  'a device that is %i ms ahead knows the server’s time',
  async (aheadMs) => {
    const { clock, isRight, pass } = aDevice({ aheadMs });
    await clock.ready();
    expect(isRight()).toBeLessThanOrEqual(1_040);
    pass(10 * 60_000);
    isRight();
  },
);

test.each([hourMs, -hourMs])(
  'setting the device’s clock by %i ms changes nothing and causes one measurement',
  async (byMs) => {
    const { time, pass, clock, isRight } = aDevice();
    await clock.ready();
    time.ahead += byMs;
    isRight();
    for (let at = 0; at < 240; at += 1) {
      pass(250);
      isRight();
      await clock.tick();
    }
    isRight();
    expect(time.asked).toBe(2);
  },
);

test('a sleep that the monotonic clock does not count is corrected', async () => {
  const { time, pass, clock, isRight } = aDevice();
  await clock.ready();
  pass(60_000);
  // The device's clock advances with the server's clock, because `ahead` does not change.
  time.server += hourMs;
  await clock.tick();
  isRight();
});

test('a clock that jumps during a request invalidates only that answer', async () => {
  const { time, pass, clock, isRight } = aDevice();
  await clock.ready();
  const { askedBefore } = { askedBefore: time.asked };
  pass(20_000);
  const coming = clock.measureOnReturn();
  time.server += hourMs; // The device sleeps before it reads the answer.
  await coming;
  expect(time.asked).toBe(askedBefore + 1);
  pass(6_000);
  await clock.tick();
  isRight();
});

test('measurements at other fractions of the second narrow the interval', async () => {
  const { pass, clock, isRight } = aDevice({ rttMs: 10 });
  await clock.ready();
  const first = isRight();
  for (const ms of [10_300, 10_450, 10_900, 10_200]) {
    pass(ms);
    await clock.measureOnReturn();
    isRight();
  }
  expect(isRight()).toBeLessThan(first);
});

test('repeated returns to the page ask at most once in ten seconds', async () => {
  const { time, pass, clock } = aDevice();
  await clock.ready();
  for (let at = 0; at < 40; at += 1) {
    pass(250);
    await clock.measureOnReturn();
  }
  expect(time.asked).toBe(2);
});

test('without an answer the device’s clock counts evenly, and the server is asked every five seconds', async () => {
  const { time, pass, clock, isRight } = aDevice();
  time.reachable = false;
  await clock.ready();
  expect(clock.isTried()).toBe(true);
  const before = clock.now().latestMs;
  time.ahead += hourMs;
  pass(1_000);
  expect(clock.now().latestMs - before).toBe(1_000);
  for (let at = 0; at < 80; at += 1) {
    pass(250);
    await clock.tick();
  }
  expect(time.asked).toBeLessThanOrEqual(5);
  time.reachable = true;
  pass(5_000);
  await clock.tick();
  isRight();
});

test('a slow answer is imprecise, so the server is asked again', async () => {
  const { time, pass, clock, isRight } = aDevice({ rttMs: 8_000 });
  await clock.ready();
  expect(isRight()).toBeGreaterThan(8_000);
  time.rtt = 40;
  pass(5_000);
  await clock.tick();
  expect(isRight()).toBeLessThanOrEqual(1_040);
});
