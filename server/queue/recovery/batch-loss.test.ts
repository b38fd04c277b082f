import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { call, type Fan, fanOf, type Reply } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { type Losable, startLosable } from '#tests/support/redis-loss.ts';
import { isTryAgain, refusedBy } from '#tests/support/refused.ts';
import type { Joined, QueueStatus } from '../queue.ts';

const msMax = 90_000;
const batchSize = 20;
const recoverySeconds = 20;
const sessionSeconds = 600;

interface User {
  fan: Fan;
  token: string;
  number: number;
}

describe.skipIf(redisOnPath() === undefined)(
  'a queue of 240 users that admits 20 at a time on two instances, and loses Redis just after',
  () => {
    let losable: Losable;
    beforeAll(async () => void (losable = await startLosable({ recoverySeconds })), msMax);
    afterAll(() => losable.close());

    /** Calls alternating instances, by the user's number. */
    function ask({ fan, token, number }: User, turn: number, concertId: number): Promise<Reply> {
      const { url } = losable.instances[(number + turn) % 2] ?? never();
      const headers = { authorization: `Bearer ${fan.accessToken}`, 'x-queue-token': token };
      return call(url, 'queue.status', { concertId }, headers);
    }

    async function joined(fan: Fan, concertId: number, at: number): Promise<User> {
      const { url } = losable.instances[at % 2] ?? never();
      const headers = { authorization: `Bearer ${fan.accessToken}` };
      const { token, number } = (await call(url, 'queue.join', { concertId }, headers))
        .data as Joined;
      return { fan, token, number };
    }

    /** Fills the capacity of 20. Returns the 220 waiting users in the order of their numbers. */
    async function aFullQueue(): Promise<{ concertId: number; waiting: User[] }> {
      const { stores } = losable;
      const policy = { capacity: batchSize, sessionSeconds, claimSeconds: 120 };
      const { concertId } = await aPerformance(stores.db, policy);
      const fans = (await people(stores.db, 12 * batchSize)).map(fanOf);
      const users = await Promise.all(fans.map((fan, at) => joined(fan, concertId, at)));
      users.sort((a, b) => a.number - b.number);
      return { concertId, waiting: users.slice(batchSize) };
    }

    /** Raises the capacity, and waits until one tick has admitted the next 20 users. */
    async function admitBatch(concertId: number): Promise<void> {
      const data = { capacity: 2 * batchSize };
      await losable.stores.db.concert.update({
        where: { id: concertId },
        data,
        select: { id: true },
      });
      await eventually('a tick has admitted the batch', () =>
        losable.redis.ask(
          async (client) =>
            (await client.zcard(`jari:{${String(concertId)}}:active`)) === data.capacity,
        ),
      );
    }

    const flush = () => losable.redis.ask((client) => client.flushall());

    /**
     * Polls until each user has an answer. Returns the numbers of the users who fell back to
     * waiting.
     */
    async function fallenBack(users: readonly User[], concertId: number): Promise<number[]> {
      const after = new Map<number, QueueStatus>();
      for (let turn = 0; after.size < users.length; turn++)
        for (const user of users.filter(({ number }) => !after.has(number))) {
          const reply = await ask(user, turn, concertId);
          const answer = reply.data as QueueStatus | undefined;
          if (answer === undefined) expect(refusedBy(reply)).toSatisfy(isTryAgain);
          else after.set(user.number, answer);
        }
      return users
        .map(({ number }) => number)
        .filter((number) => after.get(number)?.state === 'WAITING');
    }

    /**
     * Loses Redis as soon as the last user of a batch has learned of the admission. Returns the
     * batch and the numbers of its users who fell back to waiting.
     */
    async function loseAfterAnnouncement(
      beforeLoss: (concertId: number, learned: User) => Promise<unknown>,
    ): Promise<{ batch: number[]; fallen: number[] }> {
      const { concertId, waiting } = await aFullQueue();
      const batch = waiting.slice(0, batchSize);
      const learned = batch.at(-1) ?? never();
      await admitBatch(concertId);
      await eventually('the last user of the batch learns of the admission', async () => {
        const { data } = await ask(learned, 0, concertId);
        return (data as QueueStatus | undefined)?.state === 'ACTIVE';
      });
      await beforeLoss(concertId, learned);
      await flush();
      const fallen = await fallenBack(batch, concertId);
      const others = waiting.slice(batchSize);
      expect(await fallenBack(others, concertId)).toEqual(others.map(({ number }) => number));
      return { batch: batch.map(({ number }) => number), fallen };
    }

    test(
      'once one user of a batch is answered ACTIVE, no user of the batch falls back to waiting',
      { timeout: msMax },
      async () => {
        const { fallen } = await loseAfterAnnouncement(() => Promise.resolve());
        expect(fallen).toEqual([]);
      },
    );

    test(
      'negative control: if only the user who asked is recorded, the others of the batch fall back',
      { timeout: msMax },
      async () => {
        const { batch, fallen } = await loseAfterAnnouncement((concertId, { fan, number }) =>
          losable.stores.db.turn.deleteMany({
            where: {
              concertId,
              userId: { not: fan.userId },
              number: { gt: number - batchSize },
            },
          }),
        );
        expect(fallen).toEqual(batch.slice(0, -1));
      },
    );

    /** Makes PostgreSQL refuse to record admissions, until the caller calls the returned function. */
    async function refuseAdmissions(concertId: number): Promise<() => Promise<unknown>> {
      const { db } = losable.stores;
      await db.$executeRawUnsafe(`
        CREATE FUNCTION refuse_turn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'no admission is recorded' USING ERRCODE = 'lock_not_available';
        END $$`);
      await db.$executeRawUnsafe(`
        CREATE TRIGGER turns_refused BEFORE INSERT ON turns FOR EACH ROW
        WHEN (NEW.concert_id = ${String(concertId)}) EXECUTE FUNCTION refuse_turn()`);
      return () => db.$executeRawUnsafe('DROP FUNCTION refuse_turn CASCADE');
    }

    test(
      'a loss before PostgreSQL has the batch announces nobody, and all return to their numbers',
      { timeout: msMax },
      async () => {
        const { concertId, waiting } = await aFullQueue();
        const batch = waiting.slice(0, batchSize);
        const accept = await refuseAdmissions(concertId);
        await admitBatch(concertId);
        const refused = new Set<number>();
        for (let turn = 0; refused.size < batch.length; turn++)
          for (const user of batch) {
            const reply = await ask(user, turn, concertId);
            const answer = reply.data as QueueStatus | undefined;
            expect(answer?.state).not.toBe('ACTIVE');
            if (answer === undefined && isTryAgain(refusedBy(reply))) refused.add(user.number);
          }
        await flush();
        // Both instances answer in the next epoch before the database accepts admissions again.
        const fallen = await fallenBack(batch, concertId);
        await accept();
        expect(fallen).toEqual(batch.map(({ number }) => number));
        await eventually(
          'all users of the batch have their turns',
          async () => {
            const answers = await Promise.all(batch.map((user) => ask(user, 0, concertId)));
            return answers.every(
              ({ data }) => (data as QueueStatus | undefined)?.state === 'ACTIVE',
            );
          },
          2_000 * recoverySeconds,
        );
      },
    );
  },
);

function never(): never {
  throw new Error('unreachable');
}
