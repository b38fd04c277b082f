import { env } from '../config/env.ts';
import type { Language } from '../config/languages.schema.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import type { Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { MailKind } from '../generated/prisma/enums.ts';
import { codeSeconds, hasLink, links } from './link.ts';

export { undeliverable } from './address.ts';
export { isCodeOf, mailOfToken } from './link.ts';
export { eraseOldMails, sendDueMails } from './send-due.ts';
export { closeMailer } from './transport.ts';

const queueSql = loadSql(import.meta.url, './sql/queue-mail.sql');
const deadLettersMax = 100;

/** A mail to send. The job makes its body and link from the kind when it sends the mail. */
export interface MailRecord {
  kind: MailKind;
  /**
   * Identifies the message and its stage among the mails of this kind. A repeated cause adds no
   * mail. 1 to 100 characters.
   */
  cause: string;
  /** Null sends the mail to the account of the address, if there is one. */
  userId: string | null;
  address: string;
  language: Language;
}

/** Refusal: MAIL_OFF if this instance cannot send mail. */
export function requireMail(): void {
  if (env().SMTP_URL === undefined) refuse('MAIL_OFF');
}

/** Writes a mail in the transaction of its cause. */
export async function queueMail(
  tx: Pick<Tx, '$executeRawUnsafe'>,
  { kind, cause, userId, address, language }: MailRecord,
): Promise<void> {
  const seconds = hasLink(kind) ? links[kind].seconds : kind === 'CODE' ? codeSeconds : null;
  await tx.$executeRawUnsafe(queueSql, kind, cause, userId, address, language, seconds);
}

/** As queueMail, for a mail about a change that also works without mail. */
export async function queueIfMail(
  tx: Pick<Tx, '$executeRawUnsafe'>,
  mail: MailRecord,
): Promise<void> {
  if (env().SMTP_URL !== undefined) await queueMail(tx, mail);
}

/** A mail that no further attempt sends. */
export interface DeadLetter {
  mailId: string;
  kind: MailKind;
  /** The address without its first part, which names a person. */
  domain: string;
  attempts: number;
  error: string;
  createdAt: string;
  failedAt: string;
}

/** Returns the newest 100 dead letters, newest first. */
export async function deadLetters(db: Db): Promise<DeadLetter[]> {
  const found = await db.mail.findMany({
    where: { failedAt: { not: null } },
    orderBy: { failedAt: 'desc' },
    take: deadLettersMax,
  });
  return found.flatMap(({ id, kind, address, attempts, error, createdAt, failedAt }) =>
    error === null || failedAt === null
      ? []
      : [
          {
            mailId: id,
            kind,
            domain: address.slice(address.lastIndexOf('@') + 1),
            attempts,
            error,
            createdAt: createdAt.toISOString(),
            failedAt: failedAt.toISOString(),
          },
        ],
  );
}
