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
export function issueNumber(
  stores: Stores,
  epoch: number,
  userId: string,
  concertId: number,
): Promise<BatchReply | 'STALE'> {
  return withNumbers(stores, concertId, epoch, {
    attempt: () => runInBatch(stores.redis, 'join', concertId, epoch, userId),
    wordsOf: (reply) => reply.words,
  });
}

/**
 * Returns the reply of lua/admit.lua: a refusal, or the number and the event of the guest's
 * admission. Refusal: TRY_AGAIN after 10 attempts.
 */
export function admitWithNumber(
  stores: Stores,
  epoch: number,
  userId: string,
  concertId: number,
): Promise<string | [number: string, event: string]> {
  return withNumbers(stores, concertId, epoch, {
    attempt: () =>
      run(stores.redis, 'admit', concertId, epoch, userId) as Promise<string | [string, string]>,
    wordsOf: (reply) => (typeof reply === 'string' ? reply : ''),
  });
}

/** Repeats an attempt whose words are RESERVE n, after the reservation of a number block. */
async function withNumbers<Reply>(
  stores: Stores,
  concertId: number,
  epoch: number,
  {
    attempt,
    wordsOf,
  }: { attempt: () => Promise<Reply | 'STALE'>; wordsOf: (reply: Reply) => string },
): Promise<Reply | 'STALE'> {
  for (let tried = 0; tried < reservingMax; tried++) {
    const reply = await attempt();
    if (reply === 'STALE') return reply;
    const [word, seen] = wordsOf(reply).split(' ');
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
