// One instance of Jari: `node server/main.ts [--dev | --no-pages]`. Its port answers programs and pages; signals end it in order.
// With --no-pages it serves programs only, and says so: /api/ready stays 503.
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { closeDb, db } from './db.ts';
import { env, EnvironmentError } from './env.ts';
import { createFront } from './front/front.ts';
import { NextProcess } from './front/next-process.ts';
import { log, useConfiguredLogLevel } from './log.ts';
import { startLoops } from './loops.ts';
import { saveDefaults } from './queue/defaults.ts';
import { closeRedis, redis } from './redis.ts';

const drainMsMax = 10_000;
const development = process.argv.includes('--dev');
const withPages = !process.argv.includes('--no-pages');

/** Why an instance cannot start: one line for whoever starts it. */
class CannotStart extends Error {}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      reject(
        new CannotStart(
          inUse
            ? `Port ${port} is in use by something else: set PORT to a free one.`
            : `HOST ${host}, PORT ${port}: cannot be listened on (${error.code ?? error.message}).`,
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

/** Ends answering: no new connections, idle ones closed, the rest when they are done or after a while. */
async function drain(server: Server, msMax: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await Promise.race([closed, pause(msMax, undefined, { ref: false }).then(() => server.closeAllConnections())]);
  clearInterval(idle);
}

/** Looks for everything that an instance needs and cannot make by itself. */
async function checkStores(): Promise<void> {
  const missing = (name: string, what: string) => (cause: unknown) => {
    const { code, message } = cause as { code?: string; message: string };
    throw new CannotStart(`${name}: ${what} (${message === '' ? (code ?? 'no answer') : oneLine(message)}).`, { cause });
  };
  await db().$queryRaw`SELECT 1`.catch(missing('DATABASE_URL', 'the database cannot be used'));
  await db().policyDefaults.findFirst().catch(missing('DATABASE_URL', 'the database lacks migrations: run npm run migrate'));
  await redis().ping().catch(missing('REDIS_URL', 'Redis cannot be used'));
}

const oneLine = (message: string) => message.trim().split('\n').at(-1) ?? message;

async function main(): Promise<void> {
  const { PORT, HOST } = env();
  useConfiguredLogLevel();
  if (withPages && !development && !existsSync(path.join(import.meta.dirname, '../.next/BUILD_ID')))
    throw new CannotStart('The pages are not built: run npm run build.');
  await checkStores();
  const rendering = new NextProcess({ development, port: PORT });
  const server = createFront(rendering);
  await listen(server, PORT, HOST);
  await saveDefaults(db(), env());
  const loops = startLoops();
  if (withPages) rendering.start();
  log.info({ port: PORT, host: HOST }, 'listening');

  let ending = false;
  const stop = async (reason: string, patienceMs: number): Promise<void> => {
    if (ending) return;
    ending = true;
    log.info({ reason }, 'draining');
    await drain(server, patienceMs);
    await Promise.all([loops.stop(), rendering.stop()]);
    closeRedis();
    await closeDb();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal, drainMsMax));
  // Whoever started us was killed: the stores may be gone as well, so there is little to wait for.
  process.on('disconnect', () => void stop('the parent is gone', 1_000));
}

main().catch((error: unknown) => {
  if (error instanceof EnvironmentError || error instanceof CannotStart) console.error(error.message);
  else console.error(`Jari could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
