// Empties Redis while users poll. Measures the time from the loss to the first admission, and the
// number of overtaken users.
import { randomUUID } from 'node:crypto';
import { join } from '#server/queue/queue.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill, type BenchQueue } from '../filled-queue.ts';
import { register } from '../bench-user.ts';
import { observerRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { jobs } from '../waiting-users.ts';
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
  // The first user fills the capacity of 1, so the queue admits no other user before the loss. An
  // update raises the capacity just before the loss of Redis.
  const queue = await aQueue(stores, returning);
  await register(stores.db, 1, returning);
  await fill(stores, queue, { from: 1, to: returning });
  const instance = await startInstance({ QUEUE_RECOVERY_SECONDS: String(recoverySeconds) });
  const users = new Child<typeof jobs>('waiting-users.ts');
  const all = {
    url: instance.url,
    ...queue,
    from: 1,
    to: returning,
    connections,
    overMs: comingMs,
  };
  await users.ask('begin', all);
  const { people } = await placedSince(users, returning);
  if (people < returning)
    throw new Error(`only ${String(people)} received their place before the loss`);

  const redis = observerRedis();
  await stores.db.concert.update({
    where: { id: queue.concertId },
    data: { capacity: 100_000, ratePerMinute: 6_000 },
  });
  await redis.flushall();
  const lostAt = performance.now();
  const [back, firstAdmissionMs] = await Promise.all([
    placedSince(users, returning, lostAt),
    firstAdmission(stores, queue, lostAt),
    overtake(stores, queue),
  ]);
  await pollUntil(async () => (await turns(stores, queue)).length > admittedMin, patience);
  const { misplaced } = await users.ask('takeCounts', undefined);
  const admitted = await turns(stores, queue);
  const inversions = inversionsIn(admitted) + (await overtakenBy(stores, queue, admitted));
  await users.stop();
  await instance.stop();
  await clear(stores, queue);
  redis.disconnect();
  const s = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    {
      what: `FLUSHALL with ${returning.toLocaleString('en')} users polling one instance over HTTP: time to the first admission`,
      figure: s(firstAdmissionMs),
      baseline: `of which ${String(recoverySeconds)} s are the recovery window without admissions; ${back.people.toLocaleString('en')} received their place again within ${s(back.ms)}`,
    },
    {
      what: `users overtaken, among the first ${String(admitted.length)} admitted and all who returned`,
      figure: `${String(inversions)}; changed numbers: ${String(misplaced)}`,
      target: '0',
      met: inversions + misplaced === 0,
    },
  ];
}

/**
 * Waits up to two minutes until `count` users have their place again. Returns the number of users
 * with a place, and the elapsed time since `since` in ms.
 */
async function placedSince(
  users: Child<typeof jobs>,
  count: number,
  since = performance.now(),
): Promise<{ people: number; ms: number }> {
  await users.ask('forgetLatest', undefined);
  let people = 0;
  await pollUntil(async () => {
    const { latest } = await users.ask('takeCounts', undefined);
    const placed = Object.entries(latest).filter(([state]) => /^(WAITING|ACTIVE)/.test(state));
    people = placed.reduce((sum, [, some]) => sum + some, 0);
    return people >= count;
  }, patience);
  return { people, ms: performance.now() - since };
}

/**
 * Lets new users join after the loss, because a faulty queue could admit new users before returning
 * users.
 */
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
  queue: BenchQueue,
  lostAt: number,
): Promise<number> {
  // Ignore user 1, whose admission may precede the loss.
  const admitted = async () => (await turns(stores, queue)).some(({ number }) => number > 1);
  if (!(await pollUntil(admitted, patience))) throw new Error('no user was admitted');
  return performance.now() - lostAt;
}

/** Counts admissions after the admission of a higher number. */
function inversionsIn(admitted: Turn[]): number {
  const inSequence = admitted.toSorted(
    (a, b) => a.admittedAt - b.admittedAt || a.number - b.number,
  );
  return inSequence.filter(({ number }, at) => number < (inSequence[at - 1]?.number ?? 0)).length;
}

/** Counts waiting users whose number is below the highest admitted number. */
async function overtakenBy(
  { redis }: TestStores,
  { concertId }: BenchQueue,
  admitted: Turn[],
): Promise<number> {
  const highest = Math.max(...admitted.map(({ number }) => number));
  return redis.zcount(`jari:{${String(concertId)}}:waiting`, '-inf', `(${String(highest)}`);
}
