import DataLoader from 'dataloader';
import type { RedisClient } from '../../redis/redis.ts';
import { run } from '../redis/commands.ts';

interface Join {
  redis: RedisClient;
  concertId: number;
  epoch: number;
  userId: string;
}

// Combines the joins of one event-loop iteration into one command, in their order of arrival. In a
// rush, joins share the fixed cost of a command. A single join never waits for further joins.
const batches = new DataLoader<Join, string>(joinAll, {
  cache: false,
  maxBatchSize: 200,
  batchScheduleFn: (batch) => void setImmediate(batch),
});

/** Returns the reply of lua/join.lua for one user. */
export function joinInBatch(
  redis: RedisClient,
  concertId: number,
  epoch: number,
  userId: string,
): Promise<string> {
  return batches.load({ redis, concertId, epoch, userId });
}

async function joinAll(all: readonly Join[]): Promise<(string | Error)[]> {
  const answers = new Map<Join, string | Error>();
  const queues = Map.groupBy(
    all,
    ({ concertId, epoch }) => `${String(concertId)} ${String(epoch)}`,
  );
  await Promise.all(
    Array.from(queues.values(), async (joins) => {
      const replies = await joinQueue(joins);
      for (const [at, one] of joins.entries())
        answers.set(one, replies[at] ?? new Error('a join was not answered'));
    }),
  );
  return all.map((one) => answers.get(one) ?? new Error('a join was not answered'));
}

/** Returns a failure as one error per user, so that the joins of other queues succeed. */
async function joinQueue(joins: Join[]): Promise<(string | Error)[]> {
  const [first] = joins;
  if (first === undefined) return [];
  const { redis, concertId, epoch } = first;
  try {
    const reply = await run(redis, 'join', concertId, epoch, ...joins.map(({ userId }) => userId));
    return Array.isArray(reply) ? reply.map(String) : joins.map(() => String(reply));
  } catch (error) {
    return joins.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}
