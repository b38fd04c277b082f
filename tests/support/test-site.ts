import { afterAll, beforeAll } from 'vitest';
import { type Instance, startInstance } from './instance.ts';
import { testStores, type TestStores } from './stores.ts';

/**
 * Opens stores and one instance for the tests of a file. Closes both after the tests. The returned
 * objects are empty until the tests begin.
 */
export function testSite(
  settings: Record<string, string> = {},
  { pages = false } = {},
): { stores: TestStores; instance: Instance } {
  const site = { stores: {} as TestStores, instance: {} as Instance };
  beforeAll(async () => {
    Object.assign(site.stores, await testStores());
    Object.assign(site.instance, await startInstance(settings, { pages }));
  }, 120_000);
  afterAll(async () => {
    await site.instance.stop();
    await site.stores.close();
  });
  return site;
}
