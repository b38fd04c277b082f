import { log } from '../config/log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { isRefusal } from '../errors/refusal.ts';
import { refundCancelled } from '../payment/payment.ts';

const claimSql = loadSql(import.meta.url, './sql/claim-cancellation.sql');
const duePaymentsSql = loadSql(import.meta.url, './sql/due-payments.sql');
const finishSql = loadSql(import.meta.url, './sql/finish-cancellation.sql');

/** Payments per claim. A refund takes about 10 ms, and a claim lasts 10 s. */
const batchMax = 50;
const batchesPerRoundMax = 100;

interface Claimed {
  performanceId: number;
  byUserId: string;
  reason: string;
  refundKey: string;
}

/**
 * Refunds payments of cancelled dates in batches, until no date is left that another instance does
 * not work on. All instances may run this job at once: each refund is one transaction with its own
 * key, and a payment without a paid seat is no longer due. So an instance that dies loses nothing.
 */
export async function refundCancelledDates(db: Db): Promise<void> {
  for (let batches = 0; batches < batchesPerRoundMax; batches++) {
    const [claimed] = await rows<Claimed>(db, claimSql);
    if (claimed === undefined) return;
    await refundBatch(db, claimed);
  }
}

async function refundBatch(db: Db, { performanceId, refundKey, ...by }: Claimed): Promise<void> {
  const due = await rows<{ paymentId: number }>(db, duePaymentsSql, performanceId, batchMax);
  let failed = 0;
  for (const { paymentId } of due) {
    const idempotencyKey = `${refundKey}-${String(paymentId)}`;
    try {
      await refundCancelled(db, { ...by, paymentId, idempotencyKey });
    } catch (error) {
      if (isRefusal(error) && error.code === 'NOT_HELD') continue; // refunded in the meantime
      failed += 1;
      log.error({ err: error, paymentId }, 'could not refund a cancelled date; retrying');
    }
  }
  // A failed payment keeps the claim until it expires, so that the next attempt waits.
  if (failed === 0) await db.$executeRawUnsafe(finishSql, performanceId);
}
