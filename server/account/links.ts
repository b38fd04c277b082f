import { randomUUID } from 'node:crypto';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { defaultLanguage, languages } from '../config/languages.schema.ts';
import { rows, serializable } from '../database/transaction.ts';
import { constraintOf } from '../errors/driver-errors.ts';
import { refuse } from '../errors/refusal.ts';
import { mailOfToken, queueIfMail, queueMail, requireMail } from '../mail/mail.ts';
import { recordNotice } from '../notice/notice.ts';
import { isCurrent } from '../revocation/revocation.ts';
import type { RequestResetInput, ResetInput, VerificationInput } from './account.schema.ts';
import { type MailClient, mayMail } from './limit-mails.ts';
import { hashPassword } from './password.ts';

const verifySql = loadSql(import.meta.url, './sql/verify-email.sql');
const changeEmailSql = loadSql(import.meta.url, './sql/change-email.sql');
const resetSql = loadSql(import.meta.url, './sql/reset-password.sql');

/**
 * Sends a link that verifies the user's address. Sends nothing above the limits of mails, or to a
 * verified address. Refusals: MAIL_OFF, NOT_SIGNED_IN for an unknown user.
 */
export async function sendVerification(
  { db, redis, address: clientAddress }: MailClient,
  userId: string,
  { language = defaultLanguage }: VerificationInput,
): Promise<void> {
  requireMail();
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { email: true, emailVerifiedAt: true },
  });
  if (user === null) refuse('NOT_SIGNED_IN');
  const { email: address, emailVerifiedAt } = user;
  if (emailVerifiedAt !== null || !(await mayMail(redis, address, clientAddress))) return;
  await queueMail(db, { kind: 'VERIFY_EMAIL', cause: randomUUID(), userId, address, language });
}

const languageOf = (text: string) => languages.find((one) => one === text) ?? defaultLanguage;

/**
 * Verifies the address that the link went to. The link of a mail to a new address makes it the
 * user's. Refusals: LINK_EXPIRED, EMAIL_TAKEN if the new address has an account.
 */
export async function verifyEmail(db: Db, token: string): Promise<{ email: string }> {
  const newAddress = mailOfToken('CHANGE_EMAIL', token);
  if (newAddress !== null) return useNewAddress(db, newAddress);
  const mailId = mailOfToken('VERIFY_EMAIL', token) ?? refuse('LINK_EXPIRED');
  const [verified] = await rows<{ email: string }>(db, verifySql, mailId);
  return verified ?? refuse('LINK_EXPIRED');
}

interface NewAddress {
  userId: string;
  email: string;
  before: string;
  language: string;
}

async function useNewAddress(db: Db, mailId: string): Promise<{ email: string }> {
  try {
    return await serializable(db, async (tx) => {
      const [changed] = await rows<NewAddress>(tx, changeEmailSql, mailId);
      if (changed === undefined) refuse('LINK_EXPIRED');
      const { userId, email, before, language } = changed;
      for (const [stage, address] of Object.entries({ before, after: email }))
        await queueIfMail(tx, {
          kind: 'EMAIL_CHANGED',
          cause: `${mailId} ${stage}`,
          userId,
          address,
          language: languageOf(language),
        });
      return { email };
    });
  } catch (error) {
    if (constraintOf(error) === 'users_email_key') refuse('EMAIL_TAKEN');
    throw error;
  }
}

/**
 * Sends a link to the account of an address, if there is one. Takes the same steps for every
 * address: the job that sends mails looks for the account. So neither answer nor time shows whether
 * there is one. Refusal: MAIL_OFF.
 */
export async function requestReset(
  { db, redis, address: clientAddress }: MailClient,
  { email: address, language = defaultLanguage }: RequestResetInput,
): Promise<void> {
  requireMail();
  if (!(await mayMail(redis, address, clientAddress))) return;
  const mail = { cause: randomUUID(), userId: null, address, language };
  await queueMail(db, { kind: 'RESET_PASSWORD', ...mail });
}

interface Reset {
  userId: string;
  email: string;
  language: string;
  version: number;
}

/**
 * Sets a new password by the link of a mail, ends all earlier sessions, access tokens and queue
 * tokens of the user, and mails the user about it. Refusals: LINK_EXPIRED, TRY_AGAIN.
 */
export async function resetPassword(db: Db, { token, password }: ResetInput): Promise<void> {
  const mailId = mailOfToken('RESET_PASSWORD', token) ?? refuse('LINK_EXPIRED');
  const hash = await hashPassword(password);
  const { userId, version } = await serializable(db, async (tx) => {
    const [reset] = await rows<Reset>(tx, resetSql, mailId, hash);
    if (reset === undefined) refuse('LINK_EXPIRED');
    const { userId, email: address } = reset;
    const language = languageOf(reset.language);
    await queueMail(tx, { kind: 'PASSWORD_CHANGED', cause: mailId, userId, address, language });
    await recordNotice(tx, { userId, kind: 'NEW_PASSWORD', change: mailId, data: {} });
    return reset;
  });
  // Other instances learn it within half a second.
  isCurrent(userId, version);
}
