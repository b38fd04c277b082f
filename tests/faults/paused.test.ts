import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { outcomeOverHttp } from '../support/http-client.ts';
import { aShow } from '../support/factories.ts';
import { aBuyer } from '#tests/support/http-buyer.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { endHoldIn, hasLapsed } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const lapsesInMs = 3_000;

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

/** Somebody who holds a seat for three seconds, and how they pay for it at an instance. */
async function aHolder() {
  const show = await aShow(stores.db);
  const [holder, rival] = [await aBuyer(stores, other, show), await aBuyer(stores, other, show)];
  const seats = { performanceId: show.performanceId, seats: [1] };
  const { reservationId } = await holder(other).seating.hold.mutate(seats);
  await endHoldIn(stores, reservationId, lapsesInMs);
  const pay = (instance: Instance) =>
    outcomeOverHttp(
      holder(instance).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }),
    );
  const rivalBuys = async (): Promise<string> => {
    const held = await rival(other).seating.hold.mutate(seats);
    const { reservationId } = held;
    return outcomeOverHttp(
      rival(other).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }),
    );
  };
  return { reservationId, holder, pay, rivalBuys };
}

/** What the paused one says for good: its connections may be gone, and whoever meets that is told to come again, and does. */
async function toldInTheEnd(
  first: Promise<string>,
  pay: (instance: Instance) => Promise<string>,
): Promise<string> {
  let told = await first;
  await eventually(
    'it is answered',
    async () => told !== 'TRY_AGAIN' || (told = await pay(paused)) !== 'TRY_AGAIN',
  );
  return told;
}

const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.kill(paused.pid, name);

test(
  'an instance that is paused before it reads a payment, past the hold’s end, refuses it when it goes on',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      signal('SIGSTOP');
      onTestFinished(() => void signal('SIGCONT'));
      const paying = pay(paused);
      await eventually('the hold is over', () => hasLapsed(stores, reservationId));
      expect(await rivalBuys()).toBe('done');
      signal('SIGCONT');
      expect(await toldInTheEnd(paying, pay)).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectInvariants(stores, [paused, other], []);
    }
  },
);

test(
  'an instance that is paused at a payment’s COMMIT, past the hold’s end, has not sold the seat when it goes on',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      proxy.holdBack({ what: 'request', words: 'COMMIT', after: ['database/sql/keep-reply.sql'] });
      const paying = pay(paused);
      await eventually('it is about to commit', () => proxy.held() === 1);
      signal('SIGSTOP');
      onTestFinished(() => void signal('SIGCONT'));
      proxy.holdBack(null);
      await eventually('the hold is over', () => hasLapsed(stores, reservationId));
      await eventually('the database has given up on it', async () => {
        const idle = await stores.db.$queryRaw<unknown[]>`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`;
        return idle.length === 0;
      });
      expect(await rivalBuys()).toBe('done');
      proxy.letHeldPass();
      signal('SIGCONT');
      expect(await toldInTheEnd(paying, pay)).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectInvariants(stores, [paused, other], []);
    }
  },
);
