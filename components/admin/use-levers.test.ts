import { expect, test } from 'vitest';
import { policyInput } from '#server/admin/admin.schema.ts';
import { inLanguage } from '../testing/words.tsx';
import type { Overview } from './figures.tsx';
import { typedNumber } from './lever.ts';
import { useLevers } from './use-levers.ts';

const overview: Overview = {
  waiting: 3,
  active: 2,
  capacity: 1_000,
  ratePerMinute: 600,
  sessionSeconds: 600,
  claimSeconds: 120,
  graceSeconds: 180,
  lineOpensAt: '2026-11-27T10:30:00.000Z',
  opensAt: '2026-11-27T11:00:00.000Z',
  paused: false,
  pauseReason: null,
  message: null,
  held: 0,
  sold: 0,
  available: 50,
  blocked: 0,
  revenue: 0,
};
const lever = (name: string, given: Partial<Overview> = {}) => {
  const found = inLanguage('en', () => useLevers({ ...overview, ...given })).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no lever ${name}`);
  return found;
};
/** What the server would be asked for; null where its schema does not take it. */
const asked = (name: string, typed: string) =>
  policyInput.safeParse({ concertId: 1, reason: 'a test', ...lever(name).changeOf(typed) }).data ?? null;

test('a line that runs can be paused, one that is paused resumed, and the lever says which', () => {
  expect(lever('paused')).toMatchObject({ action: 'Pause admission', value: 'People are admitted in order.' });
  expect(lever('paused').changeOf('')).toEqual({ paused: true });
  const paused = lever('paused', { paused: true, pauseReason: 'The doors are stuck' });
  expect(paused).toMatchObject({ action: 'Resume admission', value: 'Paused: The doors are stuck' });
  expect(paused.changeOf('')).toEqual({ paused: false });
});

test('a field begins with what holds, as a number that can be typed', () => {
  expect(lever('capacity')).toMatchObject({ value: 'Up to 1,000 at once', field: { initial: '1000', numeric: true } });
  expect(asked('capacity', lever('capacity').field?.initial ?? '')).toMatchObject({ capacity: 1_000 });
  expect(lever('message', { message: 'Soon' })).toMatchObject({ value: 'Soon', field: { initial: 'Soon', numeric: false } });
});

test.each(['', ' ', '0', '-1', '1.5', '1e3', '0x10', 'many', '1000001'])('“%s” is no capacity and no rate', (typed) => {
  expect([asked('capacity', typed), asked('ratePerMinute', typed)]).toEqual([null, null]);
});

test('spaces around what was typed do not count', () => {
  expect(typedNumber(' 42 ')).toBe(42);
  expect(asked('message', '  Soon  ')).toMatchObject({ message: 'Soon' });
  expect(asked('message', '   ')).toMatchObject({ message: '' });
});
