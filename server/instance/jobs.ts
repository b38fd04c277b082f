import { setTimeout as pause } from 'node:timers/promises';
import { db } from '../database/db.ts';
import { log } from '../config/log.ts';
import { relayOutbox } from '../payment/payment.ts';
import { tick, persistEnds, lastTick } from '../queue/ticker.ts';
import { redis } from '../redis/redis.ts';
import { endPlace, sweep } from '../seating/seating.ts';

/** Runs `work` again and again, `everyMs` after it has ended, until stopped. Trouble is logged; the next round is the retry. */
function repeat(
  name: string,
  everyMs: number,
  work: () => Promise<unknown>,
): { stop: () => Promise<void> } {
  const ending = new AbortController();
  const rounds = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await work().catch((error: unknown) =>
        log.warn({ err: error, loop: name }, 'a round failed'),
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

/** Where a store hangs, a round waits for it once for each line; the stores are closed then all the same. */
const endMsMax = 3_000;
const within = (msMax: number, work: Promise<unknown>) =>
  Promise.race([work, pause(msMax, undefined, { ref: false })]);

/** What every instance does by itself: the line's beat, ended places, the outbox, tidying lapsed holds. All are safe on many at once. */
export function startJobs(): { stop: () => Promise<void> } {
  const stores = { db: db(), redis: redis() };
  const loops = [
    repeat('beat', 500, () => tick(stores)),
    repeat('ends', 500, () => persistEnds(stores, (place) => endPlace(stores.db, place))),
    repeat('relay', 500, () => relayOutbox(stores)),
    repeat('sweep', 5_000, () => sweep(stores.db)),
  ];
  return {
    stop: async () => {
      await within(endMsMax, Promise.all(loops.map((loop) => loop.stop())));
      const last = lastTick(stores).catch((error: unknown) =>
        log.warn({ err: error }, 'the last beat failed'),
      );
      await within(endMsMax, last);
    },
  };
}
