import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ClusterNode,
  type RedisCluster,
  startRedisCluster,
} from '#scripts/stores/redis-cluster.ts';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { logKeyOf } from '#server/queue/redis/commands.ts';
import { auditNow } from '../support/database-state.ts';
import { Buyer, type BuyerStatus } from '../support/http-buyer.ts';
import { read } from '../support/http-client.ts';
import { eventually } from '../support/eventually.ts';
import { aPerformance, people, type PerformanceIds } from '../support/factories.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { ClockedQueue } from '../support/test-queue.ts';
import { type Admission, overtakes } from '../support/admission-order.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const policy = { capacity: 5, ratePerMinute: 60_000, sessionSeconds: 600 };
const sessionMs = policy.sessionSeconds * 1_000;
const recoverySeconds = 6;
const patience = { everyMs: 50, msMax: 60_000 };

let cluster: RedisCluster;
let stores: TestStores;
let instances: Instance[];
beforeAll(async () => {
  cluster = await startRedisCluster(redisOnPath() ?? '');
  stores = await testStores({ redisUrl: cluster.urls });
  const settings = { QUEUE_RECOVERY_SECONDS: String(recoverySeconds) };
  instances = await Promise.all([startInstance(settings), startInstance(settings)]);
}, 240_000);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await stores.close();
  await cluster.stop();
});

/** Creates a performance whose queue is on this node. */
async function aShowOn(node: ClusterNode): Promise<PerformanceIds> {
  const slotOf = (id: number) => (stores.redis as Cluster).cluster('KEYSLOT', logKeyOf(id));
  let id = 1 + Math.floor(Math.random() * 2_000_000_000);
  while (!node.has(await slotOf(id))) id++;
  await stores.db.$executeRawUnsafe(`ALTER SEQUENCE concerts_id_seq RESTART WITH ${String(id)}`);
  return aPerformance(stores.db, policy);
}

const buyersAt = async (show: PerformanceIds, count: number) =>
  (await people(stores.db, count)).map((userId) => new Buyer(userId, show, instances));

/**
 * Lets the first `first` callers pass at once, and later callers after `open`. `held` counts the
 * waiting callers.
 */
function barrier(first: number) {
  const opened = Promise.withResolvers<undefined>();
  const gate = {
    held: 0,
    open: () => opened.resolve(undefined),
    pass: () => Promise.resolve() as Promise<unknown>,
  };
  let arrived = 0;
  gate.pass = async () => {
    if (++arrived <= first) return;
    gate.held++;
    await opened.promise;
  };
  return gate;
}

const admissionsOf = (buyers: Buyer[]) =>
  buyers.map(({ admission }) => admission).filter((admission) => admission !== undefined);
const epochOf = async ({ concertId }: PerformanceIds) =>
  (
    await stores.db.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: { queueEpoch: true },
    })
  ).queueEpoch;
const statsOf = async ({ concertId }: PerformanceIds, { url }: Instance) =>
  read(await fetch(`${url}/api/queue/${String(concertId)}/board`));
const turnOf = ({ state, number }: BuyerStatus) => ({ state, number });
const expiryOf = (turn: BuyerStatus | undefined) => Date.parse(turn?.expiresAt ?? '1970-01-01');
/** Returns the buyers' refusals other than SEAT_TAKEN, as status, code and Retry-After. */
const refusals = (buyers: Buyer[]) =>
  new Set(
    buyers.flatMap(({ refused }) =>
      refused
        .filter(({ code }) => code !== 'SEAT_TAKEN')
        .map(({ status, code, retryAfter }) => [status, code, retryAfter].join(' ')),
    ),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
async function seatsSold({ performanceId }: PerformanceIds): Promise<number[]> {
  const tickets = await stores.db.ticket.findMany({
    where: { performanceId },
    select: { seatNumber: true },
  });
  return tickets.map(({ seatNumber }) => seatNumber).toSorted((a, b) => a - b);
}

/** Lets all buyers buy concurrently. Returns the buyers' errors. */
const sell = (buyers: Buyer[], mayPay: () => Promise<unknown>) =>
  Promise.allSettled(buyers.map((buyer) => buyer.buy(sessionMs, mayPay))).then((sales) =>
    sales.flatMap((sale) => (sale.status === 'rejected' ? [sale.reason as unknown] : [])),
  );

/**
 * Expects 503 for the concert on the lost node and 200 for the other concert. The readiness of
 * instances must not change.
 */
async function expectOneLost(lost: PerformanceIds, other: PerformanceIds): Promise<void> {
  for (const instance of instances) {
    // An instance serves the last snapshot of the lost queue until the snapshot expires.
    await eventually(
      'the old snapshot has expired',
      async () => (await statsOf(lost, instance)).status !== 200,
    );
    const { status, headers, refusal } = await statsOf(lost, instance);
    expect([status, headers.get('retry-after'), refusal?.code]).toEqual([503, '2', 'TRY_AGAIN']);
    expect((await statsOf(other, instance)).status).toBe(200);
    expect((await read(await fetch(`${instance.url}/api/ready`))).body).toMatchObject({
      missing: ['pages'],
    });
  }
}

test('two concerts sell out although the node of one is lost: the other is unaffected, and the lost queue keeps every place', async () => {
  const [lostNode, otherNode] = cluster.nodes as [ClusterNode, ClusterNode];
  const [lost, other] = [await aShowOn(lostNode), await aShowOn(otherNode)];
  const [early, late, elsewhere] = [
    await buyersAt(lost, 20),
    await buyersAt(lost, 5),
    await buyersAt(other, 25),
  ];
  for (const [at, buyer] of early.entries()) expect((await buyer.join()).number).toBe(at + 1);
  await Promise.all(elsewhere.map((buyer) => buyer.join()));
  const epochs = { lost: await epochOf(lost), other: await epochOf(other) };

  // Before the loss, eight buyers have paid, five are about to pay and seven wait. The sale of the
  // other concert has just begun at the loss of the node.
  const [payments, otherPayments] = [barrier(8), barrier(3)];
  const [selling, sellingElsewhere] = [
    sell(early, payments.pass),
    sell(elsewhere, otherPayments.pass),
  ];
  const isHalfway = () =>
    payments.held === policy.capacity && otherPayments.held === policy.capacity;
  expect(await pollUntil(isHalfway, patience)).toBe(true);
  const admitted = early.filter(({ admission }) => admission !== undefined);
  const before = await Promise.all(admitted.map((buyer) => buyer.status()));
  expect(Object.groupBy(before, ({ state }) => state)).toMatchObject({
    ACTIVE: { length: 5 },
    EXPIRED: { length: 8 },
  });

  await lostNode.kill();
  otherPayments.open();
  const sellingLate = sell(late, payments.pass);
  expect(await sellingElsewhere).toEqual([]);
  const waiting = early.filter(({ admission }) => admission === undefined);
  expect(waiting).toHaveLength(7);
  const areRefused = () =>
    [...waiting, ...late].every(({ refused }) => refused.some(({ status }) => status === 503));
  expect(await pollUntil(areRefused, patience)).toBe(true);
  await expectOneLost(lost, other);

  await lostNode.restart();
  const after = await Promise.all(admitted.map((buyer) => buyer.status()));
  payments.open();
  expect([...(await selling), ...(await sellingLate)]).toEqual([]);

  expect({ lost: await epochOf(lost), other: await epochOf(other) }).toEqual({
    lost: epochs.lost + 1,
    other: epochs.other,
  });
  expect(after.map(turnOf)).toEqual(before.map(turnOf));
  for (const [at, turn] of after.entries())
    expect(Math.abs(expiryOf(turn) - expiryOf(before[at]))).toBeLessThan(1_000);
  expect(admissionsOf(early).map(({ number }) => number)).toEqual(upTo(20));
  expect(admissionsOf(late).filter(({ number }) => number <= 20)).toEqual([]);
  expect(overtakes(admissionsOf([...early, ...late]))).toEqual([]);
  expect(overtakes(admissionsOf(elsewhere))).toEqual([]);
  expect(refusals([...early, ...late])).toEqual(new Set(['503 TRY_AGAIN 2']));
  expect(refusals(elsewhere)).toEqual(new Set());
  expect([await seatsSold(lost), await seatsSold(other)]).toEqual([upTo(50), upTo(50)]);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
}, 240_000);

/**
 * Lets five waiting users rejoin after a newcomer has joined. Admission pauses for `heldMs` after
 * the loss. Returns the admissions of all six users.
 */
async function admissionsAfterLoss(heldMs: number): Promise<Admission[]> {
  const queue = new ClockedQueue(stores.redis);
  await queue.open({ capacity: 10, recoveryMs: 4_000 }, { epoch: 2, base: 100, heldMs });
  const tokens = [
    ...upTo(5).map((number) => ({ user: `early-${String(number)}`, number })),
    { user: 'newcomer', number: 101 },
  ];
  const admissions: Admission[] = [];
  const poll = async () => {
    for (const { user, number } of tokens) {
      const { state, admittedAt } = await queue.status(user, number, 1);
      if (state === 'ACTIVE' && !admissions.some((known) => known.number === number))
        admissions.push({ number, admittedAt: admittedAt ?? 0 });
    }
  };
  await queue.join('newcomer');
  await queue.pass(2_000);
  await queue.run(
    'rejoin',
    2,
    1,
    ...tokens.slice(0, 5).flatMap(({ user, number }) => [user, number]),
  );
  await queue.pass(4_000);
  await poll();
  await queue.clear();
  return admissions;
}

test('negative control: a queue that admits at once after a loss lets a newcomer overtake', async () => {
  expect(overtakes(await admissionsAfterLoss(0))).toEqual(
    upTo(5).map((earlier) => ({ later: 101, earlier })),
  );
  expect(overtakes(await admissionsAfterLoss(4_000))).toEqual([]);
  expect(await admissionsAfterLoss(4_000)).toHaveLength(6);
});
