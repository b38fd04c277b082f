import { z } from 'zod';
import { isRefusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { expirePlace, type Stores } from '../queue/queue.ts';

const retryLater = 'could not remove paid place from queue; outbox relay will retry';

const place = z.object({
  userId: z.string(),
  concertId: z.number(),
  epoch: z.number(),
  number: z.number(),
});

/**
 * Removes places of committed payments from their queues, oldest first, and returns the number of
 * places removed. Deletes a message only after the removal of its place. All instances may run this
 * job at once, because removing a place twice changes nothing.
 */
export async function relayOutbox({ db, redis }: Stores, limit = 100): Promise<number> {
  const messages = await db.outboxMessage.findMany({
    where: { kind: 'PLACE_SPENT' },
    orderBy: { id: 'asc' },
    take: limit,
  });
  let relayed = 0;
  for (const { id, payload } of messages) {
    const paid = place.parse(payload);
    try {
      await expirePlace({ db, redis }, paid, 'PAID');
      await db.outboxMessage.deleteMany({ where: { id } });
      relayed++;
    } catch (error) {
      // The next round retries this message; messages of other concerts must not wait for the
      // retry.
      log.warn({ err: error, concertId: paid.concertId }, retryLater);
    }
  }
  return relayed;
}

/**
 * Ends the turn of a payment at once, without waiting for the relay. If Redis is unavailable, the
 * relay ends the turn later.
 */
export async function expirePaidPlace(stores: Stores, turn: z.output<typeof place>): Promise<void> {
  try {
    await expirePlace(stores, turn, 'PAID');
  } catch (error) {
    log.warn({ err: error, concertId: turn.concertId, refusal: isRefusal(error) }, retryLater);
  }
}
