import type { z } from 'zod';
import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { seatBlockInput } from './seat-plan.schema.ts';

const blockSql = loadSql(import.meta.url, './sql/block-seats.sql');

type BlockInput = z.output<typeof seatBlockInput>;

/**
 * Takes free seats from sale, all or none, with a reason that staff see. Seats that are blocked
 * already get the new reason. Refusals: NOT_FOUND (unknown performance or seat), SEAT_TAKEN (held or
 * sold seats).
 */
export function blockSeats(db: Db, actorId: string, input: BlockInput) {
  return setBlock(db, actorId, input, { action: 'seats.block', blockedReason: input.reason });
}

/** Returns seats to sale. Refusals: those of blockSeats. */
export function unblockSeats(db: Db, actorId: string, input: BlockInput) {
  return setBlock(db, actorId, input, { action: 'seats.unblock', blockedReason: null });
}

function setBlock(
  db: Db,
  actorId: string,
  { performanceId, seats, reason }: BlockInput,
  { action, blockedReason }: { action: string; blockedReason: string | null },
): Promise<{ seats: number[] }> {
  return serializable(db, async (tx) => {
    const show = await tx.performance.findUnique({
      where: { id: performanceId },
      select: { concertId: true },
    });
    const { concertId } = show ?? refuse('NOT_FOUND');
    const found = await rows<{ seat: number; taken: boolean; blockedReason: string | null }>(
      tx,
      blockSql,
      performanceId,
      seats,
      blockedReason,
    );
    if (found.length < seats.length) refuse('NOT_FOUND');
    const taken = found.filter((each) => each.taken).map(({ seat }) => seat);
    if (taken.length > 0) refuse('SEAT_TAKEN', { seats: taken });
    const written = found.map(({ seat }) => seat);
    const before = found.map(({ seat, blockedReason }) => ({ seat, blockedReason }));
    await recordAudit(tx, {
      actorId,
      action,
      concertId,
      reason,
      before: { performanceId, seats: before },
      after: { performanceId, seats: written },
    });
    return { seats: written };
  });
}
