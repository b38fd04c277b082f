import { randomUUID } from 'node:crypto';
import { defaultLanguage } from '../config/languages.schema.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { isCodeOf, queueMail, requireMail, undeliverable } from '../mail/mail.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import type { ProofInput, VerificationInput } from './account.schema.ts';
import { type MailClient, mayMail } from './limit-mails.ts';
import { passwordMatches } from './password.ts';
import type { Current } from './sign-ins.ts';
import { throttleSignIn } from './throttle-sign-in.ts';

const tryCodeSql = loadSql(import.meta.url, './sql/try-code.sql');
const useCodeSql = loadSql(import.meta.url, './sql/use-code.sql');

/** A user without a password and address proves nothing but a sign-in of the last 10 minutes. */
const recentSeconds = 600;

/** A caller who has proved to be the user of the account. */
export interface Proven {
  email: string;
  /** Version of the credentials at the proof. */
  version: number;
  /** Uses the code in the transaction of the change. Refusal: LINK_EXPIRED. */
  use: (tx: Tx) => Promise<void>;
}

/**
 * Checks the password, or the mailed code of a user without one. Limits wrong passwords as a sign-in
 * does. Refusals: WRONG_PASSWORD, LINK_EXPIRED for a code that is used, expired or tried five times,
 * TOO_MANY_REQUESTS, TRY_AGAIN.
 */
export async function prove(
  { db, redis, address }: MailClient,
  { userId, signedInAt }: Current,
  { password, code }: ProofInput,
  clock: () => number = Date.now,
): Promise<Proven> {
  await rateLimit({ redis, request: { address } }, 'signIn', null);
  const user = await userOf(db, userId);
  const { email, passwordHash, credentialVersion: version } = user;
  if (passwordHash !== null) {
    const check = async () =>
      password !== undefined && (await passwordMatches(password, passwordHash)) ? true : null;
    if ((await throttleSignIn({ redis, address }, email, check)) === null) refuse('WRONG_PASSWORD');
    return { email, version, use: () => Promise.resolve() };
  }
  if (email.endsWith(undeliverable)) {
    if (signedInAt < clock() / 1000 - recentSeconds) refuse('WRONG_PASSWORD');
    return { email, version, use: () => Promise.resolve() };
  }
  if (code === undefined) refuse('WRONG_PASSWORD');
  const mailId = await tryCode(db, userId, code);
  return { email, version, use: (tx) => useCode(tx, mailId) };
}

async function userOf(db: Db, id: string) {
  const select = { email: true, passwordHash: true, credentialVersion: true } as const;
  return (await db.user.findUnique({ where: { id }, select })) ?? refuse('NOT_SIGNED_IN');
}

/** Counts the try before the comparison, so that parallel tries are five at most, too. */
async function tryCode(db: Db, userId: string, code: string): Promise<string> {
  const [tried] = await rows<{ mailId: string }>(db, tryCodeSql, userId);
  if (tried === undefined) refuse('LINK_EXPIRED');
  return isCodeOf(tried.mailId, code) ? tried.mailId : refuse('WRONG_PASSWORD');
}

async function useCode(tx: Tx, mailId: string): Promise<void> {
  const [used] = await rows(tx, useCodeSql, mailId);
  if (used === undefined) refuse('LINK_EXPIRED');
}

/**
 * Mails a code to a user without a password. Sends nothing above the limits of mails, or to a user
 * with a password. Refusals: MAIL_OFF, NOT_SIGNED_IN.
 */
export async function sendCode(
  { db, redis, address: clientAddress }: MailClient,
  userId: string,
  { language = defaultLanguage }: VerificationInput,
): Promise<void> {
  requireMail();
  const { email: address, passwordHash } = await userOf(db, userId);
  if (passwordHash !== null || !(await mayMail(redis, address, clientAddress))) return;
  await queueMail(db, { kind: 'CODE', cause: randomUUID(), userId, address, language });
}
