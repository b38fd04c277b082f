import DataLoader from 'dataloader';
import type { RedisClient } from '../../redis/redis.ts';
import { type BatchReply, repliesIn, run } from './commands.ts';

/** Commands whose script accepts several users and returns one reply per user. */
export type BatchedCommand = 'join' | 'status' | 'extend' | 'leave';

interface Call {
  redis: RedisClient;
  name: BatchedCommand;
  concertId: number;
  epoch: number;
  args: (string | number)[];
}

// Combines the calls of one event-loop iteration into one script call per queue and command. Keeps
// the order of arrival. In a rush, the calls share the fixed cost of a script call. A single call
// waits for no other call.
const batches = new DataLoader<Call, unknown>(runAll, {
  cache: false,
  maxBatchSize: 200,
  batchScheduleFn: (batch) => void setImmediate(batch),
});

/** Returns the user's reply from lua/<name>.lua; STALE if the epoch is not current. */
export function runInBatch<Name extends BatchedCommand>(
  redis: RedisClient,
  name: Name,
  concertId: number,
  epoch: number,
  ...args: (string | number)[]
): Promise<(Name extends 'join' | 'status' ? BatchReply : unknown) | 'STALE'> {
  return batches.load({ redis, name, concertId, epoch, args }) as Promise<never>;
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

/**
 * Returns one reply per call. Returns an error instead of throwing it, so that other script calls
 * can succeed.
 */
async function runScriptOf(calls: Call[]): Promise<unknown[]> {
  const [first] = calls;
  if (first === undefined) return [];
  const { redis, name, concertId, epoch } = first;
  try {
    const reply = await run(redis, name, concertId, epoch, ...calls.flatMap(({ args }) => args));
    if (!Array.isArray(reply)) return calls.map(() => reply);
    return name === 'join' || name === 'status'
      ? repliesIn(reply as string[])
      : (reply as unknown[]);
  } catch (error) {
    return calls.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}
