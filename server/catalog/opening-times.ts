import type { Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';

/** Times that a change sets, in ISO 8601; absent ones stay. */
export interface OpeningChange {
  opensAt?: string;
  lineOpensAt?: string | null;
  closesAt?: string | null;
}

/** Opening and closing times of a concert. */
export interface OpeningTimes {
  opensAt: Date;
  /** Null: 30 minutes before opensAt. */
  lineOpensAt: Date | null;
  /** Null: start of the last performance. */
  closesAt: Date | null;
  /** Start of the first performance that is not cancelled; null without one. */
  firstStart: Date | null;
}

export type OpeningProblem = 'queueOpening' | 'opening' | 'closing';

/** Returns the rules that the times break. */
export function openingProblems(times: OpeningTimes): OpeningProblem[] {
  const { opensAt, lineOpensAt, closesAt, firstStart } = times;
  return [
    ...(lineOpensAt !== null && lineOpensAt > opensAt ? (['queueOpening'] as const) : []),
    ...(firstStart !== null && opensAt >= firstStart ? (['opening'] as const) : []),
    ...(closesAt !== null && closesAt <= opensAt ? (['closing'] as const) : []),
  ];
}

const issues = {
  queueOpening: { path: 'lineOpensAt', message: 'must not be after opensAt' },
  opening: { path: 'opensAt', message: 'must be before the first performance' },
  closing: { path: 'closesAt', message: 'must be after opensAt' },
};

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso));

/** Reads the times of a concert in the transaction. Refusal: NOT_FOUND. */
export async function openingTimes(tx: Tx, concertId: number): Promise<OpeningTimes> {
  const found = await tx.concert.findUnique({
    where: { id: concertId },
    select: {
      opensAt: true,
      lineOpensAt: true,
      closesAt: true,
      performances: {
        where: { cancelledAt: null },
        orderBy: { startsAt: 'asc' },
        take: 1,
        select: { startsAt: true },
      },
    },
  });
  const { performances, ...times } = found ?? refuse('NOT_FOUND');
  return { ...times, firstStart: performances[0]?.startsAt ?? null };
}

/** Refusal: BAD_INPUT with the path of each field that breaks a rule. */
export function assertOpeningOrder(times: OpeningTimes): void {
  const found = openingProblems(times).map((problem) => issues[problem]);
  if (found.length > 0) refuse('BAD_INPUT', { issues: found });
}

/**
 * Checks the times of a concert after a change, before its write. The first performance counts only
 * if the opening changes, so that a concert with running performances stays editable. Refusals:
 * NOT_FOUND, those of assertOpeningOrder.
 */
export async function assertOpeningTimes(
  tx: Tx,
  concertId: number,
  { opensAt, lineOpensAt, closesAt }: OpeningChange,
): Promise<void> {
  if (opensAt === undefined && lineOpensAt === undefined && closesAt === undefined) return;
  const before = await openingTimes(tx, concertId);
  assertOpeningOrder({
    opensAt: opensAt === undefined ? before.opensAt : new Date(opensAt),
    lineOpensAt: lineOpensAt === undefined ? before.lineOpensAt : dateOf(lineOpensAt),
    closesAt: closesAt === undefined ? before.closesAt : dateOf(closesAt),
    firstStart: opensAt === undefined ? null : before.firstStart,
  });
}
