import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { outcomeOverHttp } from '../support/http-client.ts';
import { aPerformance } from '../support/factories.ts';
import { aBuyer } from '../support/http-buyer.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { endHoldIn, hasExpired } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const lapsesInMs = 3_000; // leaves the payment enough time to reach COMMIT

let stores: TestStores;
let proxy: FaultProxy;
let paused: Instance;
let other: Instance;
beforeAll(async () => {
  stores = await testStores();
  const url = process.env['DATABASE_URL'] ?? '';
  proxy = await openFaultProxy(Number(new URL(url).port));
  [paused, other] = await Promise.all([
    startInstance({ DATABASE_URL: viaProxy(url, proxy) }),
    startInstance(),
  ]);
}, timeout);
afterAll(async () => {
  await Promise.all([paused.stop(), other.stop()]);
  await proxy.close();
  await stores.close();
});

/** Creates a user with a hold and money, and a rival for the same seat. */
async function aHolder() {
  const show = await aPerformance(stores.db);
  const [holder, rival] = [await aBuyer(stores, other, show), await aBuyer(stores, other, show)];
  const seats = { performanceId: show.performanceId, seats: [1] };
  const { reservationId } = await holder(other).seating.hold.mutate(seats);
  const pay = (instance: Instance) =>
    outcomeOverHttp(
      holder(instance).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }),
    );
  const buy = async () => {
    const { reservationId } = await rival(other).seating.hold.mutate(seats);
    await rival(other).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' });
  };
  const rivalBuys = () => finalOutcome(() => outcomeOverHttp(buy()));
  return { reservationId, holder, pay, rivalBuys };
}

/**
 * Retries like a client, because a resumed instance may find its connections closed. A paused
 * instance's open transactions keep their locks until PostgreSQL aborts the transactions.
 */
async function finalOutcome(
  attempt: () => Promise<string>,
  first: Promise<string> = attempt(),
): Promise<string> {
  let outcome = await first;
  await eventually(
    'the request has a final answer',
    async () => outcome !== 'TRY_AGAIN' || (outcome = await attempt()) !== 'TRY_AGAIN',
  );
  return outcome;
}

const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.kill(paused.pid, name);

test(
  'an instance paused before it reads a payment, until the hold has expired, refuses the payment on resume',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      signal('SIGSTOP');
      onTestFinished(() => void signal('SIGCONT'));
      const paying = pay(paused);
      await endHoldIn(stores, reservationId, 0);
      expect(await rivalBuys()).toBe('done');
      signal('SIGCONT');
      expect(await finalOutcome(() => pay(paused), paying)).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectInvariants(stores, [paused, other], []);
    }
  },
);

test(
  'an instance paused at the COMMIT of a payment, until the hold has expired, has not sold the seat on resume',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      await endHoldIn(stores, reservationId, lapsesInMs);
      proxy.holdBack({ what: 'request', words: 'COMMIT\0', after: ['payment/sql/pay.sql'] });
      const paying = pay(paused);
      await eventually('the payment is about to commit', () => proxy.held() === 1);
      signal('SIGSTOP');
      onTestFinished(() => void signal('SIGCONT'));
      proxy.holdBack(null);
      await eventually('the hold has expired', () => hasExpired(stores, reservationId));
      await eventually('the database has ended the idle transaction', async () => {
        const idle = await stores.db.$queryRaw<unknown[]>`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`;
        return idle.length === 0;
      });
      expect(await rivalBuys()).toBe('done');
      proxy.letHeldPass();
      signal('SIGCONT');
      expect(await finalOutcome(() => pay(paused), paying)).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectInvariants(stores, [paused, other], []);
    }
  },
);
