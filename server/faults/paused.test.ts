import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoHarm, faultRounds } from '../testing/aftermath.ts';
import { type Api, fanOf, outcomeOverHttp } from '../testing/client.ts';
import { aPerson, aShow, type Show } from '../testing/factories.ts';
import { byWayOf, type FaultProxy, openFaultProxy } from '../testing/fault-proxy.ts';
import { type Instance, startInstance } from '../testing/instance.ts';
import { comesAbout } from '../testing/loss.ts';
import { hasLapsed } from '../testing/people.ts';
import { testStores, type TestStores } from '../testing/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const holdSeconds = 3;

let stores: TestStores;
let proxy: FaultProxy;
let paused: Instance;
let other: Instance;
beforeAll(async () => {
  stores = await testStores();
  const url = process.env['DATABASE_URL'] ?? '';
  proxy = await openFaultProxy(Number(new URL(url).port));
  [paused, other] = await Promise.all([startInstance({ DATABASE_URL: byWayOf(url, proxy) }), startInstance()]);
}, timeout);
afterAll(async () => {
  await Promise.all([paused.stop(), other.stop()]);
  await proxy.close();
  await stores.close();
});

/** Somebody whose turn it is, and who can pay: what they may ask of each instance. */
async function aBuyer({ concertId }: Show): Promise<(instance: Instance) => Api> {
  const fan = fanOf(await aPerson(stores.db));
  await fan.at(other).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'enough-money' });
  const { token } = await fan.at(other).queue.join.mutate({ concertId });
  return (instance) => fan.at(instance, token);
}

/** Somebody who holds a seat for three seconds, and how they pay for it at an instance. */
async function aHolder() {
  const show = await aShow(stores.db, { holdSeconds });
  const [holder, rival] = [await aBuyer(show), await aBuyer(show)];
  const seats = { performanceId: show.performanceId, seats: [1] };
  const { reservationId } = await holder(other).seating.hold.mutate(seats);
  const pay = (instance: Instance) =>
    outcomeOverHttp(holder(instance).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }));
  const rivalBuys = async (): Promise<string> => {
    const held = await rival(other).seating.hold.mutate(seats);
    const { reservationId } = held;
    return outcomeOverHttp(rival(other).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }));
  };
  return { reservationId, holder, pay, rivalBuys };
}

const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.kill(paused.pid, name);

test(
  'an instance that is paused before it reads a payment, past the hold’s end, refuses it when it goes on',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      signal('SIGSTOP');
      const paying = pay(paused);
      await comesAbout('the hold is over', () => hasLapsed(stores, reservationId));
      expect(await rivalBuys()).toBe('done');
      signal('SIGCONT');
      expect(await paying).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectNoHarm(stores, [paused, other], []);
    }
  },
);

test(
  'an instance that is paused at a payment’s COMMIT, past the hold’s end, has not sold the seat when it goes on',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const { reservationId, holder, pay, rivalBuys } = await aHolder();
      proxy.holdBack({ what: 'request', words: 'COMMIT', after: ['server/sql/keep-reply.sql'] });
      const paying = pay(paused);
      await comesAbout('it is about to commit', () => proxy.held() === 1);
      signal('SIGSTOP');
      proxy.holdBack(null);
      await comesAbout('the hold is over', () => hasLapsed(stores, reservationId));
      await comesAbout('the database has given up on it', async () => {
        const idle = await stores.db.$queryRaw<unknown[]>`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`;
        return idle.length === 0;
      });
      expect(await rivalBuys()).toBe('done');
      proxy.letHeldPass();
      signal('SIGCONT');
      expect(['TRY_AGAIN', 'HOLD_EXPIRED']).toContain(await paying);
      expect(await pay(paused)).toBe('HOLD_EXPIRED');
      expect(await holder(paused).wallet.balance.query()).toEqual({ balance: 50_000 });
      await expectNoHarm(stores, [paused, other], []);
    }
  },
);
