import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { status } from '#server/queue/queue.ts';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { withClient } from '#tests/support/database-state.ts';
import { call, type Fan, fanOf, type Reply } from '../support/http-client.ts';
import { type Operation, timesRecorded } from '../support/operations.ts';
import { aPerson } from '../support/factories.ts';
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

/** One request that changes something, ready to be sent to any instance, and what came before it. */
interface Ready {
  deed: Operation;
  before: Operation[];
  send: (instance: Instance) => Promise<Reply>;
  /** How the line's store sees their place. */
  standing(): Promise<{ state: string }>;
}

const [chargeKrw, priceKrw, seat] = [60_000, 10_001, 1];

/** People who are each about to do one of the four deeds. */
async function ready(): Promise<Ready[]> {
  const kinds = ['CHARGE', 'HOLD', 'PAYMENT', 'REFUND'] as const;
  return Promise.all(
    kinds.map(async (_, steps) => readyFor(fanOf(await aPerson(stores.db)), steps)),
  );
}

/** Somebody who has taken so many of the steps: charge, hold, pay; the next is theirs to take. */
async function readyFor({ userId, accessToken }: Fan, steps: number): Promise<Ready> {
  const { concertId, performanceId } = await aPricedShow(stores.db);
  const who = { authorization: `Bearer ${accessToken}` };
  const joined = await call(survivor.url, 'queue.join', { concertId }, who);
  const { token } = joined.data as { token: string };
  const headers = { ...who, 'x-queue-token': token };
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
  const all = path.map(([deed, name, input]): Pick<Ready, 'deed' | 'send'> => ({
    deed,
    send: async ({ url }) => {
      const reply = await call(url, name, input(), headers);
      deed.isAcknowledged ||= reply.status === 200;
      return reply;
    },
  }));
  for (const { deed, send } of all.slice(0, steps)) {
    const { status, data, text } = await send(survivor);
    if (status !== 200) throw new Error(`it was refused: ${text}`);
    if (deed.kind === 'HOLD') reservationId = (data as { reservationId: number }).reservationId;
  }
  const [next] = all.slice(steps);
  if (next === undefined) throw new Error('there is no such step');
  const standing = () => status(stores, placeOf(token));
  return { ...next, before: all.slice(0, steps).map(({ deed }) => deed), standing };
}

const times = (all: Ready[]) =>
  withClient((client) =>
    timesRecorded(
      client,
      all.map(({ deed }) => deed),
    ),
  );
const each = (all: Ready[], times: number) => all.map(() => times);
const bookOf = (all: Ready[]) => all.flatMap(({ deed, before }) => [...before, deed]);

/** What stands before a COMMIT of those that matter here, and of no loop's. */
const deedsWrite = ['database/sql/keep-reply.sql', 'seating/sql/begin-hold.sql'];
const atCommit = (what: Mark['what']): Mark => ({ what, words: 'COMMIT', after: deedsWrite });

/** All of them send their requests to an instance, and all of these stop at the mark. */
async function stopAt(
  mark: Mark,
  instance: Instance,
  all: Ready[],
): Promise<Promise<Reply | null>[]> {
  proxy.holdBack(mark);
  const replies = all.map(({ send }) => send(instance).catch(() => null));
  await eventually('all have stopped', () => proxy.held() === all.length);
  proxy.holdBack(null);
  return replies;
}

/** How many transactions are under way. */
async function transactionsOpen(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ open: number }[]>`
    SELECT count(*)::int AS open FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`;
  return found?.open ?? 0;
}

const marks = [
  { where: 'before a COMMIT has reached the database', mark: atCommit('request'), there: 0 },
  { where: 'after a COMMIT, before its answer', mark: atCommit('answer'), there: 1 },
];

describe.each(marks)('$where', ({ mark, there }) => {
  let doomed: Instance;
  const restart = async () =>
    (doomed = await startInstance({
      DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy),
    }));
  beforeAll(restart, timeout);
  afterAll(() => doomed.stop());

  test(
    'the connection is lost: nobody is told that it is done; asked again, it is done once',
    { timeout },
    async () => {
      for (let round = 0; round < faultRounds; round++) {
        const all = await ready();
        const replies = await stopAt(mark, doomed, all);
        proxy.cutHeld();
        for (const reply of replies)
          expect(await reply).toMatchObject({ status: 503, refusal: { code: 'TRY_AGAIN' } });
        await eventually('the database has noticed', async () => (await transactionsOpen()) === 0);
        expect(await times(all)).toEqual(each(all, there));
        for (const { send } of all) expect(await send(doomed)).toMatchObject({ status: 200 });
        expect(await times(all)).toEqual(each(all, 1));
        await expectInvariants(stores, [doomed, survivor], bookOf(all));
      }
    },
  );

  test(
    'the instance is killed: nobody is told that it is done; asked again elsewhere, it is done once',
    { timeout },
    async () => {
      for (let round = 0; round < faultRounds; round++) {
        const all = await ready();
        const replies = await stopAt(mark, doomed, all);
        expect(await doomed.kill('SIGKILL')).toBeNull();
        for (const reply of replies) expect(await reply).toBeNull();
        await eventually('the database has noticed', async () => (await transactionsOpen()) === 0);
        expect(await times(all)).toEqual(each(all, there));
        for (const { send } of all) expect(await send(survivor)).toMatchObject({ status: 200 });
        expect(await times(all)).toEqual(each(all, 1));
        await expectInvariants(stores, [survivor], bookOf(all));
        await restart();
      }
    },
  );
});

test(
  'killed after the payment’s COMMIT, before its place leaves the line: the place leaves all the same',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      await survivor.stop(); // it would take the place out of the line by itself
      const redis = await openFaultProxy(Number(new URL(process.env['REDIS_URL'] ?? '').port));
      const doomed = await startInstance({
        REDIS_URL: viaProxy(process.env['REDIS_URL'] ?? '', redis),
      });
      survivor = doomed;
      const payer = await readyFor(fanOf(await aPerson(stores.db)), 2);
      redis.holdBack({ what: 'request', words: 'PAID' });
      const reply = payer.send(doomed).catch(() => null);
      await eventually('it is paid, and the line does not know', () => redis.held() === 1);
      expect(await times([payer])).toEqual([1]);
      expect(await stores.db.outboxMessage.count()).toBe(1);
      expect(await doomed.kill('SIGKILL')).toBeNull();
      expect(await reply).toBeNull();
      const { state } = await payer.standing();
      expect(state).toBe('ACTIVE');

      survivor = await startInstance();
      await eventually(
        'the place has left the line',
        async () => (await payer.standing()).state === 'EXPIRED',
      );
      expect(await payer.send(survivor)).toMatchObject({ status: 200, data: { amount: priceKrw } });
      expect(await times([payer])).toEqual([1]);
      await expectInvariants(stores, [survivor], bookOf([payer]));
      await redis.close();
    }
  },
);
