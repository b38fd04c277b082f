import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { fanOf, outcomeOverHttp } from '../support/http-client.ts';
import { aPerson, aPerformance } from '../support/factories.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { canHaveOddClocks, oddClock } from '../support/environment.ts';
import { hasExpired } from '../support/people.ts';
import { Load } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const holdSeconds = 3;

describe.skipIf(!canHaveOddClocks)(
  'two instances whose clocks are ten minutes off, one ahead and one behind',
  () => {
    let stores: TestStores;
    let fast: Instance;
    let slow: Instance;
    beforeAll(async () => {
      stores = await testStores();
      [fast, slow] = await Promise.all([startInstance(oddClock(10)), startInstance(oddClock(-10))]);
    }, timeout);
    afterAll(async () => {
      await Promise.all([fast.stop(), slow.stop()]);
      await stores.close();
    });

    /**
     * Holds a seat at the instance `here`, against a rival at the instance `there`. After the
     * hold's expiry, both instances must refuse the payment.
     */
    async function expectHoldToLast(here: Instance, there: Instance): Promise<void> {
      const { concertId, performanceId } = await aPerformance(stores.db, { holdSeconds });
      const [owner, rival] = [fanOf(await aPerson(stores.db)), fanOf(await aPerson(stores.db))];
      const tokens = await Promise.all(
        [owner, rival].map((fan) => fan.at(here).queue.join.mutate({ concertId })),
      );
      const [ownerToken, rivalToken] = tokens.map(({ token }) => token);
      const seats = { performanceId, seats: [1] };
      await owner.at(here).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'enough-money' });
      const since = Date.now();
      const { reservationId, expiresAt } = await owner
        .at(here, ownerToken)
        .seating.hold.mutate(seats);
      expect(Date.parse(expiresAt) - since).toBeGreaterThan(holdSeconds * 1_000 - 1);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(holdSeconds * 1_000);
      const rivalHolds = () =>
        outcomeOverHttp(rival.at(there, rivalToken).seating.hold.mutate(seats));
      const firstOutcome = await rivalHolds();
      if (!(await hasExpired(stores, reservationId))) expect(firstOutcome).toBe('SEAT_TAKEN');
      await eventually('the hold has expired', () => hasExpired(stores, reservationId));
      const paying = { reservationId, idempotencyKey: 'the-payment' };
      for (const instance of [here, there])
        expect(
          await outcomeOverHttp(owner.at(instance, ownerToken).payment.pay.mutate(paying)),
        ).toBe('HOLD_EXPIRED');
      expect(await rivalHolds()).toBe('done');
    }

    test('a hold lasts as long as the clock of the database says', { timeout }, async () => {
      await Promise.all([expectHoldToLast(fast, slow), expectHoldToLast(slow, fast)]);
    });

    test('sales under load are unaffected', { timeout }, async () => {
      for (let round = 0; round < faultRounds; round++) {
        const load = await Load.begin(stores.db, [fast, slow], 8);
        await eventually('the load makes progress', () => load.done >= 60);
        await load.end();
        expect(load.counts).toMatchObject({ failures: 0 });
        await expectInvariants(stores, [fast, slow], load.operations);
      }
    });
  },
);
