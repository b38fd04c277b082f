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
  const relayed = await Promise.all(
    messages.map(async ({ id, payload }) => {
      const paid = place.parse(payload);
      try {
        await expirePlace({ db, redis }, paid, 'PAID');
        return [id];
      } catch (error) {
        // The next round retries this message. Other messages must not wait.
        log.warn({ err: error, concertId: paid.concertId }, retryLater);
        return [];
      }
    }),
  );
  const { count } = await db.outboxMessage.deleteMany({ where: { id: { in: relayed.flat() } } });
  return count;
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
