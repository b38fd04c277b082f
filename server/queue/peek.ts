import type { RedisClient } from '../redis/redis.ts';
import { readWords, repliesIn, run } from './redis/commands.ts';

/** A place as Redis has it at the moment. `position` is 0 during a turn. */
export interface PeekedPlace {
  state: 'WAITING' | 'ACTIVE';
  number: number;
  position: number;
  admittedAt: Date | null;
  until: Date | null;
}

/**
 * Reads a user's place for staff, without marking it as seen. `epoch` is the queue's current epoch.
 * Returns null without a place, and for a queue that Redis lacks.
 */
export async function peekPlace(
  redis: RedisClient,
  { concertId, epoch }: { concertId: number; epoch: number },
  userId: string,
): Promise<PeekedPlace | null> {
  const reply = await run(redis, 'peek', concertId, epoch, userId);
  if (!Array.isArray(reply)) return null;
  const [found] = repliesIn(reply as string[]);
  if (found === undefined) return null;
  const { state, number, position, admittedAt, untilAt } = readWords(found.words);
  if (state !== 'WAITING' && state !== 'ACTIVE') return null;
  const instant = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
  return { state, number, position, admittedAt: instant(admittedAt), until: instant(untilAt) };
}
