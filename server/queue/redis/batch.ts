import DataLoader from 'dataloader';
import type { RedisClient } from '../../redis/redis.ts';
import { run } from './commands.ts';

/** Commands whose script takes the arguments of several users, and returns a reply for each. */
export type BatchedCommand = 'join' | 'status' | 'extend' | 'leave';

interface Call {
  redis: RedisClient;
  name: BatchedCommand;
  concertId: number;
  epoch: number;
  args: (string | number)[];
}

// Combines the calls that one event-loop iteration receives into one script call per queue and
// command, in their order of arrival. In a rush the calls share the fixed cost of a script call; a
// single call does not wait for others.
const batches = new DataLoader<Call, unknown>(runAll, {
  cache: false,
  maxBatchSize: 200,
  batchScheduleFn: (batch) => void setImmediate(batch),
});

/** Returns one user's reply of lua/<name>.lua, or STALE if the epoch is not current. */
export function runInBatch(
  redis: RedisClient,
  name: BatchedCommand,
  concertId: number,
  epoch: number,
  ...args: (string | number)[]
): Promise<unknown> {
  return batches.load({ redis, name, concertId, epoch, args });
}

async function runAll(all: readonly Call[]): Promise<unknown[]> {
  const replies = new Map<Call, unknown>();
  const scripts = Map.groupBy(all, (call) =>
    [call.name, call.concertId, call.epoch].map(String).join(' '),
  );
  await Promise.all(
    Array.from(scripts.values(), async (calls) => {
      const found = await runScriptOf(calls);
      for (const [at, call] of calls.entries()) replies.set(call, found[at]);
    }),
  );
  return all.map((call) => replies.get(call) ?? new Error('a call of a batch got no reply'));
}

/** Returns the replies of one script call. A failure does not affect other script calls. */
async function runScriptOf(calls: Call[]): Promise<unknown[]> {
  const [first] = calls;
  if (first === undefined) return [];
  const { redis, name, concertId, epoch } = first;
  try {
    const reply = await run(redis, name, concertId, epoch, ...calls.flatMap(({ args }) => args));
    return Array.isArray(reply) ? (reply as unknown[]) : calls.map(() => reply);
  } catch (error) {
    return calls.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}
