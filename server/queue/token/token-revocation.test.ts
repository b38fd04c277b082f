import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import type { Db } from '../../database/db.ts';
import { log } from '../../config/log.ts';
import { pay } from '../../payment/payment.ts';
import { endPlace, hold } from '../../seating/seating.ts';
import { aPerson, aShow, type Show } from '#tests/support/factories.ts';
import { ClockedQueue, restartQueue } from '#tests/support/test-queue.ts';
import { type LosableRedis, startLosableRedis } from '#tests/support/losable-redis.ts';
import { placeOf, until } from '#tests/support/people.ts';
import { type Mutation, mutated } from '#tests/mutants/mutations.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lockIsWaitedFor } from '#tests/support/lock-waits.ts';
import { charge } from '../../wallet/wallet.ts';
import { tick, persistEnds, persistQueueEnds } from '../ticker.ts';
import { closeSnapshots } from '../snapshot/queue-snapshot.ts';
import { inEpoch, lockQueue } from '../recovery/epoch.ts';
import {
  queueCounts,
  join,
  leave,
  type Stores,
  type Place,
  type Revoked,
  status,
} from '../queue.ts';
import { reinsert } from '../recovery/rejoin.ts';
import { run } from '../redis/commands.ts';

/** Somebody with two tokens of one line, of two epochs, whose turn it is with the older one. */
interface Turn {
  show: Show;
  older: Place;
  newer: Place;
}

describe.skipIf(redisOnPath() === undefined)(
  'what is spent stays spent, whatever the line’s store forgets',
  () => {
    let redis: LosableRedis;
    let stores: TestStores;
    beforeAll(async () => {
      log.level = 'silent'; // lines are lost here on purpose
      redis = await startLosableRedis();
      stores = await testStores({ redisUrl: redis.url });
    });
    afterAll(async () => {
      await stores.close();
      await redis.close();
    });

    const lose = () => redis.ask((client) => client.flushall());
    const write = (concertId: number, key: string) => `jari:{${String(concertId)}}:${key}`;
    const joined = async (userId: string, { concertId }: Show) =>
      placeOf((await join(stores, userId, concertId)).token);
    const end = (spent: Revoked) => endPlace(stores.db, spent);
    /** What the store says: an instance's memory may be a second behind. */
    const ask = (place: Place) => {
      closeSnapshots();
      return status(stores, place);
    };
    const stateOf = async (place: Place) => (await ask(place)).state;

    /** A line that somebody keeps full, and somebody else who waits there. */
    async function aWait(): Promise<{ show: Show; first: Place; waits: Place }> {
      const show = await aShow(stores.db, { capacity: 1 });
      const first = await joined(await aPerson(stores.db), show);
      return { show, first, waits: await joined(await aPerson(stores.db), show) };
    }

    /** The newer place is given up for the older, or was lost before its person came back with that. */
    async function aTurn(newerIs: 'given up' | 'lost'): Promise<Turn> {
      const { show, first, waits: older } = await aWait();
      await lose();
      const newer = await joined(older.userId, show);
      if (newerIs === 'lost') await lose();
      expect(await ask(older)).toMatchObject({ state: 'WAITING', number: older.number });
      await stores.redis.hset(write(show.concertId, 'meta'), 'heldUntil', 0);
      await leave(stores, first.userId, show.concertId);
      expect(await stateOf(older)).toBe('ACTIVE');
      await joined(await aPerson(stores.db), show); // while somebody waits, numbers are not given back
      return { show, older, newer };
    }

    const isOver = async ({ userId, concertId }: Place) => {
      const past = new Date(Date.now() - 1_000);
      await stores.db.turn.update({
        where: { concertId_userId: { concertId, userId } },
        data: { until: past },
      });
    };

    const ends: Record<string, (turn: Turn) => Promise<void>> = {
      'is paid with': async ({ show: { performanceId }, older }) => {
        await charge(stores.db, older.userId, { amount: 50_000, idempotencyKey: 'enough-money' });
        const { reservationId } = await hold(stores, older, { performanceId, seats: [1] });
        await pay(stores.db, {
          userId: older.userId,
          reservationId,
          turn: older,
          idempotencyKey: 'the-payment',
        });
      },
      'is left': async ({ older: { userId, concertId } }) => {
        const ended = await leave(stores, userId, concertId);
        await end(ended ?? never());
      },
      'lasts to its end': async ({ older: { userId, concertId } }) => {
        await stores.redis.zadd(write(concertId, 'active'), 1, userId);
        await until(async () => {
          await tick(stores);
          await persistEnds(stores, end);
          return (await stores.db.buyer.count({ where: { userId, concertId } })) === 1;
        });
      },
      'is over while the line’s store is away': async ({ older }) => {
        await lose();
        await isOver(older);
      },
    };
    const cases = Object.keys(ends).flatMap((how) =>
      (['given up', 'lost'] as const).map((newerIs) => [how, newerIs] as const),
    );

    test.each(cases)(
      'once a turn %s, no other token of its person gives a place: one that was %s',
      async (how, newerIs) => {
        const turn = await aTurn(newerIs);
        await ends[how]?.(turn);
        await lose();
        expect([await stateOf(turn.newer), await stateOf(turn.older)]).toEqual([
          'EXPIRED',
          'EXPIRED',
        ]);
        expect(await isInLine(turn.older)).toBe(false);
      },
    );

    test.each(Object.keys(ends))(
      'a token that is given after a turn %s is good through further losses',
      async (how) => {
        const turn = await aTurn('given up');
        await ends[how]?.(turn);
        if (how === 'is paid with') await leave(stores, turn.older.userId, turn.show.concertId);
        const later = await joined(turn.older.userId, turn.show);
        expect(later.number).toBeGreaterThan(turn.newer.number);
        for (let losses = 0; losses < 2; losses++) {
          await lose();
          expect(await ask(later)).toMatchObject({ state: 'WAITING', number: later.number });
        }
      },
    );

    /** The stores, with a database whose answer to whether places are used up is kept until it is let go. */
    function slow(): { stores: Stores; asked: Promise<unknown>; letGo: () => void } {
      const [asked, kept] = [
        Promise.withResolvers<undefined>(),
        Promise.withResolvers<undefined>(),
      ];
      const query = async (sql: string, ...values: unknown[]) => {
        const answer = await stores.db.$queryRawUnsafe(sql, ...values);
        if (sql.includes('those that are used up')) {
          asked.resolve(undefined);
          await kept.promise;
        }
        return answer;
      };
      const db: Db = new Proxy(stores.db, {
        get: (target, name) =>
          name === '$queryRawUnsafe' ? query : (Reflect.get(target, name) as unknown),
      });
      return {
        stores: { db, redis: stores.redis },
        asked: asked.promise,
        letGo: () => {
          kept.resolve(undefined);
        },
      };
    }

    const isInLine = async ({ userId, concertId }: Place) =>
      (await stores.redis.zscore(write(concertId, 'waiting'), userId)) !== null;

    /** Two requests put somebody back at once; the second arrives late. Returns whether they then stand in the line. */
    async function secondReturn({ isLostBetween }: { isLostBetween: boolean }): Promise<boolean> {
      const { show, waits } = await aWait();
      await lose();
      await queueCounts(stores, show.concertId);
      const second = slow();
      const late = reinsert(second.stores, waits);
      await second.asked;
      expect(await stateOf(waits)).toBe('WAITING');
      await end((await leave(stores, waits.userId, show.concertId)) ?? never());
      if (isLostBetween) {
        await lose();
        await queueCounts(stores, show.concertId);
      }
      second.letGo();
      await late;
      return isInLine(waits);
    }

    test('a second request to come back that arrives once the place has ended puts nobody back', async () => {
      expect(await secondReturn({ isLostBetween: false })).toBe(false);
    });

    test('nor does one that arrives in the epoch after that', async () => {
      expect(await secondReturn({ isLostBetween: true })).toBe(false);
    });

    test('negative control: what was asked in the epoch before and is done in the next puts them back', async () => {
      const { show, waits } = await aWait();
      await lose();
      expect(await stateOf(waits)).toBe('WAITING'); // by now nobody knows the place as used up
      await end((await leave(stores, waits.userId, show.concertId)) ?? never());
      await lose();
      await inEpoch(stores, show.concertId, (epoch) =>
        run(stores.redis, 'rejoin', show.concertId, epoch, 1, waits.userId, waits.number),
      );
      expect(await isInLine(waits)).toBe(true);
    });

    test('whose place has just ended is not put back before PostgreSQL knows of it', async () => {
      const { show, waits } = await aWait();
      await lose();
      expect(await stateOf(waits)).toBe('WAITING');
      await leave(stores, waits.userId, show.concertId);
      expect(await stateOf(waits)).toBe('EXPIRED');
      expect(await isInLine(waits)).toBe(false);
    });

    /** Somebody leaves, and is back in the line, which has lost it, before that is written down. Returns whether it then is. */
    async function lateEnd(
      write: (spent: Revoked) => Promise<unknown>,
    ): Promise<{ isSpent: boolean; isInLine: boolean }> {
      const { waits } = await aWait();
      const { userId, concertId, epoch } = waits;
      await leave(stores, userId, concertId);
      await persistQueueEnds(stores, { concertId, epoch }, async (spent) => {
        await lose();
        expect(await stateOf(waits)).toBe('WAITING');
        await write(spent);
        return false;
      });
      const isSpent =
        (await stores.db.buyer.count({ where: { userId, concertId, endedNumber: { gt: 0 } } })) > 0;
      return { isSpent, isInLine: await isInLine(waits) };
    }

    test('an end that comes to PostgreSQL once the line has begun anew is lost with the store: who came back is there', async () => {
      expect(await lateEnd(end)).toEqual({ isSpent: false, isInLine: true });
    });

    test('negative control: written down all the same, it leaves a used-up place in the line', async () => {
      const anyEpoch: Mutation = { sql: [[' AND queue_epoch = $2', ' AND $2::int IS NOT NULL']] };
      expect(await lateEnd((spent) => endPlace(mutated(stores.db, anyEpoch).db, spent))).toEqual({
        isSpent: true,
        isInLine: true,
      });
    });

    /** Somebody leaves, and that is written down while the next epoch begins. Returns whether it is. */
    async function endAtTheTurn(bug: Mutation): Promise<boolean> {
      const { userId, concertId } = (await aWait()).waits;
      const buyer = { userId, concertId, seatLimit: 4 }; // is there, or its making would wait for the concert's row by its foreign key
      await stores.db.buyer.create({ data: buyer, select: { userId: true } });
      const spent = (await leave(stores, userId, concertId)) ?? never();
      const { db, unmet } = mutated(stores.db, bug);
      let ending: Promise<boolean> | undefined;
      await stores.db.$transaction(async (tx) => {
        await lockQueue(tx, concertId);
        ending = endPlace(db, spent);
        const isDecided = await Promise.race([ending, lockIsWaitedFor(tx)]);
        expect(isDecided).toBe(true);
        await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
      });
      expect(unmet()).toEqual([]);
      return (await ending) ?? never();
    }

    test('an end that comes while an epoch begins waits for it, and is not written down, even at READ COMMITTED', async () => {
      expect(await endAtTheTurn({})).toBe(false);
      expect(await endAtTheTurn({ isolation: 'ReadCommitted' })).toBe(false);
    });

    test('negative control: without the lock the end of an epoch that is about to end is written down', async () => {
      expect(
        await endAtTheTurn({ isolation: 'ReadCommitted', sql: [[' FOR KEY SHARE', '']] }),
      ).toBe(true);
    });

    test('a turn that has ended does not go on where the store is started again before PostgreSQL knows of its end', async () => {
      const { show, first, waits } = await aWait();
      await leave(stores, first.userId, show.concertId);
      expect(await stateOf(waits)).toBe('ACTIVE');
      await leave(stores, waits.userId, show.concertId);
      await restartQueue(stores.redis, show.concertId);
      expect(await queueCounts(stores, show.concertId)).toEqual({ waiting: 0, active: 0 });
      expect(await stateOf(waits)).toBe('EXPIRED');
    });

    /** Somebody is put back, leaves, and is put back by a copy of the same command: the number of those who then wait. */
    async function waitingAfterCopy(broken?: (script: string) => string): Promise<number> {
      const line = new ClockedQueue(stores.redis, broken);
      await line.open({ capacity: 1 }, { epoch: 2, base: 10 });
      await line.run('rejoin', 2, 2, 'ann', 1);
      await line.run('leave', 2, 'ann', '', 'LEFT');
      await line.run('rejoin', 2, 2, 'ann', 1);
      const { waiting, active } = await line.figures();
      await line.clear();
      return waiting + active;
    }

    test('negative control: a line that does not keep in mind whose place has ended puts them back', async () => {
      const so = ' and number > revokedUpTo(user)';
      let isThere = false;
      const forgetful = (script: string) => {
        isThere ||= script.includes(so);
        return script.replace(so, '');
      };
      expect(await waitingAfterCopy()).toBe(0);
      expect(await waitingAfterCopy(forgetful)).toBe(1);
      expect(isThere).toBe(true);
    });
  },
);

function never(): never {
  throw new Error('it is there');
}
