import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closeDb } from '#server/database/db.ts';
import { createAppServer } from '#server/http/server.ts';
import { NextProcess } from '#server/pages/next-process.ts';
import { closeRedis } from '#server/redis/redis.ts';
import { checkBuild } from '#server/instance/start-up.ts';

const startMsMax = 60_000;

/**
 * A front and the process that renders, on the stores of testStores() and without any loop: what changes in the database, a request has
 * changed. Needs a build, which `npm test` makes first.
 */
export async function startAppServer(): Promise<{
  url: string;
  rendering: NextProcess;
  close(): Promise<void>;
}> {
  checkBuild();
  const rendering = new NextProcess({ development: false, port: 0 });
  const front = createAppServer(rendering);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', () => resolve()));
  const close = async () => {
    front.closeAllConnections();
    front.close();
    await rendering.stop();
    closeRedis();
    await closeDb();
  };
  rendering.start();
  const since = performance.now();
  while (!rendering.ready) {
    if (performance.now() - since > startMsMax) {
      await close();
      throw new Error('the process that renders did not start');
    }
    await pause(50);
  }
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, rendering, close };
}
