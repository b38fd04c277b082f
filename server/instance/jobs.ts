import { setTimeout as pause } from 'node:timers/promises';
import { db } from '../database/db.ts';
import { eraseOldSignIns, recordSeen } from '../account/account.ts';
import { refundCancelledDates } from '../concert/concert.ts';
import { log } from '../config/log.ts';
import { eraseOldMails, sendDueMails } from '../mail/mail.ts';
import { historyJob } from '../history/history.ts';
import { relayOutbox } from '../payment/payment.ts';
import { announceByTime, announceSoon, eraseOldEvents, planMessages } from '../notice/notice.ts';
import { sendDuePushes } from '../push/push.ts';
import { eraseRecords } from '../privacy/privacy.ts';
import { tick, lastTick } from '../queue/ticker.ts';
import { redis } from '../redis/redis.ts';
import { readEveryMs, readVersions } from '../revocation/revocation.ts';
import { closeEndedHolds, sweep } from '../seating/seating.ts';
import { endWishes, offerFreedSeats } from '../waitlist/waitlist.ts';

/**
 * Repeats `work` until the caller calls `stop`, with a pause of `everyMs` after each round. Logs a
 * failed round, and continues with the next round.
 */
function repeat(
  name: string,
  everyMs: number,
  work: () => Promise<unknown>,
): { stop: () => Promise<void> } {
  const ending = new AbortController();
  const rounds = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await work().catch((error: unknown) =>
        log.warn({ err: error, job: name }, 'a round of a job failed'),
      );
      await pause(everyMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  const done = rounds();
  return {
    stop: () => {
      ending.abort();
      return done;
    },
  };
}

// Limits the wait at shutdown to 3 s, because a round of a job waits once per queue while Redis
// hangs.
const endMsMax = 3_000;
const within = (msMax: number, work: Promise<unknown>) =>
  Promise.race([work, pause(msMax, undefined, { ref: false })]);

/**
 * Starts the background jobs: queue ticks, holds of ended places, outbox relay, expired holds and
 * history, offers to waitlists, refunds of cancelled dates, mails, notices, and the erasure of
 * personal data. All instances run these jobs concurrently.
 */
export function startJobs(): { stop: () => Promise<void> } {
  const stores = { db: db(), redis: redis() };
  const jobs = [
    repeat('tick', 500, () => tick(stores)),
    repeat('ended holds', 500, () => closeEndedHolds(stores.db)),
    repeat('relay', 500, () => relayOutbox(stores)),
    repeat('sweep', 5_000, () => sweep(stores.db)),
    repeat('offers', 200, () => offerFreedSeats(stores.db)),
    repeat('wishes', 1_000, () => endWishes(stores.db)),
    repeat('cancellations', 1_000, () => refundCancelledDates(stores.db)),
    repeat('history', 1_000, historyJob(stores)),
    repeat('versions', readEveryMs, () => readVersions(stores.db)),
    repeat('mails', 1_000, () => sendDueMails(stores.db)),
    repeat('notices', 500, () => planMessages(stores.db)),
    repeat('pushes', 500, () => sendDuePushes(stores.db)),
    repeat('notices by time', 5_000, () => announceByTime(stores.db)),
    repeat('soon', 2_000, () => announceSoon(stores)),
    repeat('old mails', 3_600_000, () => eraseOldMails(stores.db)),
    repeat('old notices', 3_600_000, () => eraseOldEvents(stores.db)),
    repeat('seen sign-ins', 5_000, () => recordSeen(stores.db)),
    repeat('old sign-ins', 3_600_000, () => eraseOldSignIns(stores.db)),
    repeat('kept records', 3_600_000, () => eraseRecords(stores.db)),
  ];
  return {
    stop: async () => {
      await within(endMsMax, Promise.all(jobs.map((job) => job.stop())));
      const last = lastTick(stores).catch((error: unknown) =>
        log.warn({ err: error }, 'the last tick failed'),
      );
      await within(endMsMax, last);
    },
  };
}
