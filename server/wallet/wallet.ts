import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { LedgerKind } from '../generated/prisma/enums.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { walletKrwMax } from './wallet.schema.ts';

const moveSql = loadSql(import.meta.url, './sql/move.sql');

// Above what wallets and all the seats that anybody may buy come to: gives money back whatever is there.
const noLimitKrw = 1_000_000_000_000n;

export interface Moved {
  transactionId: number;
  balanceKrw: bigint;
}

/** Refusal: NOT_FOUND, for nobody's wallet. */
export async function balance(db: Db, userId: string): Promise<{ balance: number }> {
  const account = await db.account.findUnique({ where: { userId }, select: { balanceKrw: true } });
  return { balance: Number(account?.balanceKrw ?? refuse('NOT_FOUND')) };
}

/** Adds money to a person's own wallet, once per key. Refusals: NOT_FOUND (nobody's wallet), WALLET_LIMIT, IDEMPOTENCY_MISMATCH. */
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
        mostKrw: walletKrwMax,
        house: 'FUNDING',
      });
      return { balance: Number((moved ?? (await noRoom(tx, userId))).balanceKrw) };
    },
  );
}

/** Why a charge found no wallet to add to. */
async function noRoom(tx: Tx, userId: string): Promise<never> {
  const account = await tx.account.findUnique({ where: { userId }, select: { id: true } });
  return refuse(account === null ? 'NOT_FOUND' : 'WALLET_LIMIT');
}

/** Gives money back to a wallet; refunds are exempt from its limit. */
export async function credit(tx: Tx, userId: string, amountKrw: bigint): Promise<Moved> {
  const moved = await move(tx, userId, {
    kind: 'REFUND',
    gainKrw: amountKrw,
    mostKrw: noLimitKrw,
    house: 'REVENUE',
  });
  return moved ?? refuse('NOT_FOUND');
}

/** What a wallet lacks for this. */
export async function missingKrw(tx: Tx, userId: string, amountKrw: bigint): Promise<number> {
  const account = await tx.account.findUnique({ where: { userId }, select: { balanceKrw: true } });
  return Number(amountKrw - (account?.balanceKrw ?? 0n));
}

export interface WalletEntry {
  id: number;
  kind: LedgerKind;
  /** What the wallet gained, won; negative for a payment. */
  amount: number;
  balanceAfter: number;
  at: string;
}

/** A wallet's entries, newest first: `limit` of them older than `cursor`, and the cursor of the next page. */
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
  /** The most that the wallet may hold after it. */
  mostKrw: bigint | number;
  house: 'FUNDING' | 'REVENUE';
}

/** Null, and nothing is moved, where there is no such wallet or it would hold too much. */
async function move(
  tx: Tx,
  userId: string,
  { kind, gainKrw, mostKrw, house }: Move,
): Promise<Moved | null> {
  const [moved] = await rows<Moved>(tx, moveSql, userId, gainKrw, mostKrw, kind, house);
  return moved ?? null;
}
