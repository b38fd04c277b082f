import { expect, test } from 'vitest';
import { Registry } from './registry.ts';

class Entry {
  readonly id: number;
  isInUse = false;
  isClosed = false;

  constructor(id: number) {
    this.id = id;
  }

  close(): void {
    this.isClosed = true;
  }
}

const registryOf = (entriesMax: number) => new Registry((id) => new Entry(id), entriesMax);
const idsIn = (registry: Registry<Entry>) => Array.from(registry.entries(), ([id]) => id);

test('a registry keeps at most its maximum of unused entries, the most recently used ones', () => {
  const registry = registryOf(3);
  const first = registry.get(1);
  for (const id of [2, 3]) registry.get(id);
  expect(registry.get(1)).toBe(first); // entry 2 is now the least recently used
  registry.get(4);
  expect(idsIn(registry)).toEqual([3, 1, 4]);
  expect(registry.find(2)).toBeUndefined();
  expect(registry.find(3)?.id).toBe(3); // a look-up counts as a use
  registry.get(5);
  expect(idsIn(registry)).toEqual([4, 3, 5]);
  for (let id = 100; id < 1_000; id++) registry.get(id);
  expect(registry.size).toBe(3);
});

test('an evicted entry is closed, and a later use creates another', () => {
  const registry = registryOf(1);
  const evicted = registry.get(1);
  const kept = registry.get(2);
  expect([evicted.isClosed, kept.isClosed]).toEqual([true, false]);
  expect(registry.get(1)).not.toBe(evicted);
});

test('an entry in use is not evicted, however old; it can be once it is not in use', () => {
  const registry = registryOf(2);
  const used = registry.get(1);
  used.isInUse = true;
  for (let id = 2; id < 50; id++) registry.get(id);
  expect(idsIn(registry)).toEqual([1, 49]);
  expect(used.isClosed).toBe(false);
  used.isInUse = false;
  registry.get(50);
  expect(idsIn(registry)).toEqual([49, 50]);
  expect(used.isClosed).toBe(true);
});

test('entries in use may exceed the maximum; the registry shrinks when they are no longer in use', () => {
  const registry = registryOf(2);
  const used = Array.from({ length: 5 }, (_, id) =>
    Object.assign(registry.get(id), { isInUse: true }),
  );
  expect(registry.size).toBe(5);
  for (const entry of used) entry.isInUse = false;
  registry.get(9);
  expect(idsIn(registry)).toEqual([4, 9]);
});
