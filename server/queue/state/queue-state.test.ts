import { expect, test } from 'vitest';
import { QueueState } from './queue-state.ts';
import { TrackedQueue } from './tracked-queue.ts';

const never = () => Promise.withResolvers<never>();

test('a queue is in use while it has a listener, a place waits to be reported, or a read, settle or reservation runs', async () => {
  const state = new QueueState(1);
  expect(state.isInUse).toBe(false);
  for (const flight of [state.settling, state.reserving]) {
    const { promise, reject } = never();
    const running = flight.run(() => promise);
    expect(state.isInUse).toBe(true);
    reject(new Error('over'));
    await expect(running).rejects.toThrow('over');
    expect(state.isInUse).toBe(false);
  }
  const { promise, reject } = never();
  const tracked = (state.tracked = new TrackedQueue(() => promise));
  expect(state.isInUse).toBe(false); // eviction would lose nothing
  const listener = () => undefined;
  tracked.listeners.add(listener);
  expect(state.isInUse).toBe(true);
  tracked.listeners.delete(listener);
  const reading = tracked.read();
  expect(state.isInUse).toBe(true);
  reject(new Error('over'));
  await expect(reading).rejects.toThrow('over');
  expect(state.isInUse).toBe(false);
  tracked.markSeen(7);
  expect(state.isInUse).toBe(true);
});
