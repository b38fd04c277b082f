import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { recordNotices } from '../notice/notice.ts';
import { closeLapsedHoldOf, sweepWaited } from '../seating/seating.ts';
import { type Concerned, decide, type HallSeat, type Offer, type Round } from './decide.ts';
import { endWish, lockWaitlist } from './wish.ts';

const claimSql = loadSql(import.meta.url, './sql/claim-waitlist.sql');
const concertsSql = loadSql(import.meta.url, './sql/concerts-with-kept-seats.sql');
const hallsSql = loadSql(import.meta.url, './sql/kept-halls.sql');
const wishesSql = loadSql(import.meta.url, './sql/concerned-wishes.sql');
const collectorsSql = loadSql(import.meta.url, './sql/collectors.sql');
const makeOffersSql = loadSql(import.meta.url, './sql/make-offers.sql');
const passOverSql = loadSql(import.meta.url, './sql/pass-over.sql');
const toSaleSql = loadSql(import.meta.url, './sql/return-to-sale.sql');
const considerSql = loadSql(import.meta.url, './sql/consider-listings.sql');
const overSql = loadSql(import.meta.url, './sql/over-wishes.sql');
const unwaitedSql = loadSql(import.meta.url, './sql/unwaited-concerts.sql');
const clearSql = loadSql(import.meta.url, './sql/clear-waited.sql');

/**
 * Closes the lapsed holds of waited seats, and decides about all kept and listed seats. All instances run this
 * job at once; each concert's round runs on one of them. A round commits whole or not at all, so the
 * next one continues after a killed instance.
 */
export async function offerFreedSeats(db: Db): Promise<void> {
  await sweepWaited(db);
  for (const { concertId } of await rows<{ concertId: number }>(db, concertsSql))
    await offerRound(db, concertId);
}

/** Runs a round of offers of one concert. Does nothing while another transaction has the waitlist. */
export function offerRound(db: Db, concertId: number, choose: Choose = decide): Promise<void> {
  return serializable(db, async (tx) => {
    const claimed = await rows(tx, claimSql, concertId);
    if (claimed.length > 0) await apply(tx, concertId, await chosen(tx, concertId, choose));
  });
}

/** The rule of a round. Tests give broken ones. */
type Choose = (...given: Parameters<typeof decide>) => Round | Promise<Round>;

/** Number of wishes that a round reads at a time. */
const wishesAtOnce = 20;

/**
 * Decides about the kept seats. Reads further wishes only while seats are left, because each wish that
 * a round reads can conflict with a purchase of its person.
 */
async function chosen(tx: Tx, concertId: number, choose: Choose): Promise<Round> {
  const halls = await rows<HallSeat>(tx, hallsSql, concertId);
  const collectors = (await rows<{ performanceId: number }>(tx, collectorsSql, concertId)).map(
    ({ performanceId }) => performanceId,
  );
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const now = clock?.now ?? new Date(0);
  const wishes: Concerned[] = [];
  for (;;) {
    const after = wishes.at(-1)?.number ?? 0;
    const next = await rows<Concerned>(tx, wishesSql, concertId, after, wishesAtOnce);
    wishes.push(...next);
    const round = await choose(wishes, halls, collectors, now);
    const isOver = round.toSale.length === 0 && !round.hasListedLeft;
    if (isOver || next.length < wishesAtOnce) return round;
  }
}

async function apply(tx: Tx, concertId: number, round: Round): Promise<void> {
  const { offers, passes, tooLarge, toSale } = round;
  for (const wishId of tooLarge) await endWish(tx, wishId, 'SEAT_LIMIT');
  if (passes.length > 0)
    await rows(
      tx,
      passOverSql,
      passes.map(({ wishId }) => wishId),
      passes.map(({ kind }) => kind),
      passes.map(({ reason }) => reason),
      passes.map(({ performanceId }) => performanceId),
      passes.map(({ passedOver }) => passedOver),
      passes.map(({ consideredAt }) => consideredAt),
    );
  if (offers.length > 0) await makeOffers(tx, concertId, offers);
  if (toSale.length > 0)
    await rows(
      tx,
      toSaleSql,
      toSale.map(({ performanceId }) => performanceId),
      toSale.map(({ seat }) => seat),
    );
  await tx.$executeRawUnsafe(considerSql, concertId);
}

interface Made {
  reservationId: number;
  userId: string;
  performanceId: number;
  seats: number[];
  price: number;
  expiresAt: Date;
}

/** Makes the offers with a notice each. Locks the buyers by user. */
async function makeOffers(tx: Tx, concertId: number, offers: readonly Offer[]): Promise<void> {
  const byUser = offers.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  for (const { userId } of byUser) await closeLapsedHoldOf(tx, userId, concertId);
  const made = await rows<Made>(
    tx,
    makeOffersSql,
    concertId,
    offers.map(({ wishId }) => wishId),
    offers.map(({ performanceId }) => performanceId),
    offers.flatMap(({ seats }, at) => seats.map(() => at + 1)),
    offers.flatMap(({ seats }) => seats),
  );
  if (made.length < offers.length) throw new Error('kept seats changed in spite of the lock');
  await recordNotices(
    tx,
    made.map(({ reservationId, userId, performanceId, seats, price, expiresAt }) => ({
      userId,
      kind: 'OFFER' as const,
      change: String(reservationId),
      concertId,
      performanceId,
      reservationId,
      data: { seats, price, expiresAt: expiresAt.toISOString() },
    })),
  );
}

const overMax = 1_000;

/**
 * Ends the wishes whose sale is over or whose party no longer fits, and removes the marks of seats
 * that no wish accepts any more. All instances may run this job at once.
 */
export async function endWishes(db: Db): Promise<void> {
  const over = await rows<{ wishId: number; concertId: number; reason: Over }>(
    db,
    overSql,
    overMax,
  );
  for (const [concertId, wishes] of Map.groupBy(over, (wish) => wish.concertId))
    await serializable(db, async (tx) => {
      await lockWaitlist(tx, concertId);
      for (const { wishId, reason } of wishes) await endWish(tx, wishId, reason);
    });
  for (const { concertId } of await rows<{ concertId: number }>(db, unwaitedSql))
    await serializable(db, async (tx) => {
      await lockWaitlist(tx, concertId);
      await tx.$executeRawUnsafe(clearSql, concertId);
    });
}

type Over = 'SALE_CLOSED' | 'SEAT_LIMIT';
