import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { LedgerKind } from '../generated/prisma/enums.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { walletKrwMax } from './wallet.schema.ts';

const moveSql = loadSql(import.meta.url, './sql/move.sql');

// More than the wallet limit plus the price of all seats that one user may buy, so that the limit
// never refuses a refund.
const noLimitKrw = 1_000_000_000_000n;

export interface Moved {
  transactionId: number;
  balanceKrw: bigint;
}

/** Refusal: NOT_FOUND if the user has no wallet. */
export async function balance(db: Db, userId: string): Promise<{ balance: number }> {
  const account = await db.account.findUnique({ where: { userId }, select: { balanceKrw: true } });
  return { balance: Number(account?.balanceKrw ?? refuse('NOT_FOUND')) };
}

/**
 * Adds money to the user's wallet, once per idempotency key. Refusals: NOT_FOUND (no such user),
 * WALLET_LIMIT, IDEMPOTENCY_MISMATCH.
 */
export function charge(
  db: Db,
  userId: string,
  { amount, idempotencyKey: key }: { amount: number; idempotencyKey: string },
): Promise<{ balance: number }> {
  return withIdempotency(
    db,
    { userId, operation: 'CHARGE', key, request: { amount } },
    async (tx) => {
      const moved = await move(tx, userId, {
        kind: 'CHARGE',
        gainKrw: amount,
        balanceKrwMax: walletKrwMax,
        counterpart: 'FUNDING',
      });
      return { balance: Number((moved ?? (await refuseCharge(tx, userId))).balanceKrw) };
    },
  );
}

async function refuseCharge(tx: Tx, userId: string): Promise<never> {
  const account = await tx.account.findUnique({ where: { userId }, select: { id: true } });
  return refuse(account === null ? 'NOT_FOUND' : 'WALLET_LIMIT');
}

/** Refunds money to a wallet, even above the wallet limit, so that a refund never fails. */
export async function credit(tx: Tx, userId: string, amountKrw: bigint): Promise<Moved> {
  const moved = await move(tx, userId, {
    kind: 'REFUND',
    gainKrw: amountKrw,
    balanceKrwMax: noLimitKrw,
    counterpart: 'REVENUE',
  });
  return moved ?? refuse('NOT_FOUND');
}

/** Returns the amount, in won, by which the balance is below `amountKrw`. */
export async function missingKrw(tx: Tx, userId: string, amountKrw: bigint): Promise<number> {
  const account = await tx.account.findUnique({ where: { userId }, select: { balanceKrw: true } });
  return Number(amountKrw - (account?.balanceKrw ?? 0n));
}

export interface WalletEntry {
  id: number;
  kind: LedgerKind;
  /** Amount in won; negative for a payment. */
  amount: number;
  balanceAfter: number;
  at: string;
}

/**
 * Returns a wallet's entries older than `cursor`, newest first, at most `limit`, and the cursor of
 * the next page.
 */
export async function history(
  db: Db,
  userId: string,
  { cursor, limit }: { cursor?: number | null | undefined; limit: number },
): Promise<{ entries: WalletEntry[]; nextCursor: number | null }> {
  const found = await db.ledgerEntry.findMany({
    where: { account: { userId }, ...(cursor != null && { transactionId: { lt: cursor } }) },
    orderBy: { transactionId: 'desc' },
    take: limit + 1,
    select: {
      transactionId: true,
      amountKrw: true,
      balanceAfterKrw: true,
      transaction: { select: { kind: true, createdAt: true } },
    },
  });
  const entries = found
    .slice(0, limit)
    .map(({ transactionId, amountKrw, balanceAfterKrw, transaction }) => ({
      id: transactionId,
      kind: transaction.kind,
      amount: Number(amountKrw),
      balanceAfter: Number(balanceAfterKrw),
      at: transaction.createdAt.toISOString(),
    }));
  return { entries, nextCursor: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

interface Move {
  kind: LedgerKind;
  gainKrw: bigint | number;
  /** Highest balance allowed after the move, in won. */
  balanceKrwMax: bigint | number;
  counterpart: 'FUNDING' | 'REVENUE';
}

/**
 * Returns null and changes nothing if the user has no wallet or the new balance exceeds
 * `balanceKrwMax`.
 */
async function move(
  tx: Tx,
  userId: string,
  { kind, gainKrw, balanceKrwMax, counterpart }: Move,
): Promise<Moved | null> {
  const [moved] = await rows<Moved>(tx, moveSql, userId, gainKrw, balanceKrwMax, kind, counterpart);
  return moved ?? null;
}
