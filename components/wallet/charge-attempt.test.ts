import { beforeEach, expect, test, vi } from 'vitest';
import { beginCharge, endCharge } from './charge-attempt.ts';

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
});

test('until its outcome is known, a top-up is the same attempt, even after a reload', async () => {
  const first = beginCharge('me', 5_000);
  expect(beginCharge('me', 5_000)).toEqual(first);
  vi.resetModules();
  const anew = await import('./charge-attempt.ts');
  expect(anew.beginCharge('me', 5_000)).toEqual(first);
});

test('an unfinished top-up is completed before another amount is sent', () => {
  const first = beginCharge('me', 5_000);
  expect(beginCharge('me', 9_000)).toEqual(first);
});

test('after a known outcome, the next top-up is a new attempt', () => {
  const first = beginCharge('me', 5_000);
  endCharge('me');
  const second = beginCharge('me', 5_000);
  expect(second.amount).toBe(5_000);
  expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
});

test('another user in this tab does not complete the first user’s top-up', () => {
  const mine = beginCharge('me', 5_000);
  const theirs = beginCharge('another user', 7_000);
  expect(theirs.amount).toBe(7_000);
  endCharge('another user');
  expect(beginCharge('me', 1)).toEqual(mine);
});

test('a stored text that is no attempt is not sent', () => {
  stored.set('jari-charge-me', '{"amount":-1,"idempotencyKey":"x"}');
  expect(beginCharge('me', 5_000).amount).toBe(5_000);
});
