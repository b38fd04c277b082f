import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { isRefusal } from '../errors/refusal.ts';
import { release } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, people, type PerformanceIds } from '#tests/support/factories.ts';
import { aHolder, gate, outcomeOf } from '#tests/support/people.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { decide } from './decide.ts';
import { offerRound } from './offers.ts';
import { joinWaitlist, offerFreedSeats, wishesOf } from './waitlist.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const breachesNow = async () =>
  (await auditNow(stores.databaseUrl))
    .filter(({ breaches }) => breaches > 0)
    .map(({ check }) => check);

const join = (db: Db, userId: string, { concertId }: PerformanceIds) => {
  const any = { performances: 'any' as const, grades: 'any' as const };
  return joinWaitlist(db, userId, { concertId, ...any, party: 1, together: true });
};

/** Creates a date whose first `count` seats have one holder each; all others are blocked. */
async function heldDate(count: number) {
  const show = await aPerformance(stores.db);
  const { concertId, performanceId } = show;
  const others = { performanceId, number: { gt: count } };
  await stores.db.seat.updateMany({ where: others, data: { blockedReason: 'for the test' } });
  const holders = [];
  for (let seat = 1; seat <= count; seat++)
    holders.push(await aHolder(stores, { show, seats: [seat] }));
  const frees = holders.map(
    ({ userId, reservationId }) =>
      () =>
        release(stores.db, userId, concertId, reservationId),
  );
  return { show, frees };
}

/** Joins and releases the only seat at once. LOST is a wish that waits beside its free seat. */
async function joinAndRelease(db: Db): Promise<'OFFERED' | 'SEATS_FREE' | 'LOST'> {
  const { show, frees } = await heldDate(1);
  const userId = await aPerson(stores.db);
  const joining = join(db, userId, show).catch((error: unknown) => {
    if (isRefusal(error) && error.code === 'SEATS_FREE') return error.code;
    throw error;
  });
  const [joined] = await Promise.all([joining, frees[0]?.()]);
  await offerFreedSeats(stores.db);
  if (joined === 'SEATS_FREE') return joined;
  const [mine] = await wishesOf(stores.db, userId);
  return mine?.offer == null ? 'LOST' : 'OFFERED';
}

test('a wish made while its seat becomes free gets the seat, or is refused because it is free', async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 12; round++) outcomes.add(await joinAndRelease(stores.db));
  expect(outcomes).not.toContain('LOST');
  expect(await breachesNow()).toEqual([]);
});

test('four rounds at once offer each freed seat once, in order', async () => {
  const { show, frees } = await heldDate(10);
  const users = await people(stores.db, 20);
  await Promise.all(users.map((userId) => join(stores.db, userId, show)));
  const rounds = async () => {
    for (let round = 0; round < 5; round++) await offerFreedSeats(stores.db);
  };
  await Promise.all([...frees.map((free) => free()), rounds(), rounds(), rounds(), rounds()]);
  await offerFreedSeats(stores.db);
  const where = { performanceId: show.performanceId, offer: true };
  const offers = await stores.db.reservation.findMany({ where });
  expect(offers.flatMap(({ seats }) => seats).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, at) => at + 1),
  );
  expect(await breachesNow()).toEqual([]);
});

test('negative control: a wish that marks no seats loses its seat to general sale', async () => {
  const unmarked = mutated(stores.db, {
    sql: [['AND NOT s.waited AND suits(w, s)', 'AND FALSE']],
  });
  let lost = 'SEATS_FREE';
  while (lost === 'SEATS_FREE') lost = await joinAndRelease(unmarked.db);
  expect([lost, unmarked.unmet()]).toEqual(['LOST', []]);
  const { show, frees } = await heldDate(1);
  await join(unmarked.db, await aPerson(stores.db), show);
  await frees[0]?.();
  expect(await breachesNow()).toContain('waitlist-seats');
});

test('negative control: rounds that do not claim the waitlist offer one seat twice', async () => {
  const { show, frees } = await heldDate(1);
  for (const userId of await people(stores.db, 2)) await join(stores.db, userId, show);
  await frees[0]?.();
  const unclaimed = mutated(stores.db, {
    isolation: 'ReadCommitted',
    sql: [
      [
        'UPDATE waitlists SET revision = revision + 1 WHERE concert_id = ( SELECT concert_id FROM waitlists WHERE concert_id = $1::int FOR UPDATE SKIP LOCKED) RETURNING concert_id AS "concertId"',
        'SELECT $1::int AS "concertId"',
      ],
      ['HAVING bool_and(kept OR listing.id IS NOT NULL)', ''],
    ],
  });
  const bothRead = gate(2);
  const rounds = [0, 1].map((skipped) =>
    outcomeOf(
      offerRound(unclaimed.db, show.concertId, async (wishes, ...rest) => {
        await bothRead();
        return decide(wishes.slice(skipped), ...rest);
      }),
    ),
  );
  expect(await Promise.all(rounds)).toEqual(['done', 'done']);
  expect(unclaimed.unmet()).toEqual([]);
  expect(await breachesNow()).toContain('double-owner');
});
