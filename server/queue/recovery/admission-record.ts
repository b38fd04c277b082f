import type { Db } from '../../database/db.ts';
import { type CommandKind, runners } from '../../database/groups.ts';
import { loadSql } from '../../database/load-sql.ts';
import { rows, type Tx } from '../../database/transaction.ts';
import type { Place } from '../token/token.ts';

const admissionsSql = loadSql(import.meta.url, './sql/admissions.sql');
const extendAdmissionSql = loadSql(import.meta.url, './sql/extend-admission.sql');
const recordAdmissionSql = loadSql(import.meta.url, './sql/record-admission.sql');

/**
 * Recorded admission. `agoMs` is the time since the admission, `leftMs` the time until the end of
 * the turn.
 */
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

interface AdmissionCommand extends NewAdmission {
  place: Place;
  observedEpoch: number;
}

const runnerOf = runners({ sizeMax: 500, waitingMax: 10_000, waitMsMax: 5_000 });

/**
 * Records an admission before the user learns of it, so that no loss of Redis can undo the
 * admission. Returns false if `observedEpoch` is over, because a later epoch may lack the
 * admission. Concurrent admissions to one queue share one statement.
 */
export function recordAdmission(
  db: Db,
  place: Place,
  observedEpoch: number,
  admission: NewAdmission,
): Promise<boolean> {
  const command = { place, observedEpoch, ...admission };
  return runnerOf(db).submit(recordings, place.userId, command);
}

const recordings: CommandKind<AdmissionCommand, boolean> = {
  runGroup: async (db, commands) => {
    const queues = Map.groupBy(commands, ({ place, observedEpoch }) =>
      [place.concertId, observedEpoch].map(String).join(' '),
    );
    const isRecorded = new Map<AdmissionCommand, boolean>();
    for (const admissions of queues.values()) {
      const isCurrent = await recordAll(db, admissions);
      for (const admission of admissions) isRecorded.set(admission, isCurrent);
    }
    return commands.map((command) => ({
      kind: 'reply',
      reply: isRecorded.get(command) === true,
    }));
  },
  runAlone: (db, command) => recordAll(db, [command]),
  isRepeatable: true,
};

/** Records admissions to one queue in one epoch. Returns false if the epoch is over. */
async function recordAll(db: Db, admissions: AdmissionCommand[]): Promise<boolean> {
  const [first] = admissions;
  if (first === undefined) return true;
  const recorded = await rows(
    db,
    recordAdmissionSql,
    first.place.concertId,
    first.observedEpoch,
    admissions.map(({ place }) => place.userId),
    admissions.map(({ place }) => place.epoch),
    admissions.map(({ place }) => place.number),
    admissions.map(({ agoMs }) => agoMs),
    admissions.map(({ leftMs }) => leftMs),
    admissions.map(({ lastIssued }) => lastIssued),
  );
  return recorded.length > 0;
}

/** Sets the recorded end of the turn to `leftMs` from now. */
export async function extendAdmission(
  db: Db,
  { userId, concertId, number }: Place,
  leftMs: number,
): Promise<void> {
  await db.$executeRawUnsafe(extendAdmissionSql, userId, concertId, number, leftMs / 1000);
}
