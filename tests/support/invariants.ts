import { expect } from 'vitest';
import { auditNow, withClient } from './database-state.ts';
import { Buyer } from './http-buyer.ts';
import { type Operation, discrepancies } from './operations.ts';
import { aPerson, aPerformance } from './factories.ts';
import { eventually } from './eventually.ts';
import type { TestStores } from './stores.ts';

/** Number of rounds per fault: 1 by default, JARI_FAULT_ROUNDS in a long run. */
export const faultRounds = Number(process.env['JARI_FAULT_ROUNDS'] ?? 1);

/**
 * Checks the state after a fault. The outbox must become empty. Each acknowledged operation must
 * have exactly one record. Every audit check must pass. A new user must be able to buy a seat.
 */
export async function expectInvariants(
  { db, databaseUrl }: TestStores,
  instances: { url: string }[],
  operations: readonly Operation[],
): Promise<void> {
  await eventually('the outbox is empty', async () => (await db.outboxMessage.count()) === 0);
  expect(await withClient((client) => discrepancies(client, operations), databaseUrl)).toEqual([]);
  expect((await auditNow(databaseUrl)).filter(({ breaches }) => breaches > 0)).toEqual([]);
  const [show, userId] = [await aPerformance(db), await aPerson(db)];
  const buyer = new Buyer(userId, show, instances);
  await buyer.buy(0, () => Promise.resolve());
  const where = { performanceId: show.performanceId, number: { in: buyer.seats }, heldUntil: null };
  expect(
    await db.seat.count({ where: { ...where, reservation: { userId, status: 'PAID' } } }),
  ).toBe(2);
}
