// One instance of Jari: `node server/main.ts [--dev]`. Its port answers programs and pages; signals end it in order.
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { closeDb, db } from './db.ts';
import { env, EnvironmentError } from './env.ts';
import { createFront } from './front/front.ts';
import { NextProcess } from './front/next-process.ts';
import { log, useConfiguredLogLevel } from './log.ts';
import { startLoops } from './loops.ts';
import { saveDefaults } from './queue/defaults.ts';
import { closeRedis } from './redis.ts';

const drainMsMax = 10_000;

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Ends answering: no new connections, idle ones closed, the rest when they are done or after a while. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(drainMsMax, undefined, { ref: false }).then(() => server.closeAllConnections())]);
}

async function main(): Promise<void> {
  const { PORT, HOST } = env();
  useConfiguredLogLevel();
  const rendering = new NextProcess({ development: process.argv.includes('--dev'), port: PORT });
  const server = createFront(rendering);
  await listen(server, PORT, HOST);
  await saveDefaults(db(), env());
  const loops = startLoops();
  rendering.start();
  log.info({ port: PORT, host: HOST }, 'listening');

  let ending = false;
  const stop = async (signal: string): Promise<void> => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'draining');
    await drain(server);
    await Promise.all([loops.stop(), rendering.stop()]);
    closeRedis();
    await closeDb();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

main().catch((error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof EnvironmentError) console.error(error.message);
  else if (code === 'EADDRINUSE') console.error('The port is in use by something else: set PORT to a free one.');
  else console.error(`Jari could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
