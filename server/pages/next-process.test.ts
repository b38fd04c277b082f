import { getPriority } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '#tests/support/http-client.ts';
import { startAppServer } from '#tests/support/app-server.ts';
import { childOf, threadsOf } from '#tests/support/processes.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let stores: TestStores;
let app: Awaited<ReturnType<typeof startAppServer>>;
beforeAll(async () => {
  stores = await testStores();
  app = await startAppServer();
});
afterAll(async () => {
  await app.close();
  await stores.close();
});

test('the Next process is ready only after its first rendering', async () => {
  expect((await send(`${app.url}/api/metrics`)).text).toMatch(/^jari_pages_rendered_total 1$/m);
});

test.skipIf(process.platform !== 'linux')(
  'every thread of the Next process has a lower priority than the HTTP server',
  () => {
    const front = getPriority(process.pid);
    const rendering = threadsOf(childOf(process.pid, 'next-child.ts')).map((thread) =>
      getPriority(thread),
    );
    expect(rendering.length).toBeGreaterThan(1);
    expect(Math.min(...rendering)).toBeGreaterThan(front);
  },
);
