import type { AuditValues } from '../admin/admin.ts';
import { feeSchedule } from '../fees/fees.schema.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';
import type { ConcertChange } from './concert.schema.ts';

/** Columns of a concert's fields. */
export const fieldColumns = {
  texts: true,
  ageRating: true,
  runningMinutes: true,
  opensAt: true,
  lineOpensAt: true,
  closesAt: true,
  maxSeats: true,
  orphanRule: true,
  cancellationFees: true,
  holdSeconds: true,
  offerSeconds: true,
  capacity: true,
  ratePerMinute: true,
  sessionSeconds: true,
  claimSeconds: true,
  graceSeconds: true,
  posterId: true,
  verifiedEmail: true,
} satisfies Prisma.ConcertSelect;
export type FieldRow = Prisma.ConcertGetPayload<{ select: typeof fieldColumns }>;

/** Returns a concert's fields as the contract names them; null is a default. */
export function fieldsOf(row: FieldRow) {
  const { title, venue, description, notices } = textsOf(row.texts);
  const { capacity, ratePerMinute, sessionSeconds, claimSeconds, graceSeconds } = row;
  return {
    title,
    venue,
    description,
    notices,
    ageRating: row.ageRating,
    runningMinutes: row.runningMinutes,
    opensAt: row.opensAt.toISOString(),
    lineOpensAt: row.lineOpensAt?.toISOString() ?? null,
    closesAt: row.closesAt?.toISOString() ?? null,
    maxSeats: row.maxSeats,
    orphanRule: row.orphanRule,
    cancellationFees:
      row.cancellationFees === null ? null : feeSchedule.parse(row.cancellationFees),
    holdSeconds: row.holdSeconds,
    offerSeconds: row.offerSeconds,
    policy: { capacity, ratePerMinute, sessionSeconds, claimSeconds, graceSeconds },
    posterId: row.posterId,
    verifiedEmail: row.verifiedEmail,
  };
}
export type StoredFields = ReturnType<typeof fieldsOf>;

/** Fields whose column has the same name and value. */
const plainFields = [
  'ageRating',
  'runningMinutes',
  'opensAt',
  'lineOpensAt',
  'closesAt',
  'maxSeats',
  'orphanRule',
  'holdSeconds',
  'offerSeconds',
  'posterId',
  'verifiedEmail',
] as const;

/** Returns the columns of changed fields except the texts, which share one column. */
export function columnsOf(change: ConcertChange) {
  const plain = Object.fromEntries(
    plainFields.filter((name) => name in change).map((name) => [name, change[name]]),
  ) as Pick<ConcertChange, (typeof plainFields)[number]>;
  const { cancellationFees: fees } = change;
  return {
    ...plain,
    ...change.policy,
    ...(fees !== undefined && { cancellationFees: fees ?? Prisma.DbNull }),
  };
}

/** Returns the texts after a change. A changed text replaces all of its languages. */
export function textsAfter(
  { title, venue, description, notices }: ConcertTexts,
  change: Partial<ConcertTexts>,
): ConcertTexts {
  return {
    title: change.title ?? title,
    venue: change.venue ?? venue,
    description: change.description ?? description,
    notices: change.notices ?? notices,
  };
}

/** Returns the values of the fields that `change` names, for an audit entry. */
export function valuesOfChange(fields: StoredFields, change: object): AuditValues {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in change));
}
