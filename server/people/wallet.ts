import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import type { LedgerKind } from '../generated/prisma/enums.ts';
import { balance } from '../wallet/wallet.ts';

const walletEntriesSql = loadSql(import.meta.url, './sql/wallet-entries.sql');

const entriesMax = 100;

/** A change of a wallet's balance, in won. */
export interface PersonWalletEntry {
  transactionId: number;
  kind: LedgerKind;
  /** Negative for a payment. */
  amount: number;
  balanceAfter: number;
  at: string;
  /** Payment or refund of the entry; null for a charge. */
  for: {
    paymentId: number;
    /** Null for a payment. */
    refundId: number | null;
    reservationId: number;
    concertId: number;
  } | null;
}

export interface PersonWallet {
  balance: number;
  /** Latest entries, newest first. */
  entries: PersonWalletEntry[];
}

interface Row {
  transactionId: number;
  kind: LedgerKind;
  amountKrw: bigint;
  balanceAfterKrw: bigint;
  at: Date;
  paymentId: number | null;
  refundId: number | null;
  reservationId: number | null;
  concertId: number | null;
}

/** Returns the latest entries, 100 by default. Refusal: NOT_FOUND for a person without a wallet. */
export async function walletOf(
  db: Db,
  userId: string,
  countMax = entriesMax,
): Promise<PersonWallet> {
  const found = await rows<Row>(db, walletEntriesSql, userId, countMax);
  return { ...(await balance(db, userId)), entries: found.map(toEntry) };
}

function toEntry({ amountKrw, balanceAfterKrw, at, ...row }: Row): PersonWalletEntry {
  const { transactionId, kind, paymentId, refundId, reservationId, concertId } = row;
  return {
    transactionId,
    kind,
    amount: Number(amountKrw),
    balanceAfter: Number(balanceAfterKrw),
    at: at.toISOString(),
    for:
      paymentId === null || reservationId === null || concertId === null
        ? null
        : { paymentId, refundId, reservationId, concertId },
  };
}
