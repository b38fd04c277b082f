import DataLoader from 'dataloader';
import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows } from '../../database/transaction.ts';
import { inEpoch, type Stores } from './epoch.ts';
import { reopenNumbers } from './number-blocks.ts';
import { run } from '../redis/commands.ts';
import type { Place } from '../token/token.ts';

const revokedSql = loadSql(import.meta.url, './sql/revoked.sql');

interface Rejoining {
  stores: Stores;
  place: Place;
}

// After a loss everyone comes back within a minute or so: many at a time cost one statement and one command.
const rejoining = new DataLoader<Rejoining, null>(reinsertAll, {
  cache: false,
  maxBatchSize: 1_000,
  batchScheduleFn: (batch) => void setTimeout(batch, 5),
});

/** Puts somebody back at the place that they had before the line's store was lost, unless PostgreSQL knows it as used up. */
export async function reinsert(stores: Stores, place: Place): Promise<void> {
  await rejoining.load({ stores, place });
}

async function reinsertAll(returns: readonly Rejoining[]): Promise<null[]> {
  const lines = Map.groupBy(returns, ({ place }) => place.concertId);
  await Promise.all(Array.from(lines, ([concertId, some]) => reinsertInQueue(concertId, some)));
  return returns.map(() => null);
}

async function reinsertInQueue(concertId: number, returns: Rejoining[]): Promise<void> {
  const [first] = returns;
  if (first === undefined) return;
  const { stores } = first;
  const places = returns.map(({ place }) => place);
  await inEpoch(stores, concertId, async (epoch) => {
    // Asked in the epoch in which they are put back: what ended in one before may have been written down since that was over.
    const good = await notRevoked(stores.db, concertId, places);
    if (good.length === 0) return 'DONE';
    const reservation = await reopenNumbers(
      stores.db,
      concertId,
      epoch,
      Math.min(...good.map(({ number }) => number)),
    );
    if (reservation === null) return 'STALE';
    const returned = good.flatMap(({ userId, number }) => [userId, number]);
    return run(stores.redis, 'rejoin', concertId, epoch, reservation, ...returned);
  });
}

/** Those of these places that PostgreSQL does not know as used up. */
async function notRevoked(db: Db, concertId: number, places: Place[]): Promise<Place[]> {
  const usedUp = await rows<Pick<Place, 'userId' | 'number'>>(
    db,
    revokedSql,
    concertId,
    places.map(({ userId }) => userId),
    places.map(({ epoch }) => epoch),
    places.map(({ number }) => number),
  );
  const isUsedUp = new Set(usedUp.map(({ userId, number }) => `${userId} ${String(number)}`));
  return places.filter(({ userId, number }) => !isUsedUp.has(`${userId} ${String(number)}`));
}
