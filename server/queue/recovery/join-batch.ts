import DataLoader from 'dataloader';
import type { RedisClient } from '../../redis/redis.ts';
import { run } from '../redis/commands.ts';

interface Joining {
  redis: RedisClient;
  concertId: number;
  epoch: number;
  userId: string;
}

// Everybody whose request has been read by now joins in one command, in the order in which the requests came: in a rush, what a command
// costs Redis beside the joins themselves is then shared by many, and who comes alone waits for nobody.
const joining = new DataLoader<Joining, string>(joinAll, {
  cache: false,
  maxBatchSize: 200,
  batchScheduleFn: (batch) => void setImmediate(batch),
});

/** What lua/join.lua says of somebody who joins. */
export function joinInBatch(
  redis: RedisClient,
  concertId: number,
  epoch: number,
  userId: string,
): Promise<string> {
  return joining.load({ redis, concertId, epoch, userId });
}

async function joinAll(all: readonly Joining[]): Promise<(string | Error)[]> {
  const answers = new Map<Joining, string | Error>();
  const lines = Map.groupBy(all, ({ concertId, epoch }) => `${String(concertId)} ${String(epoch)}`);
  await Promise.all(
    Array.from(lines.values(), async (some) => {
      const said = await joinQueue(some);
      for (const [at, one] of some.entries())
        answers.set(one, said[at] ?? new Error('a join was not answered'));
    }),
  );
  return all.map((one) => answers.get(one) ?? new Error('a join was not answered'));
}

/** The answers of one line; its trouble is not another's. */
async function joinQueue(some: Joining[]): Promise<(string | Error)[]> {
  const [first] = some;
  if (first === undefined) return [];
  const { redis, concertId, epoch } = first;
  try {
    const reply = await run(redis, 'join', concertId, epoch, ...some.map(({ userId }) => userId));
    return Array.isArray(reply) ? reply.map(String) : some.map(() => String(reply));
  } catch (error) {
    return some.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}
