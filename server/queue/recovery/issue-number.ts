import { tryAgain } from '../../errors/refusal.ts';
import type { Stores } from './epoch.ts';
import { reserveNumbers } from './number-blocks.ts';
import { runInBatch } from '../redis/batch.ts';
import { type BatchReply, run } from '../redis/commands.ts';
import { queueState } from '../state/queue-state.ts';

const reservingMax = 10;

/**
 * Returns the reply of lua/join.lua for one user. Reserves a number block whenever Redis has no
 * number left. Refusal: TRY_AGAIN after 10 attempts.
 */
export async function issueNumber(
  stores: Stores,
  epoch: number,
  userId: string,
  concertId: number,
): Promise<BatchReply | 'STALE'> {
  for (let tried = 0; tried < reservingMax; tried++) {
    const reply = await runInBatch(stores.redis, 'join', concertId, epoch, userId);
    if (reply === 'STALE') return reply;
    const [word, seen] = reply.words.split(' ');
    if (word !== 'RESERVE') return reply;
    if ((await reserve(stores, concertId, epoch, Number(seen))) === 'STALE') return 'STALE';
  }
  throw tryAgain(
    new Error(`queue ${String(concertId)} issues numbers faster than they can be reserved`),
  );
}

function reserve(
  { db, redis }: Stores,
  concertId: number,
  epoch: number,
  seen: number,
): Promise<unknown> {
  return queueState(concertId).reserving.run(async () => {
    const block = await reserveNumbers(db, concertId, epoch, seen);
    return block === null
      ? 'STALE'
      : run(redis, 'reserve', concertId, epoch, block.reserved, block.reservations);
  });
}
