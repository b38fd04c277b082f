import { env } from '../../config/env.ts';
import { toRefusal } from '../../errors/driver-errors.ts';
import { isRefusal, tryAgain } from '../../errors/refusal.ts';
import { log } from '../../config/log.ts';
import { Bitset, RankedBitset } from './bitset.ts';
import { inEpoch, type Stores } from '../recovery/epoch.ts';
import { recentPolicyOf } from '../policy/policy.ts';
import { type SnapshotFigures, readSnapshot } from '../redis/commands.ts';
import type { Place } from '../token/token.ts';

const refreshMs = 1_000;
/** A line that nobody has asked about for so long is not looked at any more. */
const askedMsMax = 60_000;
/** What is older is not told to anyone. */
const ageMsMax = 5_000;
const statsPollMs = 3_000;

/** The line's public figures: what everyone may know, and the same for everyone. */
export interface PublicStats {
  concertId: number;
  /** The highest number that has been admitted. */
  served: number;
  waiting: number;
  active: number;
  capacity: number;
  ratePerMinute: number;
  paused: { reason: string } | null;
  message: string | null;
  /** Admission is held while the line is put together again after an outage of its store. */
  recovering: boolean;
  nextPollMs: number;
}

/** A line as it stood at one moment. */
export interface QueueSnapshot {
  epoch: number;
  figures: SnapshotFigures;
  live: RankedBitset;
  stats: PublicStats;
  /** By this process' own clock, which only runs forward. */
  askedAt: number;
}

/** One line as this instance sees it: read once a second while anybody asks. */
class TrackedQueue {
  readonly #stores: Stores;
  readonly #concertId: number;
  readonly listeners = new Set<(board: PublicStats) => void>();
  #latest: QueueSnapshot | null = null;
  #seen = new Bitset(); // who has been answered from `#latest` since the last reading was begun
  #gone = new Map<number, number>(); // numbers that were found not to wait any more, and when
  #asked = performance.now();
  #reading: Promise<QueueSnapshot> | null = null;

  constructor(stores: Stores, concertId: number) {
    this.#stores = stores;
    this.#concertId = concertId;
  }

  /** The latest snapshot, unless it is too old to be told. */
  get current(): QueueSnapshot | null {
    return this.#latest !== null && performance.now() - this.#latest.askedAt <= ageMsMax
      ? this.#latest
      : null;
  }

  /** The same for somebody who asks about the line. */
  ask(): QueueSnapshot | null {
    this.#asked = performance.now();
    return this.current;
  }

  get isWanted(): boolean {
    return this.listeners.size > 0 || performance.now() - this.#asked < askedMsMax;
  }

  markSeen(at: number): void {
    this.#seen.add(at);
  }

  /** A place was found to wait no longer: what memory says of it is outdated. */
  evict(number: number): void {
    this.#gone.set(number, performance.now());
  }

  isEvicted(number: number): boolean {
    return this.#gone.has(number);
  }

  read(): Promise<QueueSnapshot> {
    this.#reading ??= this.#readNow().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readNow(): Promise<QueueSnapshot> {
    const { redis } = this.#stores;
    const askedAt = performance.now();
    const seen = this.#seen;
    this.#seen = new Bitset();
    try {
      const { epoch, answer } = await inEpoch(this.#stores, this.#concertId, (epoch) =>
        // Bits of another epoch say nothing of this one's people.
        readSnapshot(
          redis,
          this.#concertId,
          epoch,
          (this.#latest?.epoch === epoch ? seen : new Bitset()).range(),
        ),
      );
      for (const [number, at] of this.#gone) if (at < askedAt) this.#gone.delete(number);
      const board = statsOf(this.#concertId, answer.figures);
      if (this.#latest?.epoch !== epoch) this.#seen = new Bitset(); // those answered meanwhile were answered by the epoch before
      this.#latest = {
        epoch,
        figures: answer.figures,
        live: new RankedBitset(answer.live),
        stats: board,
        askedAt,
      };
    } catch (error) {
      this.#seen.addAll(seen.range()); // told at the next reading
      throw error;
    }
    for (const listener of this.listeners) listener(this.#latest.stats);
    return this.#latest;
  }
}

function statsOf(concertId: number, figures: SnapshotFigures): PublicStats {
  const { served, present, active, capacity, ratePerMinute, pauseReason, message, recovering } =
    figures;
  const paused = pauseReason === undefined ? null : { reason: pauseReason };
  const common = { concertId, served, waiting: present, active, capacity, ratePerMinute };
  return { ...common, paused, message: message ?? null, recovering, nextPollMs: statsPollMs };
}

const queues = new Map<number, TrackedQueue>();

/** The line of a concert, watched from now on for as long as anybody asks. */
function track(stores: Stores, concertId: number): TrackedQueue {
  const known = queues.get(concertId);
  if (known !== undefined) return known;
  const line = new TrackedQueue(stores, concertId);
  queues.set(concertId, line);
  void keepReading(line, concertId);
  return line;
}

async function keepReading(line: TrackedQueue, concertId: number): Promise<void> {
  if (queues.get(concertId) !== line) return; // nobody looks at lines any more
  const next = (): void =>
    void setTimeout(() => void keepReading(line, concertId), refreshMs).unref();
  try {
    await line.read();
    if (queues.get(concertId) !== line) return;
    if (line.isWanted) next();
    else queues.delete(concertId);
  } catch (error) {
    if (queues.get(concertId) !== line) return;
    const isUnknown = isRefusal(error) && error.code === 'NOT_FOUND';
    if (!isUnknown)
      log[toRefusal(error).code === 'INTERNAL' ? 'error' : 'warn'](
        { err: error, concertId },
        'a line could not be read',
      );
    if (line.isWanted && !isUnknown) next();
    else queues.delete(concertId);
  }
}

/** Stops looking at lines: before the stores are closed. */
export function closeSnapshots(): void {
  queues.clear();
}

/** How a line stands, at most some seconds ago. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function snapshotOf(stores: Stores, concertId: number): Promise<QueueSnapshot> {
  const line = track(stores, concertId);
  const current = line.ask() ?? (await line.read());
  return performance.now() - current.askedAt <= ageMsMax
    ? current
    : Promise.reject(tryAgain(new Error('the board is too old')));
}

/** Whether a line is looked at already: whoever asks for its figures then costs the stores nothing. */
export function isTracked(concertId: number): boolean {
  return queues.has(concertId);
}

/** The line's public figures, at most about a second old. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function publicStats(stores: Stores, concertId: number): Promise<PublicStats> {
  if (!isTracked(concertId)) await recentPolicyOf(stores.db, concertId); // a concert that there is not gets no transaction
  return (await snapshotOf(stores, concertId)).stats;
}

/** Calls `listener` with each new board, about once a second, until the returned function is called. */
export function subscribeToStats(
  stores: Stores,
  concertId: number,
  listener: (board: PublicStats) => void,
): () => void {
  const line = track(stores, concertId);
  line.listeners.add(listener);
  return () => void line.listeners.delete(listener);
}

/** The lines that this instance looks at, for its metrics. */
export function* snapshots(): Generator<
  { concertId: number } & Pick<SnapshotFigures, 'active' | 'tallies'> & { waiting: number }
> {
  for (const [concertId, line] of queues) {
    const figures = line.current?.figures;
    if (figures !== undefined)
      yield {
        concertId,
        waiting: figures.present,
        active: figures.active,
        tallies: figures.tallies,
      };
  }
}

/** Where a waiting person stands by what is in memory, who has been seen by this. Null: the store must be asked. */
export function placeInMemory(
  place: Place,
): { position: number; behind: number; figures: SnapshotFigures } | null {
  const line = queues.get(place.concertId);
  const snapshot = line?.ask() ?? null;
  if (line === undefined || snapshot === null) return null;
  const { live, figures } = snapshot;
  const at = place.number - figures.floor - 1;
  if (at < 0 || !live.has(at) || line.isEvicted(place.number)) return null;
  line.markSeen(at);
  const position = live.rank(at) + 1;
  return { position, behind: live.count - position, figures };
}

/** A place that was found not to wait any more is not told to wait by memory either. */
export function evictPlace({ concertId, number }: Pick<Place, 'concertId' | 'number'>): void {
  queues.get(concertId)?.evict(number);
}

/**
 * Has a line looked at from now on, so that those who wait in it are answered from memory. Not where pages are rendered: no crowd polls
 * there, and who comes with a turn that another process has told them of must not be told to wait.
 */
export function ensureSubscribed(stores: Stores, concertId: number): void {
  if (env().LINES_IN_MEMORY === 'on') track(stores, concertId).ask();
}
