import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows, type Tx } from '../../database/transaction.ts';
import type { Place } from '../token/token.ts';

const admissionsSql = loadSql(import.meta.url, './sql/admissions.sql');
const extendAdmissionSql = loadSql(import.meta.url, './sql/extend-admission.sql');
const recordAdmissionSql = loadSql(import.meta.url, './sql/record-admission.sql');

/** Recorded admission: `agoMs` since the admission, `leftMs` until the end of its turn. */
export interface Admission {
  userId: string;
  number: number;
  agoMs: number;
  leftMs: number;
}

/** Returns the recorded admissions whose turn is neither over nor revoked. */
export function openAdmissions(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  concertId: number,
): Promise<Admission[]> {
  return rows<Admission>(tx, admissionsSql, concertId);
}

/**
 * Admission still unknown to the user. The end of the turn revokes the user's tokens with numbers
 * up to `lastIssued`.
 */
export interface NewAdmission extends Pick<Admission, 'agoMs' | 'leftMs'> {
  lastIssued: number;
}

/**
 * Records an admission before the user learns of it, so that no loss of Redis can undo the
 * admission. Returns false if `observedEpoch` is over, because a later epoch may lack the
 * admission.
 */
export async function recordAdmission(
  db: Db,
  place: Place,
  observedEpoch: number,
  { agoMs, leftMs, lastIssued }: NewAdmission,
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
        observedEpoch,
        lastIssued,
      )
    ).length > 0
  );
}

/** Sets the recorded end of the turn to `leftMs` from now. */
export async function extendAdmission(
  db: Db,
  { userId, concertId, number }: Place,
  leftMs: number,
): Promise<void> {
  await db.$executeRawUnsafe(extendAdmissionSql, userId, concertId, number, leftMs / 1000);
}
