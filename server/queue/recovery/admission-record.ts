import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows, type Tx } from '../../database/transaction.ts';
import type { Place } from '../token/token.ts';

const admissionsSql = loadSql(import.meta.url, './sql/admissions.sql');
const recordAdmissionSql = loadSql(import.meta.url, './sql/record-admission.sql');

/** A turn that PostgreSQL knows of: how long ago it began, and how long it lasts. */
export interface Admission {
  userId: string;
  number: number;
  agoMs: number;
  leftMs: number;
}

/** The turns at a concert that are not over. */
export function openAdmissions(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  concertId: number,
): Promise<Admission[]> {
  return rows<Admission>(tx, admissionsSql, concertId);
}

/** A turn as it is first told: its end uses up all places of its person up to `given`, the last number that the line had given. */
export interface NewAdmission extends Pick<Admission, 'agoMs' | 'leftMs'> {
  lastIssued: number;
}

/**
 * Writes a turn down, as the line knew it in the epoch `knownIn`. Whoever is told that it is their turn has been written down before,
 * so they keep it whatever the store forgets. False where the line has begun anew since, and may not know of this turn.
 */
export async function recordAdmission(
  db: Db,
  place: Place,
  knownIn: number,
  { agoMs, leftMs, lastIssued: given }: NewAdmission,
): Promise<boolean> {
  const { userId, concertId, epoch, number } = place;
  return (
    (
      await rows(
        db,
        recordAdmissionSql,
        userId,
        concertId,
        epoch,
        number,
        agoMs,
        leftMs,
        knownIn,
        given,
      )
    ).length > 0
  );
}

/** A turn that now lasts longer. */
export async function extendAdmission(
  db: Db,
  { userId, concertId, number }: Place,
  leftMs: number,
): Promise<void> {
  await db.$executeRaw`
    UPDATE turns SET until = clock_timestamp() + make_interval(secs => ${leftMs / 1000}::float8)
    WHERE concert_id = ${concertId} AND user_id = ${userId}::uuid AND number = ${number}`;
}
