import { expect, test } from 'vitest';
import { motionOf } from './seat-motion.ts';

test('a seat moves if another person takes or frees it, and never for the user’s own press', () => {
  for (const gone of ['held', 'sold', 'blocked'] as const) {
    expect(motionOf('available', gone)).toBe('taken');
    expect(motionOf(gone, 'available')).toBe('freed');
    expect(motionOf(gone, gone)).toBeNull();
  }
  expect(motionOf('held', 'sold')).toBeNull();
  for (const own of ['mine', 'taking', 'releasing'] as const) {
    expect(motionOf('available', own)).toBeNull();
    expect(motionOf(own, 'available')).toBeNull();
    expect(motionOf(own, 'held')).toBeNull();
  }
});
