import { defaultLanguage } from '../config/languages.schema.ts';
import { env } from '../config/env.ts';
import { log } from '../config/log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { placesSoon, type Stores } from '../queue/queue.ts';
import { defaultChoices } from './choices.schema.ts';

const planSql = loadSql(import.meta.url, './sql/plan-messages.sql');
const holdsSql = loadSql(import.meta.url, './sql/announce-ending-holds.sql');
const remindersSql = loadSql(import.meta.url, './sql/announce-reminders.sql');
const openingsSql = loadSql(import.meta.url, './sql/announce-openings.sql');
const soonSql = loadSql(import.meta.url, './sql/announce-soon.sql');
const eraseSql = loadSql(import.meta.url, './sql/erase-events.sql');

const batchMax = 200;
const batchesPerRoundMax = 50;
/** Seconds before the end of a hold at which its owner gets a message. */
const holdLeadSeconds = 60;
/** A shorter hold ends before a message could help. */
const holdSecondsMin = 120;
/** Days after which events are erased. A job cannot find their causes again by then. */
const keptDays = 30;
const erasedPerRoundMax = 1_000;

/**
 * Writes the mails and pushes of new events by their persons' choices. One statement does so per
 * batch, so an instance that dies leaves an event either planned or new.
 */
export async function planMessages(db: Db): Promise<number> {
  const sendsMail = env().SMTP_URL !== undefined;
  const sendsPushes = env().VAPID_KEYS !== undefined;
  let planned = 0;
  for (let batches = 0; batches < batchesPerRoundMax; batches++) {
    const [batch] = await rows<{ count: number }>(
      db,
      planSql,
      batchMax,
      defaultChoices,
      defaultLanguage,
      sendsMail,
      sendsPushes,
    );
    planned += batch?.count ?? 0;
    if ((batch?.count ?? 0) < batchMax) break;
  }
  return planned;
}

/**
 * Finds the causes that time alone brings: holds that end soon, shows of the next day, and openings
 * of followed sales.
 */
export async function announceByTime(db: Db): Promise<void> {
  await db.$executeRawUnsafe(holdsSql, holdLeadSeconds, holdSecondsMin);
  await db.$executeRawUnsafe(remindersSql);
  await db.$executeRawUnsafe(openingsSql);
}

/** Announces turns that come in about five minutes. */
export async function announceSoon({ db, redis }: Stores): Promise<void> {
  for (const { concertId, people } of await placesSoon({ db, redis })) {
    const announced = await db.$executeRawUnsafe(
      soonSql,
      concertId,
      people.map(({ userId }) => userId),
      people.map(({ number }) => number),
      people.map(({ minutes }) => minutes),
    );
    log.debug({ concertId, people: people.length, announced }, 'announced turns that come soon');
  }
}

/** Erases events and their pushes after 30 days. */
export async function eraseOldEvents(db: Db): Promise<number> {
  return db.$executeRawUnsafe(eraseSql, keptDays, erasedPerRoundMax);
}
