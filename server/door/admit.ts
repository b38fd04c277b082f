import { concertOfAnyPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';
import { verifyTicket } from '../ticket/ticket.ts';
import { type DoorState, type OfflineInput, type ScanInput, shortCodeIn } from './door.schema.ts';
import { limitWrongCodes, senderOf } from './limit-wrong-codes.ts';

const judgeSql = loadSql(import.meta.url, './sql/judge.sql');
const recordScanSql = loadSql(import.meta.url, './sql/record-scan.sql');
const answerSql = loadSql(import.meta.url, './sql/answer.sql');

interface Stores {
  db: Db;
  redis: RedisClient;
}

export interface DoorAnswer {
  state: DoorState;
  /** Null for an unknown code and for a ticket of another performance. */
  ticketId: number | null;
  seat: number | null;
  /** Time of the use of a USED ticket, else null. */
  usedAt: string | null;
}

/** One issue of a ticket. */
interface Issue {
  ticketId: number;
  issue: number;
}

/** Finds the issue whose QR text or short code this is; null for a code that Jari did not issue. */
async function issueOf(db: Db, code: string): Promise<Issue | null> {
  const shortCode = shortCodeIn(code);
  if (shortCode === null) return verifyTicket(code);
  return db.ticketCode.findUnique({
    where: { shortCode },
    select: { ticketId: true, issue: true },
  });
}

interface Judged {
  state: DoorState;
  ticketId: number | null;
  issue: number | null;
  seat: number | null;
  useId: number | null;
  usedAt: Date | null;
}

async function judgeIssue(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  performanceId: number,
  code: Issue | null,
): Promise<Judged> {
  const { ticketId = null, issue = null } = code ?? {};
  const [judged] = await rows<Judged>(tx, judgeSql, performanceId, ticketId, issue);
  if (judged === undefined) throw new Error('the database judged no code');
  return judged;
}

/**
 * Judges a code without any change. `userId` is the staff member, whose wrong codes are limited.
 * Refusals: NOT_FOUND for an unknown performance, TOO_MANY_REQUESTS after 20 wrong codes in a minute.
 */
export async function findAtDoor(
  { db, redis }: Stores,
  userId: string,
  { performanceId, code }: { performanceId: number; code: string },
): Promise<DoorAnswer> {
  await concertOfAnyPerformance(db, performanceId);
  const find = async (): Promise<DoorAnswer> => {
    const judged = await judgeIssue(db, performanceId, await issueOf(db, code));
    const { state, ticketId, seat, usedAt } = judged;
    const isHere = state !== 'WRONG_SHOW';
    return {
      state,
      ticketId: isHere ? ticketId : null,
      seat: isHere ? seat : null,
      usedAt: state === 'USED' ? (usedAt?.toISOString() ?? null) : null,
    };
  };
  return limitWrongCodes(redis, senderOf('user', userId), find, countUnknown);
}

const isUnknown = ({ state }: { state: DoorState }): boolean => state === 'UNKNOWN';
const countUnknown = (answer: { state: DoorState }): number => Number(isUnknown(answer));

interface Scan {
  performanceId: number;
  deviceId: string;
  scanId: string;
  code: string;
  /** Time of a scan made offline. */
  at?: Date;
}

/** A row of sql/answer.sql. */
interface Recorded {
  scanId: string;
  state: DoorState;
  ticketId: number | null;
  seat: number | null;
  usedAt: Date | null;
  /** Device that used a USED ticket. */
  usedBy: string | null;
}

async function answerTo(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  { performanceId, deviceId, scanId }: Scan,
): Promise<Recorded | undefined> {
  const [answer] = await rows<Recorded>(tx, answerSql, performanceId, deviceId, scanId);
  return answer;
}

/**
 * Judges and records a scan, or returns the answer of a scan that is recorded already. Refusal:
 * NOT_FOUND for a performance that has just been removed.
 */
async function record(db: Db, byUserId: string, scan: Scan): Promise<Recorded> {
  const code = await issueOf(db, scan.code);
  return serializable(db, async (tx) => {
    const earlier = await answerTo(tx, scan);
    if (earlier !== undefined) return earlier;
    const where = { id: scan.performanceId };
    if ((await tx.performance.findUnique({ where, select: { id: true } })) === null)
      refuse('NOT_FOUND');
    const { performanceId, deviceId, scanId, at = null } = scan;
    const { state, ticketId, issue, useId } = await judgeIssue(tx, performanceId, code);
    const judged = [state, ticketId, issue, useId, at];
    await tx.$executeRawUnsafe(recordScanSql, performanceId, deviceId, scanId, byUserId, ...judged);
    const answer = await answerTo(tx, scan);
    if (answer === undefined) throw new Error('the scan was not recorded');
    return answer;
  });
}

/**
 * Admits the holder of a code at a performance. Of two scans of one ticket exactly one answers
 * VALID. A repeated scan gets its first answer. Refusals: NOT_FOUND for an unknown performance,
 * TOO_MANY_REQUESTS after 20 wrong codes of the device in a minute.
 */
export async function admit(
  { db, redis }: Stores,
  userId: string,
  scan: ScanInput,
): Promise<DoorAnswer> {
  await concertOfAnyPerformance(db, scan.performanceId);
  const answer =
    (await answerTo(db, scan)) ??
    (await limitWrongCodes(
      redis,
      senderOf('device', scan.deviceId),
      () => record(db, userId, scan),
      countUnknown,
    ));
  const { state, ticketId, seat, usedAt } = answer;
  return { state, ticketId, seat, usedAt: usedAt?.toISOString() ?? null };
}

/** Two doors let a person in with one ticket, because at least one of them was offline. */
export interface DoubleAdmission {
  scanId: string;
  ticketId: number;
  seat: number;
  /** Time of the scan in the batch. */
  at: string;
  /** Time and device of the scan that used the ticket. */
  usedAt: string;
  usedBy: string;
}

export interface MergedScans {
  results: { scanId: string; state: DoorState; usedAt: string | null }[];
  doubles: DoubleAdmission[];
}

/**
 * Merges scans that let people in while the device was offline, earliest first. Each scan has its
 * own transaction, so a repeated batch gets its first answers and continues after an outage. A
 * double is a ticket that another device used. Refusals: NOT_FOUND for an unknown performance,
 * TOO_MANY_REQUESTS if the device had sent 20 wrong codes in a minute before the batch.
 */
export async function mergeOffline(
  { db, redis }: Stores,
  userId: string,
  { performanceId, deviceId, offline }: OfflineInput,
): Promise<MergedScans> {
  await concertOfAnyPerformance(db, performanceId);
  const merge = async (): Promise<MergedScans> => {
    const merged: MergedScans = { results: [], doubles: [] };
    for (const { at, ...scan } of offline.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      const answer = await record(db, userId, {
        performanceId,
        deviceId,
        ...scan,
        at: new Date(at),
      });
      const { scanId, state } = answer;
      merged.results.push({ scanId, state, usedAt: answer.usedAt?.toISOString() ?? null });
      const double = doubleOf(answer, deviceId, at);
      if (double !== null) merged.doubles.push(double);
    }
    return merged;
  };
  return limitWrongCodes(
    redis,
    senderOf('device', deviceId),
    merge,
    ({ results }) => results.filter(isUnknown).length,
  );
}

function doubleOf(answer: Recorded, deviceId: string, at: string): DoubleAdmission | null {
  const { scanId, ticketId, seat, usedAt, usedBy } = answer;
  if (ticketId === null || seat === null || usedAt === null) return null;
  if (usedBy === null || usedBy === deviceId) return null;
  return { scanId, ticketId, seat, at, usedAt: usedAt.toISOString(), usedBy };
}
