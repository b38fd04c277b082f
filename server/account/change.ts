import { randomUUID } from 'node:crypto';
import { defaultLanguage } from '../config/languages.schema.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { queueIfMail, queueMail, requireMail } from '../mail/mail.ts';
import { recordNotice } from '../notice/notice.ts';
import { isCurrent, raiseHere } from '../revocation/revocation.ts';
import type { ChangeEmailInput, ChangePasswordInput } from './account.schema.ts';
import { type MailClient, mayMail } from './limit-mails.ts';
import { hashPassword } from './password.ts';
import { prove } from './proof.ts';
import { type Current, writeOwn } from './sign-ins.ts';

const changePasswordSql = loadSql(import.meta.url, './sql/change-password.sql');

/**
 * Mails a link to the new address, which makes it the user's, and a mail about it to the present one. Sends
 * nothing above the limits of mails. The reply shows nobody whether the new address has an account.
 * Refusals: MAIL_OFF, and those of `prove`.
 */
export async function changeEmail(
  client: MailClient,
  current: Current,
  { email, language = defaultLanguage, ...proof }: ChangeEmailInput,
): Promise<void> {
  requireMail();
  const { db, redis, address: clientAddress } = client;
  const { userId } = current;
  const { email: before, use } = await prove(client, current, proof);
  if (!(await mayMail(redis, email, clientAddress))) return;
  const mail = { cause: randomUUID(), userId, language };
  await serializable(db, async (tx) => {
    await use(tx);
    await queueMail(tx, { ...mail, kind: 'CHANGE_EMAIL', address: email });
    await queueMail(tx, { ...mail, kind: 'EMAIL_CHANGE_ASKED', address: before });
  });
}

/**
 * Sets a new password, or the first one. Ends all sessions, access tokens and queue tokens but the
 * caller's session or access token, and mails and notifies the user. Refusals: those of `prove`,
 * WRONG_PASSWORD also if another change came first.
 */
export async function changePassword(
  client: MailClient,
  current: Current,
  { newPassword, language = defaultLanguage, ...proof }: ChangePasswordInput,
): Promise<void> {
  const { userId, credentialId } = current;
  const proven = await prove(client, current, proof);
  const hash = await hashPassword(newPassword);
  const version = await serializable(client.db, async (tx) => {
    await proven.use(tx);
    const [changed] = await rows<{ email: string; version: number }>(
      tx,
      changePasswordSql,
      ...[userId, hash, proven.version],
    );
    if (changed === undefined) refuse('WRONG_PASSWORD');
    const { email: address, version } = changed;
    await writeOwn(tx, current, { version, isRevoked: false });
    const cause = randomUUID();
    await queueIfMail(tx, { kind: 'PASSWORD_CHANGED', cause, userId, address, language });
    await recordNotice(tx, { userId, kind: 'NEW_PASSWORD', change: cause, data: {} });
    return version;
  });
  raiseHere(credentialId, version);
  isCurrent(userId, version);
}
