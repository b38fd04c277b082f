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

/** Adds money to a person's own wallet, once per key. Refusals: WALLET_LIMIT, IDEMPOTENCY_MISMATCH. */
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
    const { balanceKrw } = wallet ?? refuse('WALLET_LIMIT');
    await record(tx, 'CHARGE', userId, 'FUNDING', BigInt(amount), balanceKrw);
    return { balance: Number(balanceKrw) };
  });
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
