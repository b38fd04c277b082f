// Redis is emptied while a crowd polls: how long until people are admitted again, and whether anyone was overtaken.
import { randomUUID } from 'node:crypto';
import { join } from '#server/queue/queue.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill, type BenchQueue } from '../line.ts';
import { register } from '../person.ts';
import { watchingRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { jobs } from '../waiting.ts';
import type { Sizes } from './sizes.ts';

const connections = 128;
const comingMs = 15_000;
const newcomers = 20;
const admittedMin = 200;
const patience = { everyMs: 100, msMax: 120_000 };

interface Turn {
  number: number;
  admittedAt: number;
}

export async function recoveryRows(
  stores: TestStores,
  { returning, recoverySeconds }: Sizes,
): Promise<Row[]> {
  // Nobody is admitted before the loss: capacity 1 is taken by the first. More room is made afterwards.
  const line = await aQueue(stores, returning);
  await register(stores.db, 1, returning);
  await fill(stores, line, { from: 1, to: returning });
  const instance = await startInstance({ QUEUE_RECOVERY_SECONDS: String(recoverySeconds) });
  const crowd = new Child<typeof jobs>('waiting.ts');
  const all = { url: instance.url, ...line, from: 1, to: returning, connections, overMs: comingMs };
  await crowd.ask('begin', all);
  const { people } = await toldSince(crowd, returning);
  if (people < returning)
    throw new Error(`only ${String(people)} have been told their place before the loss`);

  const redis = watchingRedis();
  await stores.db.concert.update({
    where: { id: line.concertId },
    data: { capacity: 100_000, ratePerMinute: 6_000 },
  });
  await redis.flushall();
  const lostAt = performance.now();
  const [back, firstAdmissionMs] = await Promise.all([
    toldSince(crowd, returning, lostAt),
    firstAdmission(stores, line, lostAt),
    overtake(stores, line),
  ]);
  await pollUntil(async () => (await turns(stores, line)).length > admittedMin, patience);
  const { misplaced } = await crowd.ask('told', undefined);
  const admitted = await turns(stores, line);
  const inversions = inversionsIn(admitted) + (await overtakenBy(stores, line, admitted));
  await crowd.stop();
  await instance.stop();
  await clear(stores, line);
  redis.disconnect();
  const s = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    {
      what: `FLUSHALL with ${returning.toLocaleString('en')} polling over HTTP at one instance: time to the first admission`,
      figure: s(firstAdmissionMs),
      baseline: `of which ${String(recoverySeconds)} s are the window in which nobody is admitted; ${back.people.toLocaleString('en')} were told their place again within ${s(back.ms)}`,
    },
    {
      what: `people overtaken, of the first ${String(admitted.length)} admitted and all who came back`,
      figure: `${String(inversions)}; told another number: ${String(misplaced)}`,
      target: '0',
      met: inversions + misplaced === 0,
    },
  ];
}

/** Waits until everyone has been told their place by an answer since now. How many were, and how long after `since` that was. */
async function toldSince(
  crowd: Child<typeof jobs>,
  count: number,
  since = performance.now(),
): Promise<{ people: number; ms: number }> {
  await crowd.ask('forget', undefined);
  let people = 0;
  await pollUntil(async () => {
    const { latest } = await crowd.ask('told', undefined);
    const placed = Object.entries(latest).filter(([state]) => /^(WAITING|ACTIVE)/.test(state));
    people = placed.reduce((sum, [, some]) => sum + some, 0);
    return people >= count;
  }, patience);
  return { people, ms: performance.now() - since };
}

/** Who comes after the loss, and would like to be first. */
async function overtake(stores: TestStores, { concertId }: BenchQueue): Promise<void> {
  for (let come = 0; come < newcomers; come++) await join(stores, randomUUID(), concertId);
}

async function turns({ redis }: TestStores, { concertId }: BenchQueue): Promise<Turn[]> {
  return (await redis.hvals(`jari:{${String(concertId)}}:places`)).map(
    (place) => JSON.parse(place) as Turn,
  );
}

async function firstAdmission(
  stores: TestStores,
  line: BenchQueue,
  lostAt: number,
): Promise<number> {
  // The one whose turn it was before may have it still: that is no admission.
  const admitted = async () => (await turns(stores, line)).some(({ number }) => number > 1);
  if (!(await pollUntil(admitted, patience))) throw new Error('nobody was admitted');
  return performance.now() - lostAt;
}

/** Of those admitted: how many came before somebody with a lower number. */
function inversionsIn(admitted: Turn[]): number {
  const inOrder = admitted.toSorted((a, b) => a.admittedAt - b.admittedAt || a.number - b.number);
  return inOrder.filter(({ number }, at) => number < (inOrder[at - 1]?.number ?? 0)).length;
}

/** How many still wait whose number is lower than that of somebody who has been admitted. */
async function overtakenBy(
  { redis }: TestStores,
  { concertId }: BenchQueue,
  admitted: Turn[],
): Promise<number> {
  const highest = Math.max(...admitted.map(({ number }) => number));
  return redis.zcount(`jari:{${String(concertId)}}:waiting`, '-inf', `(${String(highest)}`);
}
