import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closeDb } from '#server/database/db.ts';
import { createAppServer } from '#server/http/server.ts';
import { NextProcess } from '#server/pages/next-process.ts';
import { closeRedis } from '#server/redis/redis.ts';
import { checkBuild } from '#server/instance/start-up.ts';

const startMsMax = 60_000;

/**
 * Starts the app server and its Next process on the stores of testStores(). Starts no background
 * jobs, so that only requests change the database. Requires a build; `npm test` builds before the
 * tests.
 */
export async function startAppServer(): Promise<{
  url: string;
  rendering: NextProcess;
  close(): Promise<void>;
}> {
  checkBuild();
  const rendering = new NextProcess({ development: false, port: 0 });
  const server = createAppServer(rendering);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await rendering.stop();
    closeRedis();
    await closeDb();
  };
  rendering.start();
  const since = performance.now();
  while (!rendering.ready) {
    if (performance.now() - since > startMsMax) {
      await close();
      throw new Error('the rendering process did not start');
    }
    await pause(50);
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, rendering, close };
}
