import { z } from 'zod';
import { isRefusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { expirePlace, type Stores } from '../queue/queue.ts';

const place = z.object({
  userId: z.string(),
  concertId: z.number(),
  epoch: z.number(),
  number: z.number(),
});

/**
 * Takes places whose payment has been committed out of the line, oldest first; returns how many. Each is forgotten only after
 * it was done, and doing it twice changes nothing, so instances may run this at the same time.
 */
export async function relayOutbox({ db, redis }: Stores, limit = 100): Promise<number> {
  const messages = await db.outboxMessage.findMany({
    where: { kind: 'PLACE_SPENT' },
    orderBy: { id: 'asc' },
    take: limit,
  });
  let relayed = 0;
  for (const { id, payload } of messages) {
    const spent = place.parse(payload);
    try {
      await expirePlace({ db, redis }, spent, 'PAID');
      await db.outboxMessage.deleteMany({ where: { id } });
      relayed++;
    } catch (error) {
      log.warn({ err: error, concertId: spent.concertId }, 'a paid place leaves the line later'); // and holds up no other concert's
    }
  }
  return relayed;
}

/** The turn that was just paid with ends now, not at the next relay; if the store is away, the relay does it later. */
export async function expirePaidPlace(stores: Stores, turn: z.output<typeof place>): Promise<void> {
  try {
    await expirePlace(stores, turn, 'PAID');
  } catch (error) {
    log.warn(
      { err: error, concertId: turn.concertId, refusal: isRefusal(error) },
      'a paid place leaves the line later',
    );
  }
}
