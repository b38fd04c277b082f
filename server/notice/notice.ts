import type { Tx } from '../database/transaction.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { NoticeKind } from '../generated/prisma/enums.ts';

export {
  choicesOf,
  eraseNotices,
  follow,
  following,
  rememberLanguage,
  setChoices,
} from './choices.ts';
export { announceByTime, announceSoon, eraseOldEvents, planMessages } from './events.ts';
export { wordsOfStored } from './words.ts';

/**
 * What staff did to a person's hold, ticket, payment or place, or a change of the account. A trigger
 * announces it to the person.
 */
export interface NoticeRecord {
  /** Person concerned. */
  userId: string;
  kind: NoticeKind;
  /**
   * Identifies the change among those of this kind, such as the id of the released reservation. A
   * repeated change adds no row. 1 to 100 characters.
   */
  change: string;
  /** Absent for a notice about the account. */
  concertId?: number;
  performanceId?: number;
  reservationId?: number;
  /** Details for the text: ids, instants, amounts in won and the reason. */
  data: Prisma.InputJsonObject;
}

/** Writes a notice in the transaction of the change. The table is append-only. */
export function recordNotice(tx: Pick<Tx, 'notice'>, notice: NoticeRecord): Promise<void> {
  return recordNotices(tx, [notice]);
}

/** Writes one notice per person and change. */
export async function recordNotices(
  tx: Pick<Tx, 'notice'>,
  notices: readonly NoticeRecord[],
): Promise<void> {
  await tx.notice.createMany({ data: [...notices], skipDuplicates: true });
}
