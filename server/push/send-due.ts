import { env } from '../config/env.ts';
import { defaultLanguage, languages, pathIn } from '../config/languages.schema.ts';
import { log } from '../config/log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { wordsOfStored } from '../notice/notice.ts';
import { sendPush } from './transport.ts';

const claimSql = loadSql(import.meta.url, './sql/claim-pushes.sql');
const sentSql = loadSql(import.meta.url, './sql/mark-push-sent.sql');
const failedSql = loadSql(import.meta.url, './sql/mark-push-failed.sql');

/** Attempts until a push has failed. */
export const pushAttemptsMax = 12;
/** A lease outlasts one push, which takes at most 10 s. */
const leaseSeconds = 30;
const batchMax = 50;
const batchesPerRoundMax = 50;
const backoffSecondsMax = 3_600;

interface Claimed {
  eventId: string;
  subscriptionId: number;
  endpoint: string;
  p256dh: string;
  auth: string;
  language: string | null;
  facts: unknown;
  secondsLeft: number;
  attempts: number;
}

/** Seconds until the next attempt: 2 s after the first, then twice as long, at most one hour. */
const backoffSeconds = (attempts: number): number => Math.min(2 ** attempts, backoffSecondsMax);

/**
 * Sends the due pushes. All instances may run this job at once. A push is sent at least once: an
 * instance that dies between the service's answer and the commit leaves a push that another instance
 * sends again. Both have the same topic and id, so that the person sees one notification.
 */
export async function sendDuePushes(db: Db): Promise<void> {
  if (env().VAPID_KEYS === undefined) return;
  for (let batches = 0; batches < batchesPerRoundMax; batches++) {
    const claimed = await rows<Claimed>(db, claimSql, batchMax, leaseSeconds);
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((push) => sendOne(db, push)));
  }
}

async function sendOne(db: Db, push: Claimed): Promise<void> {
  const { eventId, subscriptionId, endpoint, p256dh, auth, attempts, secondsLeft } = push;
  const payload = payloadOf(push);
  if (secondsLeft <= 0) return fail(db, push, 'EXPIRED', null);
  if (payload === null) return fail(db, push, 'NO_TEXT', null);
  const topic = Buffer.from(eventId.replaceAll('-', ''), 'hex').toString('base64url');
  const message = { endpoint, p256dh, auth, topic, ttlSeconds: secondsLeft, payload };
  const answer = await sendPush(message).catch((error: unknown) => codeOf(error));
  if (typeof answer === 'string') {
    const isFinal = answer === 'PRIVATE_ADDRESS' || attempts >= pushAttemptsMax;
    return fail(db, push, answer, isFinal ? null : backoffSeconds(attempts));
  }
  const { status, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300)
    return void (await db.$executeRawUnsafe(sentSql, eventId, subscriptionId, attempts));
  // The browser has ended the subscription.
  if (status === 404 || status === 410)
    return void (await db.pushSubscription.deleteMany({ where: { id: subscriptionId } }));
  const mayRetry = (status === 429 || status >= 500) && attempts < pushAttemptsMax;
  const wait = Math.min(Math.max(backoffSeconds(attempts), retryAfterSeconds), backoffSecondsMax);
  return fail(db, push, `HTTP ${String(status)}`, mayRetry ? wait : null);
}

/** Returns what the service worker reads, or null for an event of a kind without a text. */
function payloadOf({ eventId, facts, language }: Claimed): string | null {
  const inLanguage = languages.find((one) => one === language) ?? defaultLanguage;
  const words = wordsOfStored(facts, inLanguage);
  if (words === null) return null;
  const { subject: title, paragraphs } = words;
  const body = paragraphs.join('\n');
  const path = pathIn(inLanguage, words.path);
  const { kind } = facts as { kind: string };
  // The waiting room shows its own notification of a turn with the same tag.
  const tag = kind === 'TURN' ? `turn ${path}` : eventId;
  return JSON.stringify({ id: eventId, tag, title, body, path, lang: inLanguage });
}

async function fail(db: Db, push: Claimed, error: string, wait: number | null): Promise<void> {
  const { eventId, subscriptionId, attempts } = push;
  await db.$executeRawUnsafe(failedSql, eventId, subscriptionId, attempts, error, wait);
  log[error === 'EXPIRED' ? 'debug' : 'warn'](
    { eventId, subscriptionId, attempts, code: error, waitSeconds: wait },
    'could not send a push',
  );
}

/** Returns the code of a failure, never its text, which can name the endpoint. */
function codeOf(error: unknown): string {
  const { code, name } = error as Partial<Record<'code' | 'name', unknown>>;
  if (typeof code === 'string') return code.slice(0, 100);
  return typeof name === 'string' ? name.slice(0, 100) : 'UNKNOWN';
}
