import { randomUUID } from 'node:crypto';
import { admittedProgram, aPerson, holdFree, program } from './fixtures.ts';

/** Buys the first or last `count` free seats of a date of concert 1 for a new person. */
export async function buySeats(performanceId: number, chosen: { count: number; last?: boolean }) {
  const buyer = await aPerson();
  const theirs = await admittedProgram(buyer, 1);
  await theirs.wallet.charge.mutate({ amount: 1_000_000, idempotencyKey: randomUUID() });
  const { reservationId, chosen: seats } = await holdFree(theirs, performanceId, chosen);
  await theirs.payment.pay.mutate({ reservationId, idempotencyKey: randomUUID() });
  const { tickets } = await program(buyer).reservation.get.query({ reservationId });
  return { buyer, reservationId, seats, tickets };
}
