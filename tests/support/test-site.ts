import { afterAll, beforeAll } from 'vitest';
import { type Instance, startInstance } from './instance.ts';
import { testStores, type TestStores } from './stores.ts';

/**
 * Opens stores and one instance on them before the tests of a file, and closes both afterwards. The
 * returned objects are empty until then.
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
