import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import type { Db } from '../../database/db.ts';
import { log } from '../../config/log.ts';
import { pay } from '../../payment/payment.ts';
import { persistEnd, hold } from '../../seating/seating.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { ClockedQueue, restartQueue } from '#tests/support/test-queue.ts';
import { type LosableRedis, startLosableRedis } from '#tests/support/losable-redis.ts';
import { recordEntries } from '#tests/support/drain.ts';
import { placeOf, until } from '#tests/support/people.ts';
import { type Mutation, mutated } from '#tests/mutants/mutations.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lockIsWaitedFor } from '#tests/support/database-state.ts';
import { charge } from '../../wallet/wallet.ts';
import { drainQueues, tick } from '../ticker.ts';
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

/**
 * User with two tokens of one queue, from different epochs. The place of the older token has its
 * turn.
 */
interface Turn {
  show: PerformanceIds;
  older: Place;
  newer: Place;
}

describe.skipIf(redisOnPath() === undefined)(
  'a revoked token stays revoked after any loss of Redis',
  () => {
    let redis: LosableRedis;
    let stores: TestStores;
    beforeAll(async () => {
      log.level = 'silent'; // silences warnings of deliberately lost queues
      redis = await startLosableRedis();
      stores = await testStores({ redisUrl: redis.url });
    });
    afterAll(async () => {
      await stores.close();
      await redis.close();
    });

    const lose = () => redis.ask((client) => client.flushall());
    const write = (concertId: number, key: string) => `jari:{${String(concertId)}}:${key}`;
    const joined = async (userId: string, { concertId }: PerformanceIds) =>
      placeOf((await join(stores, userId, concertId)).token);
    const end = (revoked: Revoked) => persistEnd(stores.db, revoked);
    /** Reads the status from Redis, because a snapshot may be 1 s old. */
    const ask = (place: Place) => {
      closeSnapshots();
      return status(stores, place);
    };
    const stateOf = async (place: Place) => (await ask(place)).state;

    /** Creates a queue with one active user and one waiting user. */
    async function aWait(): Promise<{ show: PerformanceIds; first: Place; waits: Place }> {
      const show = await aPerformance(stores.db, { capacity: 1 });
      const first = await joined(await aPerson(stores.db), show);
      return { show, first, waits: await joined(await aPerson(stores.db), show) };
    }

    /**
     * Admits the older place of a user with two tokens. Before the turn, the user gives up the
     * newer place or Redis loses that place.
     */
    async function aTurn(newerIs: 'given up' | 'lost'): Promise<Turn> {
      const { show, first, waits: older } = await aWait();
      await lose();
      const newer = await joined(older.userId, show);
      if (newerIs === 'lost') await lose();
      expect(await ask(older)).toMatchObject({ state: 'WAITING', number: older.number });
      await stores.redis.hset(write(show.concertId, 'meta'), 'heldUntil', 0);
      await leave(stores, first.userId, show.concertId);
      expect(await stateOf(older)).toBe('ACTIVE');
      await joined(await aPerson(stores.db), show); // a waiting user prevents a release of numbers
      return { show, older, newer };
    }

    const isOver = async ({ userId, concertId }: Place) => {
      const past = new Date(Date.now() - 1_000);
      await stores.db.turn.update({
        where: { concertId_userId: { concertId, userId } },
        data: { until: past },
      });
    };

    const endings: Record<string, (turn: Turn) => Promise<void>> = {
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
          await drainQueues(stores);
          return (await stores.db.buyer.count({ where: { userId, concertId } })) === 1;
        });
      },
      'is over while Redis is unavailable': async ({ older }) => {
        await lose();
        await isOver(older);
      },
    };
    const cases = Object.keys(endings).flatMap((how) =>
      (['given up', 'lost'] as const).map((newerIs) => [how, newerIs] as const),
    );

    test.each(cases)(
      'once a turn %s, no other token of its user gives a place: one that was %s',
      async (how, newerIs) => {
        const turn = await aTurn(newerIs);
        await endings[how]?.(turn);
        await lose();
        expect([await stateOf(turn.newer), await stateOf(turn.older)]).toEqual([
          'EXPIRED',
          'EXPIRED',
        ]);
        expect(await isInQueue(turn.older)).toBe(false);
      },
    );

    test.each(Object.keys(endings))(
      'a token issued after a turn %s is valid through further losses',
      async (how) => {
        const turn = await aTurn('given up');
        await endings[how]?.(turn);
        if (how === 'is paid with') await leave(stores, turn.older.userId, turn.show.concertId);
        const later = await joined(turn.older.userId, turn.show);
        expect(later.number).toBeGreaterThan(turn.newer.number);
        for (let losses = 0; losses < 2; losses++) {
          await lose();
          expect(await ask(later)).toMatchObject({ state: 'WAITING', number: later.number });
        }
      },
    );

    /** Returns stores whose database delays the check for revoked places until `letGo`. */
    function slow(): { stores: Stores; asked: Promise<unknown>; letGo: () => void } {
      const [asked, kept] = [
        Promise.withResolvers<undefined>(),
        Promise.withResolvers<undefined>(),
      ];
      const query = async (sql: string, ...values: unknown[]) => {
        const answer = await stores.db.$queryRawUnsafe(sql, ...values);
        if (sql.includes('those that are revoked')) {
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

    const isInQueue = async ({ userId, concertId }: Place) =>
      (await stores.redis.zscore(write(concertId, 'waiting'), userId)) !== null;

    /**
     * Delays a second rejoin of a user until the user has left. Returns true if the user waits
     * afterwards.
     */
    async function secondRejoin({ isLostBetween }: { isLostBetween: boolean }): Promise<boolean> {
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
      return isInQueue(waits);
    }

    test('a second rejoin that arrives after the end of the place has no effect', async () => {
      expect(await secondRejoin({ isLostBetween: false })).toBe(false);
    });

    test('a second rejoin that arrives in the epoch after that has no effect', async () => {
      expect(await secondRejoin({ isLostBetween: true })).toBe(false);
    });

    test('negative control: a check in one epoch and a rejoin in the next returns an ended place', async () => {
      const { show, waits } = await aWait();
      await lose();
      expect(await stateOf(waits)).toBe('WAITING'); // PostgreSQL knows no revoked place yet
      await end((await leave(stores, waits.userId, show.concertId)) ?? never());
      await lose();
      await inEpoch(stores, show.concertId, (epoch) =>
        run(stores.redis, 'rejoin', show.concertId, epoch, 1, waits.userId, waits.number),
      );
      expect(await isInQueue(waits)).toBe(true);
    });

    test('a place that has just ended cannot be rejoined before PostgreSQL knows of its end', async () => {
      const { show, waits } = await aWait();
      await lose();
      expect(await stateOf(waits)).toBe('WAITING');
      await leave(stores, waits.userId, show.concertId);
      expect(await stateOf(waits)).toBe('EXPIRED');
      expect(await isInQueue(waits)).toBe(false);
    });

    type Write = (db: Db, revoked: Revoked) => Promise<boolean>;

    /** Records an end as a drain does, after a read in the epoch in which the place ended. */
    const drainEnd: Write = async (db, revoked) => {
      const { concertId, observedEpoch: epoch } = revoked;
      const entries = { first: 1, last: 1_000, ended: [revoked] };
      return (await recordEntries(db, { concertId, epoch }, entries)) !== null;
    };

    /**
     * Simulates a rejoin after a loss of Redis, before PostgreSQL persists the end of the place.
     * Returns the final {isRevoked, isInQueue} of the place.
     */
    async function lateEnd(
      write: Write,
      bug: Mutation = {},
    ): Promise<{ isRevoked: boolean; isInQueue: boolean }> {
      const { waits } = await aWait();
      const { userId, concertId } = waits;
      const revoked = (await leave(stores, userId, concertId)) ?? never();
      await lose();
      expect(await stateOf(waits)).toBe('WAITING');
      const { db, unmet } = mutated(stores.db, bug);
      await write(db, revoked);
      expect(unmet()).toEqual([]);
      const isRevoked =
        (await stores.db.buyer.count({ where: { userId, concertId, endedNumber: { gt: 0 } } })) > 0;
      return { isRevoked, isInQueue: await isInQueue(waits) };
    }

    test('an end that reaches PostgreSQL in the next epoch is lost with Redis: the rejoined user waits', async () => {
      const isLost = { isRevoked: false, isInQueue: true };
      expect(await lateEnd(persistEnd)).toEqual(isLost);
      expect(await lateEnd(drainEnd)).toEqual(isLost);
    });

    test('negative control: if such an end is persisted, a revoked place stays in the queue', async () => {
      const anyEpoch: [string, string] = [' AND queue_epoch = $2::int', ' AND $2::int IS NOT NULL'];
      const anyHead: [string, string] = [' AND h.epoch = $2::int', ''];
      const isKept = { isRevoked: true, isInQueue: true };
      expect(await lateEnd(persistEnd, { sql: [anyEpoch] })).toEqual(isKept);
      expect(await lateEnd(drainEnd, { sql: [anyEpoch, anyHead] })).toEqual(isKept);
    });

    /**
     * Begins the next epoch while a transaction persists the end of a place. Returns true if
     * PostgreSQL persists the end.
     */
    async function endAtTheTurn(bug: Mutation, write: Write = persistEnd): Promise<boolean> {
      const { userId, concertId } = (await aWait()).waits;
      // without this row, the insert in persistEnd would wait for the lock of the concert's row
      const buyer = { userId, concertId, seatLimit: 4 };
      await stores.db.buyer.create({ data: buyer, select: { userId: true } });
      const revoked = (await leave(stores, userId, concertId)) ?? never();
      const { db, unmet } = mutated(stores.db, bug);
      let ending: Promise<boolean> | undefined;
      await stores.db.$transaction(async (tx) => {
        await lockQueue(tx, concertId);
        ending = write(db, revoked);
        const isDecided = await Promise.race([ending, lockIsWaitedFor(tx)]);
        expect(isDecided).toBe(true);
        await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
      });
      expect(unmet()).toEqual([]);
      return (await ending) ?? never();
    }

    test('an end that arrives while an epoch begins waits for it, and is not persisted, even at READ COMMITTED', async () => {
      expect(await endAtTheTurn({})).toBe(false);
      expect(await endAtTheTurn({ isolation: 'ReadCommitted' })).toBe(false);
      expect(await endAtTheTurn({}, drainEnd)).toBe(false);
    });

    test('negative control: without the lock an end of an epoch that is about to end is persisted', async () => {
      expect(
        await endAtTheTurn({
          isolation: 'ReadCommitted',
          sql: [['$2::int FOR KEY SHARE', '$2::int']],
        }),
      ).toBe(true);
      expect(await endAtTheTurn({ sql: [[' FOR KEY SHARE', '']] }, drainEnd)).toBe(true);
    });

    test('an ended turn does not go on if Redis restarts before PostgreSQL knows of the end', async () => {
      const { show, first, waits } = await aWait();
      await leave(stores, first.userId, show.concertId);
      expect(await stateOf(waits)).toBe('ACTIVE');
      await leave(stores, waits.userId, show.concertId);
      await restartQueue(stores.redis, show.concertId);
      expect(await queueCounts(stores, show.concertId)).toEqual({ waiting: 0, active: 0 });
      expect(await stateOf(waits)).toBe('EXPIRED');
    });

    /**
     * Replays a rejoin command after the user has left. Returns the number of users with a place.
     */
    async function waitingAfterCopy(broken?: (script: string) => string): Promise<number> {
      const queue = new ClockedQueue(stores.redis, broken);
      await queue.open({ capacity: 1 }, { epoch: 2, base: 10 });
      await queue.run('rejoin', 2, 2, 'ann', 1);
      await queue.run('leave', 2, 'ann', '', 'LEFT');
      await queue.run('rejoin', 2, 2, 'ann', 1);
      const { waiting, active } = await queue.counts();
      await queue.clear();
      return waiting + active;
    }

    test('negative control: a queue that does not remember revoked places lets their users rejoin', async () => {
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
  throw new Error('unreachable');
}
