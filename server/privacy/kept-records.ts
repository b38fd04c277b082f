import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { signInInput } from '../account/account.schema.ts';
import { recordAudit } from '../admin/audit-log.ts';
import { env } from '../config/env.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { type PersonReservation, type PersonWallet } from '../people/people.ts';
import type { KeptRecordsInput } from './privacy.schema.ts';

const keepSql = loadSql(import.meta.url, './sql/keep-records.sql');
const eraseSql = loadSql(import.meta.url, './sql/erase-records.sql');

const ivBytes = 12;
const tagBytes = 16;
const erasedPerRoundMax = 1_000;

/** Contracts and payments of a deleted account, with the identity that the law requires. */
export interface Records {
  name: string;
  email: string;
  reservations: PersonReservation[];
  walletEntries: PersonWallet['entries'];
}

/** Each key has its own purpose. */
const keyFor = (purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', `jari kept records ${purpose}`, 32));

const hashOf = (email: string): string =>
  createHmac('sha256', keyFor('address')).update(email).digest('hex');

/** Encrypts by AES-256-GCM. The user id is authenticated, so that no row opens under another's id. */
function encrypt(userId: string, records: Records): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFor('content'), iv).setAAD(Buffer.from(userId));
  const encrypted = Buffer.concat([cipher.update(JSON.stringify(records), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

function decrypt(userId: string, encrypted: Uint8Array): Records {
  const bytes = Buffer.from(encrypted);
  const decipher = createDecipheriv('aes-256-gcm', keyFor('content'), bytes.subarray(0, ivBytes))
    .setAAD(Buffer.from(userId))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const text = [decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()];
  return JSON.parse(Buffer.concat(text).toString('utf8')) as Records;
}

/** Returns the time of the latest contract or payment, or null without any. */
function latestOf({ reservations, walletEntries }: Records): string | null {
  const times = [
    ...reservations.flatMap(({ startsAt, payment, refunds }) => [
      ...(payment === null ? [] : [startsAt, payment.paidAt]),
      ...refunds.map(({ refundedAt }) => refundedAt),
    ]),
    ...walletEntries.map(({ at }) => at),
  ];
  return times.sort().at(-1) ?? null;
}

/** Keeps the records in the transaction of the deletion; none without a contract or payment. */
export async function keepRecords(tx: Tx, userId: string, records: Records): Promise<void> {
  const latest = latestOf(records);
  if (latest === null) return;
  const encrypted = encrypt(userId, records);
  const values = [userId, hashOf(records.email), encrypted, latest, env().RETENTION_YEARS];
  await tx.$executeRawUnsafe(keepSql, ...values);
}

export interface KeptRecords extends Records {
  userId: string;
  deletedAt: string;
  eraseAt: string;
}

const isId = (text: string): boolean => z.guid().safeParse(text).success;

/**
 * Returns the kept records of a deleted account, newest deletion first for an address of several;
 * an empty list for an unknown one. Writes an audit entry first, so that no reading lacks one.
 */
export async function keptRecordsOf(
  db: Db,
  actorId: string,
  { q, reason }: KeptRecordsInput,
): Promise<KeptRecords[]> {
  const address = signInInput.shape.email.safeParse(q).data ?? q;
  const found = await serializable(db, async (tx) => {
    const where = isId(q) ? { userId: q } : { emailHash: hashOf(address) };
    const kept = await tx.keptRecord.findMany({ where, orderBy: { createdAt: 'desc' } });
    for (const { userId } of kept)
      await recordAudit(tx, { actorId, action: 'records.read', userId, reason });
    return kept;
  });
  return found.map(({ userId, encrypted, createdAt, eraseAt }) => ({
    userId,
    deletedAt: createdAt.toISOString(),
    eraseAt: eraseAt.toISOString(),
    ...decrypt(userId, encrypted),
  }));
}

/** Erases the kept records whose years are over. Returns their number. */
export async function eraseRecords(db: Db): Promise<number> {
  return db.$executeRawUnsafe(eraseSql, erasedPerRoundMax);
}
