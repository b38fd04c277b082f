import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { status } from '#server/queue/queue.ts';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { withClient } from '../support/database-state.ts';
import { call, type Fan, fanOf, type Reply } from '../support/http-client.ts';
import { type Operation, timesRecorded } from '../support/operations.ts';
import { aPerson, people } from '../support/factories.ts';
import { viaProxy, type FaultProxy, type Mark, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { placeOf } from '../support/people.ts';
import { aPricedShow } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;

let stores: TestStores;
let survivor: Instance;
let proxy: FaultProxy;
beforeAll(async () => {
  stores = await testStores();
  survivor = await startInstance();
  const { port } = new URL(process.env['DATABASE_URL'] ?? '');
  proxy = await openFaultProxy(Number(port));
}, timeout);
afterAll(async () => {
  await survivor.stop();
  await proxy.close();
  await stores.close();
});

/** A mutation that a test can send to any instance after the operations in `before`. */
interface Ready {
  operation: Operation;
  before: Operation[];
  send: (instance: Instance) => Promise<Reply>;
  /** Returns the state of the user's place in Redis. */
  queueState(): Promise<{ state: string }>;
}

const [chargeKrw, priceKrw, seat] = [60_000, 10_001, 1];

/** Prepares four users, one for each operation. */
async function ready(): Promise<Ready[]> {
  const kinds = ['CHARGE', 'HOLD', 'PAYMENT', 'REFUND'] as const;
  return Promise.all(
    kinds.map(async (_, steps) => readyFor(fanOf(await aPerson(stores.db)), steps)),
  );
}

/** Prepares a user's next operation after the first `steps` of charge, hold and payment. */
async function readyFor({ userId, accessToken }: Fan, steps: number): Promise<Ready> {
  const { concertId, performanceId } = await aPricedShow(stores.db);
  const bearer = { authorization: `Bearer ${accessToken}` };
  const joined = await call(survivor.url, 'queue.join', { concertId }, bearer);
  const { token } = joined.data as { token: string };
  const headers = { ...bearer, 'x-queue-token': token };
  let reservationId = 0;
  const keyed = () => ({ reservationId, idempotencyKey: 'the-same-each-time' });
  const path: [Operation, string, () => object][] = [
    [
      { kind: 'CHARGE', userId, amountKrw: chargeKrw, isAcknowledged: false },
      'wallet.charge',
      () => ({ amount: chargeKrw, idempotencyKey: 'the-same-each-time' }),
    ],
    [
      { kind: 'HOLD', userId, performanceId, seat, isAcknowledged: false },
      'seating.hold',
      () => ({ performanceId, seats: [seat] }),
    ],
    [{ kind: 'PAYMENT', userId, amountKrw: priceKrw, isAcknowledged: false }, 'payment.pay', keyed],
    [
      { kind: 'REFUND', userId, amountKrw: priceKrw, isAcknowledged: false },
      'reservation.cancel',
      keyed,
    ],
  ];
  const all = path.map(([operation, name, input]): Pick<Ready, 'operation' | 'send'> => ({
    operation,
    send: async ({ url }) => {
      const reply = await call(url, name, input(), headers);
      operation.isAcknowledged ||= reply.status === 200;
      return reply;
    },
  }));
  for (const { operation, send } of all.slice(0, steps)) {
    const { status, data, text } = await send(survivor);
    if (status !== 200) throw new Error(`a step was refused: ${text}`);
    if (operation.kind === 'HOLD')
      reservationId = (data as { reservationId: number }).reservationId;
  }
  const [next] = all.slice(steps);
  if (next === undefined) throw new Error('no step is left');
  const queueState = () => status(stores, placeOf(token));
  return { ...next, before: all.slice(0, steps).map(({ operation }) => operation), queueState };
}

const times = (all: Ready[]) =>
  withClient((client) =>
    timesRecorded(
      client,
      all.map(({ operation }) => operation),
    ),
  );
const each = (all: Ready[], times: number) => all.map(() => times);
const operationsOf = (all: Ready[]) =>
  all.flatMap(({ operation, before }) => [...before, operation]);

/** Statements before the COMMIT of a request; no background job runs these statements. */
const requestWrites = [
  'database/sql/keep-reply.sql',
  'payment/sql/pay.sql',
  'seating/sql/create-hold.sql',
  'wallet/sql/charge.sql',
];
/** Operations that run in groups and have a key, which resolves a lost COMMIT. */
const hasKeyOfGroup = new Set<Operation['kind']>(['CHARGE', 'PAYMENT']);
const atCommit = (what: Mark['what']): Mark => ({ what, words: 'COMMIT\0', after: requestWrites });

/** Sends all requests to an instance. Waits until the proxy has stopped each request at `mark`. */
async function stopAt(
  mark: Mark,
  instance: Instance,
  all: Ready[],
): Promise<Promise<Reply | null>[]> {
  proxy.holdBack(mark);
  const replies = all.map(({ send }) => send(instance).catch(() => null));
  await eventually('all requests have stopped', () => proxy.held() === all.length);
  proxy.holdBack(null);
  return replies;
}

/** Returns the number of open transactions on other connections. */
async function transactionsOpen(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ open: number }[]>`
    SELECT count(*)::int AS open FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`;
  return found?.open ?? 0;
}

const marks = [
  { where: 'before a COMMIT reaches the database', mark: atCommit('request'), timesExpected: 0 },
  { where: 'after a COMMIT and before its answer', mark: atCommit('answer'), timesExpected: 1 },
];

describe.each(marks)('$where', ({ mark, timesExpected }) => {
  let doomed: Instance;
  const restart = async () =>
    (doomed = await startInstance({
      DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy),
    }));
  beforeAll(restart, timeout);
  afterAll(() => doomed.stop());

  test(
    'after a lost connection the key resolves charges and payments, other calls ask for a retry, and each happens once',
    { timeout },
    async () => {
      for (let round = 0; round < faultRounds; round++) {
        const all = await ready();
        const replies = await stopAt(mark, doomed, all);
        proxy.cutHeld();
        const isResolved = all.map(({ operation }) => hasKeyOfGroup.has(operation.kind));
        for (const [at, reply] of replies.entries())
          expect(await reply).toMatchObject(
            isResolved[at] === true
              ? { status: 200 }
              : { status: 503, refusal: { code: 'TRY_AGAIN' } },
          );
        await eventually(
          'the database has ended the transactions',
          async () => (await transactionsOpen()) === 0,
        );
        expect(await times(all)).toEqual(
          isResolved.map((resolved) => (resolved ? 1 : timesExpected)),
        );
        for (const { send } of all) expect(await send(doomed)).toMatchObject({ status: 200 });
        expect(await times(all)).toEqual(each(all, 1));
        await expectInvariants(stores, [doomed, survivor], operationsOf(all));
      }
    },
  );

  test(
    'a killed instance acknowledges nothing, and a retry at another instance happens once',
    { timeout },
    async () => {
      for (let round = 0; round < faultRounds; round++) {
        if (round > 0) await restart();
        const all = await ready();
        const replies = await stopAt(mark, doomed, all);
        expect(await doomed.kill('SIGKILL')).toBeNull();
        for (const reply of replies) expect(await reply).toBeNull();
        await eventually(
          'the database has ended the transactions',
          async () => (await transactionsOpen()) === 0,
        );
        expect(await times(all)).toEqual(each(all, timesExpected));
        for (const { send } of all) expect(await send(survivor)).toMatchObject({ status: 200 });
        expect(await times(all)).toEqual(each(all, 1));
        await expectInvariants(stores, [survivor], operationsOf(all));
      }
    },
  );

  test(
    'a killed instance leaves each member of a group done or not done, and a retry happens once',
    { timeout },
    async () => {
      for (let round = 0; round < faultRounds; round++) {
        await restart();
        const users = await people(stores.db, 16);
        const all = await Promise.all(users.map((userId) => readyFor(fanOf(userId), 0)));
        proxy.holdBack(mark);
        const [first, ...others] = all;
        const sent = (ones: Ready[]) => ones.map(({ send }) => send(doomed).catch(() => null));
        const replies = sent(first === undefined ? [] : [first]);
        await eventually('the group of the first user has stopped', () => proxy.held() === 1);
        replies.push(...sent(others));
        await eventually('the next group has stopped', () => proxy.held() === 2);
        proxy.holdBack(null);
        expect(await doomed.kill('SIGKILL')).toBeNull();
        for (const reply of replies) expect(await reply).toBeNull();
        await eventually(
          'the database has ended the transactions',
          async () => (await transactionsOpen()) === 0,
        );
        const done = (await times(all)).reduce((sum, count) => sum + count, 0);
        if (timesExpected === 0) expect(done).toBe(0);
        else expect(done).toBeGreaterThan(1);
        for (const { send } of all) expect(await send(survivor)).toMatchObject({ status: 200 });
        expect(await times(all)).toEqual(each(all, 1));
        await expectInvariants(stores, [survivor], operationsOf(all));
      }
    },
  );
});

test(
  'a paid place leaves the queue even if the instance is killed right after the COMMIT',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      await survivor.stop(); // a running survivor would remove the paid place from the queue
      const redis = await openFaultProxy(Number(new URL(process.env['REDIS_URL'] ?? '').port));
      const doomed = await startInstance({
        REDIS_URL: viaProxy(process.env['REDIS_URL'] ?? '', redis),
      });
      survivor = doomed;
      const payer = await readyFor(fanOf(await aPerson(stores.db)), 2);
      redis.holdBack({ what: 'request', words: 'PAID' });
      const reply = payer.send(doomed).catch(() => null);
      await eventually(
        'the payment is committed and Redis is not updated',
        () => redis.held() === 1,
      );
      expect(await times([payer])).toEqual([1]);
      expect(await stores.db.outboxMessage.count()).toBe(1);
      expect(await doomed.kill('SIGKILL')).toBeNull();
      expect(await reply).toBeNull();
      const { state } = await payer.queueState();
      expect(state).toBe('ACTIVE');

      survivor = await startInstance();
      await eventually(
        'the place has left the queue',
        async () => (await payer.queueState()).state === 'EXPIRED',
      );
      expect(await payer.send(survivor)).toMatchObject({ status: 200, data: { amount: priceKrw } });
      expect(await times([payer])).toEqual([1]);
      await expectInvariants(stores, [survivor], operationsOf([payer]));
      await redis.close();
    }
  },
);
