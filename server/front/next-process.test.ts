import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { openHouse } from '../testing/house.ts';
import { childOf, threadsOf } from '../testing/processes.ts';
import { testStores } from '../testing/stores.ts';

test.skipIf(process.platform !== 'linux')(
  'whatever renders pages yields the processor to the front: each of its threads',
  async () => {
    const stores = await testStores();
    const house = await openHouse();
    const front = getPriority(process.pid);
    const rendering = threadsOf(childOf(process.pid, 'next-child.ts')).map((thread) => getPriority(thread));
    await house.close();
    await stores.close();
    expect(rendering.length).toBeGreaterThan(1);
    expect(Math.min(...rendering)).toBeGreaterThan(front);
  },
);
