import type { Db } from '../db.ts';
import { refuse } from '../errors.ts';
import type { LedgerKind } from '../generated/prisma/enums.ts';
import { once } from '../idempotency.ts';
import { text } from '../text.ts';
import { rows, type Tx } from '../transaction.ts';
import { walletKrwMax } from './wallet.schema.ts';

const recordSql = text(import.meta.url, './sql/record.sql');

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
  return once(db, { userId, operation: 'CHARGE', key, request: { amount } }, async (tx) => {
    const [wallet] = await tx.$queryRaw<{ balanceKrw: bigint }[]>`
      UPDATE accounts SET balance_krw = balance_krw + ${amount}::bigint
      WHERE user_id = ${userId}::uuid AND balance_krw + ${amount}::bigint <= ${walletKrwMax}::bigint
      RETURNING balance_krw AS "balanceKrw"`;
    const { balanceKrw } = wallet ?? (await noRoom(tx, userId));
    await record(tx, 'CHARGE', userId, 'FUNDING', BigInt(amount), balanceKrw);
    return { balance: Number(balanceKrw) };
  });
}

/** Why a charge found no wallet to add to. */
async function noRoom(tx: Tx, userId: string): Promise<never> {
  const account = await tx.account.findUnique({ where: { userId }, select: { id: true } });
  return refuse(account === null ? 'NOT_FOUND' : 'WALLET_LIMIT');
}

/** Takes the price of seats from a wallet. Refusal: INSUFFICIENT_BALANCE, with what is missing. */
export async function debit(tx: Tx, userId: string, amountKrw: bigint): Promise<Moved> {
  const [wallet] = await tx.$queryRaw<{ balanceKrw: bigint }[]>`
    UPDATE accounts SET balance_krw = balance_krw - ${amountKrw}
    WHERE user_id = ${userId}::uuid AND balance_krw >= ${amountKrw} RETURNING balance_krw AS "balanceKrw"`;
  if (wallet === undefined) {
    const account = await tx.account.findUnique({ where: { userId }, select: { balanceKrw: true } });
    return refuse('INSUFFICIENT_BALANCE', { missing: Number(amountKrw - (account?.balanceKrw ?? 0n)) });
  }
  return record(tx, 'PAYMENT', userId, 'REVENUE', -amountKrw, wallet.balanceKrw);
}

/** Gives money back to a wallet; refunds are exempt from its limit. */
export async function credit(tx: Tx, userId: string, amountKrw: bigint): Promise<Moved> {
  const [wallet] = await tx.$queryRaw<{ balanceKrw: bigint }[]>`
    UPDATE accounts SET balance_krw = balance_krw + ${amountKrw}
    WHERE user_id = ${userId}::uuid RETURNING balance_krw AS "balanceKrw"`;
  return record(tx, 'REFUND', userId, 'REVENUE', amountKrw, (wallet ?? refuse('NOT_FOUND')).balanceKrw);
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
  const entries = found.slice(0, limit).map(({ transactionId, amountKrw, balanceAfterKrw, transaction }) => ({
    id: transactionId,
    kind: transaction.kind,
    amount: Number(amountKrw),
    balanceAfter: Number(balanceAfterKrw),
    at: transaction.createdAt.toISOString(),
  }));
  return { entries, nextCursor: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

async function record(
  tx: Tx,
  kind: LedgerKind,
  userId: string,
  house: 'FUNDING' | 'REVENUE',
  gainKrw: bigint,
  balanceKrw: bigint,
): Promise<Moved> {
  const [entry] = await rows<{ transactionId: number }>(tx, recordSql, kind, userId, house, gainKrw, balanceKrw);
  return { transactionId: entry?.transactionId ?? refuse('NOT_FOUND'), balanceKrw };
}
