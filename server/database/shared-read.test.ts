import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { SharedRead } from './shared-read.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Returns a shared read whose reads end on demand, in the order in which they began. */
function controlledRead() {
  const begun: PromiseWithResolvers<number>[] = [];
  const shared = new SharedRead(() => {
    const read = Promise.withResolvers<number>();
    begun.push(read);
    return read.promise;
  });
  return { begun, read: (id = 1) => shared.read(stores.db, id) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('requests that arrive while a read runs share the next read, and get no older value', async () => {
  const { begun, read } = controlledRead();
  const first = read();
  await settled();
  const later = [read(), read(), read()];
  await settled();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  await settled();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
});

test('a failed read fails its requests only', async () => {
  const { begun, read } = controlledRead();
  const first = read();
  await settled();
  const later = read();
  begun[0]?.reject(new Error('the read failed'));
  await expect(first).rejects.toThrow('the read failed');
  await settled();
  begun[1]?.resolve(2);
  expect(await later).toBe(2);
});

test('at most two reads run at once', async () => {
  const { begun, read } = controlledRead();
  const all = [1, 2, 3].map(read);
  await settled();
  expect(begun).toHaveLength(2);
  begun[0]?.resolve(1);
  await all[0];
  await settled();
  expect(begun).toHaveLength(3);
  begun[1]?.resolve(2);
  begun[2]?.resolve(3);
  expect(await Promise.all(all)).toEqual([1, 2, 3]);
});
