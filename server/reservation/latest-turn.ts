import type { Db } from '../database/db.ts';

/** Those of the person's reservations that were made in the latest turn that they had at the concert. */
export async function ofLatestTurn(db: Db, userId: string): Promise<Set<number>> {
  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT reservations.id FROM reservations JOIN turns USING (user_id, concert_id)
    WHERE user_id = ${userId}::uuid AND turns.number = reservations.place_number`;
  return new Set(found.map(({ id }) => id));
}
