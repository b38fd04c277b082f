import { env, siteUrl } from '../config/env.ts';
import { defaultLanguage, languages, pathIn } from '../config/languages.schema.ts';
import { log } from '../config/log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import type { MailKind } from '../generated/prisma/enums.ts';
import { wordsOfStored } from '../notice/notice.ts';
import { undeliverable } from './address.ts';
import { bodyOf } from './body.ts';
import { buttonOf, codeOf } from './link.ts';
import { mailTexts } from './texts.ts';
import { connectionsMax, type Letter, send } from './transport.ts';

const claimSql = loadSql(import.meta.url, './sql/claim-mails.sql');
const sentSql = loadSql(import.meta.url, './sql/mark-sent.sql');
const failedSql = loadSql(import.meta.url, './sql/mark-failed.sql');
const eraseSql = loadSql(import.meta.url, './sql/erase-mails.sql');

/** Attempts until a mail is a dead letter. */
export const attemptsMax = 10;
/** A lease outlasts two mails in sequence on one connection, each of at most 40 s. */
const leaseSeconds = 120;
const batchMax = 2 * connectionsMax;
const batchesPerRoundMax = 50;
const backoffSecondsMin = 30;
const backoffSecondsMax = 3_600;
/** Days after which a mail is erased, sent or dead. */
const keptDays = 30;
const erasedPerRoundMax = 1_000;

interface Claimed {
  id: string;
  kind: MailKind;
  userId: string | null;
  address: string;
  language: string;
  createdAt: Date;
  attempts: number;
  expired: boolean;
  /** Facts of the text of a NOTICE, else null. */
  facts: unknown;
}

/** Seconds until the next attempt: 30 s after the first, then twice as long, at most one hour. */
export const backoffSeconds = (attempts: number): number =>
  Math.min(backoffSecondsMin * 2 ** (attempts - 1), backoffSecondsMax);

/**
 * Sends the due mails, and erases old ones. All instances may run this job at once. A mail is sent
 * at least once: an instance that dies between the server's answer and the commit leaves a mail that
 * another instance sends again, with the same Message-ID and the same link.
 */
export async function sendDueMails(db: Db): Promise<void> {
  const url = env().SMTP_URL;
  if (url === undefined) return;
  for (let batches = 0; batches < batchesPerRoundMax; batches++) {
    const claimed = await rows<Claimed>(db, claimSql, batchMax, leaseSeconds);
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((mail) => sendMail(db, url, mail)));
  }
}

/** Erases mails 30 days after their cause. */
export async function eraseOldMails(db: Db): Promise<number> {
  return db.$executeRawUnsafe(eraseSql, keptDays, erasedPerRoundMax);
}

async function sendMail(db: Db, url: string, mail: Claimed): Promise<void> {
  const { id, userId, address, attempts, expired } = mail;
  // Nobody has this address, or nobody can read it. The request for the mail does not show it.
  if (userId === null || address.endsWith(undeliverable))
    return void (await db.mail.deleteMany({ where: { id } }));
  if (expired) return fail(db, mail, 'EXPIRED', null);
  const letter = letterOf(mail);
  if (letter === null) return fail(db, mail, 'NO_TEXT', null);
  try {
    await send(url, letter);
  } catch (error) {
    const { code, isFinal } = failureOf(error);
    return fail(
      db,
      mail,
      code,
      isFinal || attempts >= attemptsMax ? null : backoffSeconds(attempts),
    );
  }
  await db.$executeRawUnsafe(sentSql, id, attempts);
}

/** Returns null for a notice of a kind without a text. */
function letterOf({ id, kind, address, language, createdAt, facts }: Claimed): Letter | null {
  const inLanguage = languages.find((one) => one === language) ?? defaultLanguage;
  const texts = mailTexts[inLanguage];
  if (kind !== 'NOTICE') {
    const link = buttonOf(kind, id, inLanguage);
    const code = kind === 'CODE' ? codeOf(id) : null;
    return { id, address, createdAt, ...bodyOf(texts.kinds[kind], inLanguage, link, code) };
  }
  const words = wordsOfStored(facts, inLanguage);
  if (words === null) return null;
  const paragraphs = [...words.paragraphs, texts.choice];
  const link = `${siteUrl()}${pathIn(inLanguage, words.path)}`;
  return { id, address, createdAt, ...bodyOf({ ...words, paragraphs }, inLanguage, link) };
}

async function fail(db: Db, mail: Claimed, error: string, wait: number | null): Promise<void> {
  const { id, kind, attempts } = mail;
  await db.$executeRawUnsafe(failedSql, id, attempts, error, wait);
  const level = wait === null ? 'error' : 'warn';
  log[level](
    { mailId: id, kind, attempts, code: error, waitSeconds: wait },
    'could not send a mail',
  );
}

/**
 * Returns the code of a failure, never the server's text, which can name the address. A refused
 * recipient or message (5xx) is final; an outage, a refused sender or a wrong setting is not.
 */
function failureOf(error: unknown): { code: string; isFinal: boolean } {
  const { code, responseCode, command } = error as Partial<
    Record<'code' | 'responseCode' | 'command', unknown>
  >;
  const isRefused = command === 'RCPT TO' || command === 'DATA';
  const status = typeof responseCode === 'number' ? responseCode : 0;
  const name = typeof code === 'string' ? code.slice(0, 40) : 'UNKNOWN';
  return {
    code: status === 0 ? name : `${name} ${String(status)}`,
    isFinal: isRefused && status >= 500,
  };
}
