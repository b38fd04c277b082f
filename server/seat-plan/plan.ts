import type { z } from 'zod';
import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { type hallPlanInput, planSeatList, type SeatFields } from './seat-plan.schema.ts';

export interface HallPlan {
  planId: number;
  name: string;
  seats: SeatFields[];
}

/** Returns all hall plans, ordered by name. */
export async function hallPlans(db: Db): Promise<HallPlan[]> {
  const found = await db.hallPlan.findMany({ orderBy: { name: 'asc' } });
  return found.map(({ id, name, seats }) => ({
    planId: id,
    name,
    seats: planSeatList.parse(seats),
  }));
}

/** Returns the seats of a hall plan. Refusal: NOT_FOUND. */
export async function planSeats(tx: Pick<Tx, 'hallPlan'>, planId: number): Promise<SeatFields[]> {
  const found = await tx.hallPlan.findUnique({ where: { id: planId }, select: { seats: true } });
  return planSeatList.parse((found ?? refuse('NOT_FOUND')).seats);
}

/** Keeps seats under a name, in the place of any earlier plan of that name. */
export function savePlan(
  db: Db,
  actorId: string,
  { name, seats }: z.output<typeof hallPlanInput>,
): Promise<{ planId: number }> {
  return serializable(db, async (tx) => {
    const earlier = await tx.hallPlan.findUnique({ where: { name }, select: { seats: true } });
    const { id: planId } = await tx.hallPlan.upsert({
      where: { name },
      create: { name, seats },
      update: { seats },
      select: { id: true },
    });
    await recordAudit(tx, {
      actorId,
      action: 'plans.save',
      reason: 'saved a hall plan',
      ...(earlier && { before: { planId, name, seats: planSeatList.parse(earlier.seats).length } }),
      after: { planId, name, seats: seats.length },
    });
    return { planId };
  });
}

/** Removes a hall plan. Dates that were made from it keep their seats. Refusal: NOT_FOUND. */
export function removePlan(
  db: Db,
  actorId: string,
  planId: number,
): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const found = await tx.hallPlan.findUnique({ where: { id: planId }, select: { name: true } });
    const { name } = found ?? refuse('NOT_FOUND');
    await tx.hallPlan.delete({ where: { id: planId }, select: { id: true } });
    await recordAudit(tx, {
      actorId,
      action: 'plans.remove',
      reason: 'removed a hall plan',
      before: { planId, name },
    });
    return {};
  });
}
