import { expect, test } from 'vitest';
import { inverseOf, inverseOfEntry, shortReason } from './undo.ts';

const before = {
  capacity: 1,
  ratePerMinute: 300,
  sessionSeconds: 600,
  claimSeconds: 60,
  graceSeconds: 180,
  asAll: {
    capacity: false,
    ratePerMinute: true,
    sessionSeconds: true,
    claimSeconds: false,
    graceSeconds: true,
  },
  opensAt: '2030-01-01T10:00:00.000Z',
  lineOpensAt: '2030-01-01T09:30:00.000Z',
  paused: false,
  message: null,
};

test('an undo restores only what the change replaced, and defaults as defaults', () => {
  expect(inverseOf(before, { capacity: 20, ratePerMinute: 60 })).toEqual({
    capacity: 1,
    ratePerMinute: null,
  });
  expect(inverseOf(before, { sessionSeconds: 60, claimSeconds: 30 })).toEqual({
    sessionSeconds: null,
    claimSeconds: 60,
  });
  expect(inverseOf(before, { lineOpensAt: before.opensAt, message: 'x', paused: true })).toEqual({
    lineOpensAt: null,
    message: '',
    paused: false,
  });
});

test('an audit entry of a policy is undone with its values before, and no other entry is', () => {
  const entry = { action: 'queue.set', before: { capacity: 5, paused: false } };
  expect(inverseOfEntry(3, entry, 'r'.repeat(300))).toEqual({
    concertId: 3,
    capacity: 5,
    paused: false,
    reason: 'r'.repeat(200),
  });
  expect(inverseOfEntry(3, { ...entry, before: { capacity: null } }, 'r')).toMatchObject({
    capacity: null,
  });
  expect(inverseOfEntry(3, { ...entry, action: 'concert.update' }, 'r')).toBeNull();
  expect(inverseOfEntry(3, { ...entry, before: { capacity: 0 } }, 'r')).toBeNull();
});

test('a reason is shortened to the characters of its schema, never within a character', () => {
  expect(shortReason('🎫'.repeat(201), 200)).toBe('🎫'.repeat(200));
  expect(shortReason(`${'r'.repeat(499)} r`, 500)).toBe('r'.repeat(499));
  expect(shortReason('short', 500)).toBe('short');
});
