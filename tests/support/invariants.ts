import { expect } from 'vitest';
import { auditNow, withClient } from './database-state.ts';
import { Buyer } from './http-buyer.ts';
import { type Operation, discrepancies } from './operations.ts';
import { aPerson, aShow } from './factories.ts';
import { eventually } from './eventually.ts';
import type { TestStores } from './stores.ts';

/** How often a fault is made: once in a short run. */
export const faultRounds = Number(process.env['JARI_FAULT_ROUNDS'] ?? 1);

/**
 * What must hold after any fault: every promise is kept, all that was acknowledged is there and nothing twice, every invariant holds,
 * and somebody new can buy.
 */
export async function expectInvariants(
  { db }: TestStores,
  instances: { url: string }[],
  deeds: readonly Operation[],
): Promise<void> {
  await eventually(
    'every paid place has left the line',
    async () => (await db.outboxMessage.count()) === 0,
  );
  expect(await withClient((client) => discrepancies(client, deeds))).toEqual([]);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  const [show, userId] = [await aShow(db), await aPerson(db)];
  const buyer = new Buyer(userId, show, instances);
  await buyer.buy(0, () => Promise.resolve());
  const where = { performanceId: show.performanceId, number: { in: buyer.seats }, heldUntil: null };
  expect(
    await db.seat.count({ where: { ...where, reservation: { userId, status: 'PAID' } } }),
  ).toBe(2);
}
