import { expect, test } from 'vitest';
import { type RefusalCode, refusalCodes } from '#server/errors/errors.schema.ts';
import { retryDelayMs } from './retry-delay.ts';
import { refused } from '#tests/support/components.tsx';
import { untilAnswered } from './until-answered.ts';

const lost = () => new TypeError('fetch failed');

/** Each item of `tries` is the error or answer of one attempt. */
async function sending(tries: (Error | string)[]) {
  const left = [...tries];
  const pausesMs: number[] = [];
  let unanswered = 0;
  const outcome = await untilAnswered(
    () => {
      const next = left.shift() ?? 'no more tries were expected';
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    () => (unanswered += 1),
    (ms) => {
      pausesMs.push(ms);
      return Promise.resolve();
    },
  ).catch((error: unknown) => error);
  return { outcome, unanswered, pausesMs, left };
}

test('a call is repeated through every retryable error until it is answered', async () => {
  const tries = [
    lost(),
    refused('TRY_AGAIN'),
    refused('INTERNAL'),
    refused('TOO_MANY_REQUESTS'),
    lost(),
    'paid',
  ];
  expect(await sending(tries)).toMatchObject({ outcome: 'paid', unanswered: 5, left: [] });
});

test.each(['HOLD_EXPIRED', 'ALREADY_PAID', 'INSUFFICIENT_BALANCE', 'NOT_SIGNED_IN'] as const)(
  'after unanswered attempts, %s is the outcome and is not repeated',
  async (code) => {
    const refusal = refused(code);
    expect(await sending([lost(), lost(), refusal, 'never'])).toMatchObject({
      outcome: refusal,
      left: ['never'],
    });
  },
);

test('only retryable errors are repeated', async () => {
  const repeated: RefusalCode[] = [];
  for (const code of refusalCodes)
    if ((await sending([refused(code), 'done'])).outcome === 'done') repeated.push(code);
  expect(repeated.toSorted()).toEqual(['INTERNAL', 'TOO_MANY_REQUESTS', 'TRY_AGAIN']);
});

test('an answer to the first attempt never counts as unanswered', async () => {
  expect(await sending(['paid'])).toMatchObject({ outcome: 'paid', unanswered: 0, pausesMs: [] });
});

test('the delays grow, stay bounded and are jittered', async () => {
  const { pausesMs } = await sending([...Array.from({ length: 12 }, lost), 'paid']);
  for (const [at, ms] of pausesMs.entries()) {
    const full = Math.min(15_000, 1_000 * 2 ** at);
    expect(ms).toBeGreaterThanOrEqual(full / 2);
    expect(ms).toBeLessThanOrEqual(full);
  }
  expect(new Set(pausesMs.slice(-6)).size).toBeGreaterThan(1);
});

test('the delay is at least Retry-After, but never permanent', () => {
  const wanting = (seconds: string) => refused('TRY_AGAIN', {}, { 'retry-after': seconds });
  for (const random of [0, 0.5, 0.999]) {
    expect(retryDelayMs(1, wanting('7'), random)).toBeGreaterThanOrEqual(7_000);
    expect(retryDelayMs(1, wanting('7'), random)).toBeLessThanOrEqual(8_750);
    // After five failures, the backoff exceeds a `Retry-After` of 2 s.
    expect(retryDelayMs(5, wanting('2'), random)).toBeGreaterThanOrEqual(7_500);
    expect(retryDelayMs(1, wanting('86400'), random)).toBeLessThanOrEqual(75_000);
  }
});
