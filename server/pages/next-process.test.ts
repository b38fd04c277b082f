import { getPriority } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '#tests/support/http-client.ts';
import { startAppServer } from '#tests/support/app-server.ts';
import { childOf, threadsOf } from '#tests/support/processes.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let stores: TestStores;
let house: Awaited<ReturnType<typeof startAppServer>>;
beforeAll(async () => {
  stores = await testStores();
  house = await startAppServer();
});
afterAll(async () => {
  await house.close();
  await stores.close();
});

test('pages are told to be served once one has been rendered, so that no crowd waits for them to be loaded', async () => {
  expect((await send(`${house.url}/api/metrics`)).text).toMatch(/^jari_pages_rendered_total 1$/m);
});

test.skipIf(process.platform !== 'linux')(
  'whatever renders pages yields the processor to the front: each of its threads',
  () => {
    const front = getPriority(process.pid);
    const rendering = threadsOf(childOf(process.pid, 'next-child.ts')).map((thread) =>
      getPriority(thread),
    );
    expect(rendering.length).toBeGreaterThan(1);
    expect(Math.min(...rendering)).toBeGreaterThan(front);
  },
);
