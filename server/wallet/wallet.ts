import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { LedgerKind } from '../generated/prisma/enums.ts';
import { type CommandKind, runnerOf, type Outcome, refused, replyOf } from '../database/groups.ts';
import { hashOf, settleRepeated } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, retrySerializable, transaction, type Tx } from '../database/transaction.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';
import { walletKrwMax } from './wallet.schema.ts';

const chargeSql = loadSql(import.meta.url, './sql/charge.sql');
const creditSql = loadSql(import.meta.url, './sql/credit.sql');
const forfeitSql = loadSql(import.meta.url, './sql/forfeit.sql');
const historySql = loadSql(import.meta.url, './sql/history.sql');

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
 * Adds money to the user's wallet, once per idempotency key. Refusals: NOT_FOUND (unknown user),
 * WALLET_LIMIT, IDEMPOTENCY_MISMATCH.
 */
export function charge(
  db: Db,
  userId: string,
  { amount, idempotencyKey: key }: { amount: number; idempotencyKey: string },
): Promise<{ balance: number }> {
  return runnerOf(db).submit(charges, userId, { userId, amount, key });
}

interface Charge {
  userId: string;
  amount: number;
  key: string;
}

/** Result row of sql/charge.sql. */
interface Charged {
  reply: { balance: number } | null;
  isKnown: boolean;
  isAllowed: boolean;
}

const charges: CommandKind<Charge, { balance: number }> = {
  runGroup: chargeAll,
  runAlone: (db, command) => retrySerializable(async () => replyOf(await chargeAll(db, [command]))),
  isRepeatable: true,
};

async function chargeAll(db: Db, commands: Charge[]): Promise<Outcome<{ balance: number }>[]> {
  const calls = commands.map(({ userId, amount, key }) => ({
    userId,
    key,
    requestHash: hashOf({ amount }),
  }));
  const found = await transaction(db, (tx) =>
    rows<Charged>(
      tx,
      chargeSql,
      calls.map(({ userId }) => userId),
      commands.map(({ amount }) => amount),
      calls.map(({ key }) => key),
      calls.map(({ requestHash }) => requestHash),
      walletKrwMax,
    ),
  );
  const outcomes = found.map(({ reply, isKnown, isAllowed }) => {
    if (!isKnown) return refused('NOT_FOUND', {});
    if (!isAllowed) return refused('WALLET_LIMIT', {});
    return reply === null ? null : { kind: 'reply' as const, reply };
  });
  return settleRepeated(db, 'CHARGE', calls, outcomes);
}

/**
 * Refunds money to a wallet. Ignores the wallet limit, so that a full wallet cannot block a refund.
 * Refusal: NOT_FOUND (no wallet).
 */
export async function credit(tx: Tx, userId: string, amountKrw: bigint): Promise<Moved> {
  const [moved] = await rows<Moved>(tx, creditSql, userId, amountKrw);
  return moved ?? refuse('NOT_FOUND');
}

/** Moves the whole balance to the platform, when its owner gives it up. */
export async function forfeit(tx: Tx, userId: string): Promise<void> {
  await rows(tx, forfeitSql, userId);
}

export interface WalletEntry {
  id: number;
  /** A deleted account, whose balance is forfeit, shows no entries. */
  kind: Exclude<LedgerKind, 'FORFEIT'>;
  /** Amount in won, negative for a payment. */
  amount: number;
  balanceAfter: number;
  at: string;
  /** Reservation of a payment or refund, with its paid or returned seats; null for a charge. */
  reservation: {
    reservationId: number;
    texts: Pick<ConcertTexts, 'title'>;
    startsAt: string;
    seats: { seat: number; grade: string }[];
  } | null;
}

/** Result row of sql/history.sql. */
interface HistoryRow extends Pick<WalletEntry, 'id' | 'kind'> {
  amountKrw: bigint;
  balanceAfterKrw: bigint;
  at: Date;
  reservation: (NonNullable<WalletEntry['reservation']> & { texts: unknown }) | null;
}

/**
 * Returns up to `limit` wallet entries older than `cursor`, newest first, of one kind or all.
 * `nextCursor` is null on the last page.
 */
export async function history(
  db: Pick<Db, '$queryRawUnsafe'>,
  userId: string,
  {
    cursor = null,
    kind = null,
    limit,
  }: {
    cursor?: number | null | undefined;
    kind?: LedgerKind | null | undefined;
    limit: number;
  },
): Promise<{ entries: WalletEntry[]; nextCursor: number | null }> {
  const found = await rows<HistoryRow>(db, historySql, userId, kind, cursor, limit + 1);
  const entries = found.slice(0, limit).map(toEntry);
  return { entries, nextCursor: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

function toEntry({ amountKrw, balanceAfterKrw, at, reservation, ...entry }: HistoryRow) {
  return {
    ...entry,
    amount: Number(amountKrw),
    balanceAfter: Number(balanceAfterKrw),
    at: at.toISOString(),
    reservation: reservation && {
      ...reservation,
      texts: { title: textsOf(reservation.texts).title },
      startsAt: new Date(reservation.startsAt).toISOString(),
    },
  };
}
