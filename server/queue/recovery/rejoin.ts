import DataLoader from 'dataloader';
import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows } from '../../database/transaction.ts';
import { inEpoch, type Stores } from './epoch.ts';
import { reopenNumbers } from './number-blocks.ts';
import { run } from '../redis/commands.ts';
import type { Place } from '../token/token.ts';

const revokedSql = loadSql(import.meta.url, './sql/revoked.sql');

interface Rejoin {
  stores: Stores;
  place: Place;
}

// After a loss, all users rejoin within about a minute, so a batch needs only two statements and
// one command.
const rejoining = new DataLoader<Rejoin, null>(reinsertAll, {
  cache: false,
  maxBatchSize: 1_000,
  batchScheduleFn: (batch) => void setTimeout(batch, 5),
});

/** Restores a place that Redis lost, unless PostgreSQL knows the place as revoked. */
export async function reinsert(stores: Stores, place: Place): Promise<void> {
  await rejoining.load({ stores, place });
}

async function reinsertAll(rejoins: readonly Rejoin[]): Promise<null[]> {
  const queues = Map.groupBy(rejoins, ({ place }) => place.concertId);
  await Promise.all(Array.from(queues, ([concertId, some]) => reinsertInQueue(concertId, some)));
  return rejoins.map(() => null);
}

async function reinsertInQueue(concertId: number, rejoins: Rejoin[]): Promise<void> {
  const [first] = rejoins;
  if (first === undefined) return;
  const { stores } = first;
  const places = rejoins.map(({ place }) => place);
  await inEpoch(stores, concertId, async (epoch) => {
    // Each attempt repeats the check, because a place may have ended since the last attempt.
    const valid = await notRevoked(stores.db, concertId, places);
    if (valid.length === 0) return 'DONE';
    const reservation = await reopenNumbers(
      stores.db,
      concertId,
      epoch,
      Math.min(...valid.map(({ number }) => number)),
    );
    if (reservation === null) return 'STALE';
    const users = valid.flatMap(({ userId, number }) => [userId, number]);
    return run(stores.redis, 'rejoin', concertId, epoch, reservation, ...users);
  });
}

async function notRevoked(db: Db, concertId: number, places: Place[]): Promise<Place[]> {
  const revoked = await rows<Pick<Place, 'userId' | 'number'>>(
    db,
    revokedSql,
    concertId,
    places.map(({ userId }) => userId),
    places.map(({ epoch }) => epoch),
    places.map(({ number }) => number),
  );
  const isRevoked = new Set(revoked.map(({ userId, number }) => `${userId} ${String(number)}`));
  return places.filter(({ userId, number }) => !isRevoked.has(`${userId} ${String(number)}`));
}
