// What a poll costs: processor time of the serving process for each, beside the least that one could be.
import { encode } from 'next-auth/jwt';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { env } from '#server/env.ts';
import { join } from '#server/queue/queue.ts';
import { aShow, people } from '#server/testing/factories.ts';
import { startInstance } from '#server/testing/instance.ts';
import type { TestStores } from '#server/testing/stores.ts';
import { flood, quantile, type Shot } from './load.ts';

const waitingCount = 500;
const connections = 64;
const rounds = 5;
const seconds = 4;
const ticksPerSecond = 100; // Linux' USER_HZ, which is the same everywhere

/** Processor time of a process so far, in µs, as Linux counts it: in steps of 10 ms. */
function cpuUs(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
}

/** Polls of people who wait: as programs send them, and as browsers do. */
async function pollsOfMany(stores: TestStores): Promise<{ programs: Shot[]; browsers: Shot[] }> {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const pollPath = `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`;
  const programs: Shot[] = [];
  const browsers: Shot[] = [];
  const [first = '', ...waiting] = await people(stores.db, waitingCount + 1);
  await join(stores, first, concertId); // has the one turn that there is
  for (const userId of waiting) {
    const { token } = await join(stores, userId, concertId);
    const session = await encode({ token: { sub: userId }, secret: env().NEXTAUTH_SECRET });
    programs.push({ path: pollPath, headers: { 'x-queue-token': token } });
    const cookie = `next-auth.session-token=${session}; jari-queue-${String(concertId)}=${token}`;
    browsers.push({ path: pollPath, headers: { cookie } });
  }
  return { programs, browsers };
}

/** Processor time for each poll, in µs, while as many are sent as are answered. */
async function costOf({ url, pid }: { url: string; pid: number }, shots: Shot[], duration = seconds): Promise<number> {
  const before = cpuUs(pid);
  const { perSecond, statuses } = await flood(url, { connections, shots }, duration);
  if (statuses['4xx'] !== 0 || statuses['5xx'] !== 0 || perSecond === 0) throw new Error(`polls: ${JSON.stringify(statuses)}`);
  return (cpuUs(pid) - before) / (perSecond * duration);
}

/** Medians of rounds that alternate, so that whatever else the machine does is shared by all. */
export async function pollCost(stores: TestStores): Promise<{ bare: number; programs: number; browsers: number }> {
  const { programs, browsers } = await pollsOfMany(stores);
  const instance = await startInstance();
  const child = fork(path.join(import.meta.dirname, 'bare-poll.ts'));
  const [port] = (await once(child, 'message')) as [number];
  const bare = { url: `http://127.0.0.1:${String(port)}`, pid: child.pid ?? 0 };
  const ways = {
    bare: () => costOf(bare, programs),
    programs: () => costOf(instance, programs),
    browsers: () => costOf(instance, browsers),
  };
  const found: Record<keyof typeof ways, number[]> = { bare: [], programs: [], browsers: [] };
  const names = Object.keys(ways) as (keyof typeof ways)[];
  for (const name of names) await ways[name](); // warms up
  for (let round = 0; round < rounds; round++) for (const name of names) found[name].push(await ways[name]());
  child.disconnect();
  await instance.stop();
  const median = (name: keyof typeof ways) => quantile(found[name], 0.5);
  return { bare: median('bare'), programs: median('programs'), browsers: median('browsers') };
}

export async function benchPoll(stores: TestStores): Promise<void> {
  const { bare, programs, browsers } = await pollCost(stores);
  console.log(
    `Processor time for each poll on ${String(connections)} connections, median of ${String(rounds)} rounds of ${String(seconds)} s`,
  );
  const line = (name: string, us: number) => `${name.padEnd(42)}${us.toFixed(1).padStart(6)} µs   ${(us / bare).toFixed(2)}×`;
  console.log(line('node:http, token checked, one Redis script', bare));
  console.log(line('the instance, a token', programs));
  console.log(line('the instance, session and token in cookies', browsers));
}
