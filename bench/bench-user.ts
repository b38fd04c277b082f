import { encode } from 'next-auth/jwt';
import { signAccessToken } from '#server/account/access-token.ts';
import type { Db } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import { signQueueToken } from '#server/queue/token/token.ts';

const dayMs = 86_400_000;

/**
 * Derives the id of a synthetic user from `n`, so that processes exchange numbers instead of ids.
 */
export function userIdAt(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

const registeredAtOnce = 10_000; // a larger INSERT could exceed the statement timeout

/** Inserts the synthetic users `from` to `to`, both included. Skips existing users. */
export async function register(db: Db, from: number, to: number): Promise<void> {
  for (let first = from; first <= to; first += registeredAtOnce)
    await db.$executeRawUnsafe(
      `INSERT INTO users (id, email, name)
       SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'p' || n || '@jari.example', 'A person'
       FROM generate_series($1::int, $2::int) n ON CONFLICT DO NOTHING`,
      first,
      Math.min(to, first + registeredAtOnce - 1),
    );
}

const fundKrw = 20_000_000;

/** Funds every wallet through ledger entries, so that the audit accepts the balances. */
export async function fund(db: Db): Promise<void> {
  await db.$executeRawUnsafe(
    `WITH everyone AS MATERIALIZED (
       SELECT id AS account, user_id, nextval(pg_get_serial_sequence('ledger_transactions', 'id'))::int AS charge
       FROM accounts WHERE user_id IS NOT NULL
     ), charged AS (UPDATE accounts SET balance_krw = $1::bigint FROM everyone WHERE id = account
     ), charges AS (INSERT INTO ledger_transactions (id, kind) SELECT charge, 'CHARGE' FROM everyone
     ), entries AS (
       INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
       SELECT charge, account, $1::bigint, $1::bigint FROM everyone
       UNION ALL SELECT charge, id, -$1::bigint, NULL FROM everyone, accounts WHERE kind = 'FUNDING')
     INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
     SELECT user_id, 'CHARGE', 'before-all', repeat('0', 64), jsonb_build_object('balance', $1::bigint) FROM everyone`,
    fundKrw,
  );
}

/** Signs a queue token with number `n` for the n-th synthetic user, valid for one day. */
export function queueTokenOf(concertId: number, epoch: number, n: number): string {
  const now = Date.now();
  return signQueueToken({ userId: userIdAt(n), concertId, epoch, number: n }, now, now + dayMs);
}

export const accessTokenOf = (n: number): string =>
  signAccessToken(userIdAt(n), env().NEXTAUTH_SECRET);

/** Returns a `Cookie` header value with a next-auth session of the n-th synthetic user. */
export async function sessionOf(n: number): Promise<string> {
  return `next-auth.session-token=${await encode({ token: { sub: userIdAt(n) }, secret: env().NEXTAUTH_SECRET })}`;
}
