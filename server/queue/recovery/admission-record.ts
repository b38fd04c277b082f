import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows, type Tx } from '../../database/transaction.ts';
import type { Place } from '../token/token.ts';

const admissionsSql = loadSql(import.meta.url, './sql/admissions.sql');
const extendAdmissionSql = loadSql(import.meta.url, './sql/extend-admission.sql');

/**
 * Recorded admission. `agoMs` is the time since the admission, `leftMs` the time until the end of
 * the turn.
 */
export interface Admission {
  userId: string;
  number: number;
  guest: boolean;
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

/** Sets the recorded end of the turn to `leftMs` from now. */
export async function extendAdmission(
  db: Db,
  { userId, concertId, number }: Place,
  leftMs: number,
): Promise<void> {
  await db.$executeRawUnsafe(extendAdmissionSql, userId, concertId, number, leftMs / 1000);
}
