import { inBatches } from '../../redis/batches.ts';
import type { RedisClient } from '../../redis/redis.ts';
import { type BatchReply, repliesIn, run } from './commands.ts';

/** Commands whose script accepts several users and returns one reply per user. */
export type BatchedCommand = 'join' | 'status' | 'extend' | 'leave';

interface Call {
  name: BatchedCommand;
  concertId: number;
  epoch: number;
  args: (string | number)[];
}

const inBatch = inBatches<Call, unknown>(
  ({ name, concertId, epoch }) => `${name} ${String(concertId)} ${String(epoch)}`,
  async (redis, calls) => {
    const [first] = calls;
    if (first === undefined) return [];
    const { name, concertId, epoch } = first;
    const reply = await run(redis, name, concertId, epoch, ...calls.flatMap(({ args }) => args));
    if (!Array.isArray(reply)) return calls.map(() => reply);
    return name === 'join' || name === 'status'
      ? repliesIn(reply as string[])
      : (reply as unknown[]);
  },
);

/**
 * Returns the user's reply from lua/<name>.lua; STALE if the epoch is not current. Runs one script
 * for all calls of one event-loop iteration to one queue.
 */
export function runInBatch<Name extends BatchedCommand>(
  redis: RedisClient,
  name: Name,
  concertId: number,
  epoch: number,
  ...args: (string | number)[]
): Promise<(Name extends 'join' | 'status' ? BatchReply : unknown) | 'STALE'> {
  return inBatch(redis, { name, concertId, epoch, args }) as Promise<never>;
}
