// Runs an instance of Jari: `node server/main.ts [--dev | --no-pages]`. A single port serves the
// API and the pages. SIGTERM and SIGINT drain the instance. With --no-pages the instance serves the
// API only. Without pages, /api/ready always answers 503.
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { closeDb, db } from './database/db.ts';
import { env, EnvironmentError } from './config/env.ts';
import { queueStatsStreams } from './http/queue-stats-stream.ts';
import { endSubscriptions } from './http/subscriptions.ts';
import { createAppServer } from './http/server.ts';
import { NextProcess } from './pages/next-process.ts';
import { log, useConfiguredLogLevel } from './config/log.ts';
import { startJobs } from './instance/jobs.ts';
import { syncPolicyDefaults } from './queue/policy/policy-defaults.ts';
import { closeMailer } from './mail/mail.ts';
import { closePushes } from './push/push.ts';
import { closeSnapshots } from './queue/snapshot/queue-snapshot.ts';
import { closeRedis } from './redis/redis.ts';
import { readVersions } from './revocation/revocation.ts';
import {
  CannotStart,
  checkBuild,
  checkDatabase,
  checkMigrations,
  checkRedis,
  checkSessions,
  listen,
} from './instance/start-up.ts';

const development = process.argv.includes('--dev');
const withPages = !process.argv.includes('--no-pages');
const drainMsMax = development ? 500 : 10_000;
const orphanDrainMsMax = 1_000;
/** Bounds the wait for closeDb, because the close of a dead database connection never completes. */
const closeMsMax = 3_000;

/**
 * Stops accepting connections. Closes idle connections every 100 ms. Closes all remaining
 * connections after `msMax`.
 */
async function drain(server: Server, msMax: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await Promise.race([
    closed,
    pause(msMax, undefined, { ref: false }).then(() => server.closeAllConnections()),
  ]);
  clearInterval(idle);
}

async function main(): Promise<void> {
  const { PORT, HOST, DATABASE_URL, REDIS_URL, SMTP_URL } = env();
  useConfiguredLogLevel();
  if (withPages && !development) checkBuild();
  await checkDatabase(DATABASE_URL, checkMigrations);
  await checkSessions(DATABASE_URL);
  await checkRedis(REDIS_URL);

  await syncPolicyDefaults(db(), env());
  await readVersions(db());

  const rendering = new NextProcess({ development, port: PORT });
  const server = createAppServer(rendering);
  await listen(server, PORT, HOST).catch(async (error: unknown) => {
    await rendering.stop();
    throw error;
  });
  const jobs = startJobs();
  if (withPages) rendering.start();
  log.info({ port: PORT, host: HOST }, 'listening');
  if (SMTP_URL === undefined) log.warn('SMTP_URL is not set: calls that need mail answer MAIL_OFF');

  let ending = false;
  const stop = async (reason: string, msMax: number): Promise<void> => {
    if (ending) return;
    ending = true;
    log.info({ reason }, 'draining');
    queueStatsStreams.end();
    endSubscriptions();
    await Promise.all([drain(server, msMax).then(() => rendering.stop()), jobs.stop()]);
    closeSnapshots();
    closeRedis();
    closeMailer();
    closePushes();
    await Promise.race([closeDb(), pause(closeMsMax)]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => void stop(signal, drainMsMax));
  // Drains for at most 1 s, because PostgreSQL and Redis can end together with the parent process.
  const orphaned = () => void stop('the parent process is gone', orphanDrainMsMax);
  process.on('disconnect', orphaned);
  // Drains if the parent process ended during the start, before the disconnect listener existed.
  if ((process as { connected?: boolean }).connected === false) orphaned();
}

main().catch((error: unknown) => {
  if (error instanceof EnvironmentError || error instanceof CannotStart)
    console.error(error.message);
  else console.error('Jari could not start:', error);
  process.exit(1);
});
