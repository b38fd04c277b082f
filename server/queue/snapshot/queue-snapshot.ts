import { env } from '../../config/env.ts';
import { toRefusal } from '../../errors/driver-errors.ts';
import { isRefusal, tryAgain } from '../../errors/refusal.ts';
import { log } from '../../config/log.ts';
import { Bits, CountedBits } from './bitset.ts';
import { inEpoch, type LineStores } from '../recovery/epoch.ts';
import { recentPolicyOf } from '../policy/policy.ts';
import { type Figures, readBoard } from '../redis/commands.ts';
import type { Place } from '../token/token.ts';

const refreshMs = 1_000;
/** A line that nobody has asked about for so long is not looked at any more. */
const askedMsMax = 60_000;
/** What is older is not told to anyone. */
const ageMsMax = 5_000;
const boardPollMs = 3_000;

/** The line's public figures: what everyone may know, and the same for everyone. */
export interface PublicBoard {
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
export interface Snapshot {
  epoch: number;
  figures: Figures;
  live: CountedBits;
  board: PublicBoard;
  /** By this process' own clock, which only runs forward. */
  askedAt: number;
}

/** One line as this instance sees it: read once a second while anybody asks. */
class Watched {
  readonly #stores: LineStores;
  readonly #concertId: number;
  readonly listeners = new Set<(board: PublicBoard) => void>();
  #latest: Snapshot | null = null;
  #seen = new Bits(); // who has been answered from `#latest` since the last reading was begun
  #gone = new Map<number, number>(); // numbers that were found not to wait any more, and when
  #asked = performance.now();
  #reading: Promise<Snapshot> | null = null;

  constructor(stores: LineStores, concertId: number) {
    this.#stores = stores;
    this.#concertId = concertId;
  }

  /** The latest snapshot, unless it is too old to be told. */
  get current(): Snapshot | null {
    return this.#latest !== null && performance.now() - this.#latest.askedAt <= ageMsMax ? this.#latest : null;
  }

  /** The same for somebody who asks about the line. */
  ask(): Snapshot | null {
    this.#asked = performance.now();
    return this.current;
  }

  get isWanted(): boolean {
    return this.listeners.size > 0 || performance.now() - this.#asked < askedMsMax;
  }

  saw(at: number): void {
    this.#seen.add(at);
  }

  /** A place was found to wait no longer: what memory says of it is outdated. */
  forget(number: number): void {
    this.#gone.set(number, performance.now());
  }

  hasGone(number: number): boolean {
    return this.#gone.has(number);
  }

  read(): Promise<Snapshot> {
    this.#reading ??= this.#readNow().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readNow(): Promise<Snapshot> {
    const { redis } = this.#stores;
    const askedAt = performance.now();
    const seen = this.#seen;
    this.#seen = new Bits();
    try {
      const { epoch, answer } = await inEpoch(this.#stores, this.#concertId, (epoch) =>
        // Bits of another epoch say nothing of this one's people.
        readBoard(redis, this.#concertId, epoch, (this.#latest?.epoch === epoch ? seen : new Bits()).range()),
      );
      for (const [number, at] of this.#gone) if (at < askedAt) this.#gone.delete(number);
      const board = boardOf(this.#concertId, answer.figures);
      if (this.#latest?.epoch !== epoch) this.#seen = new Bits(); // those answered meanwhile were answered by the epoch before
      this.#latest = { epoch, figures: answer.figures, live: new CountedBits(answer.live), board, askedAt };
    } catch (error) {
      this.#seen.addAll(seen.range()); // told at the next reading
      throw error;
    }
    for (const listener of this.listeners) listener(this.#latest.board);
    return this.#latest;
  }
}

function boardOf(concertId: number, figures: Figures): PublicBoard {
  const { served, present, active, capacity, ratePerMinute, pauseReason, message, recovering } = figures;
  const paused = pauseReason === undefined ? null : { reason: pauseReason };
  const common = { concertId, served, waiting: present, active, capacity, ratePerMinute };
  return { ...common, paused, message: message ?? null, recovering, nextPollMs: boardPollMs };
}

const lines = new Map<number, Watched>();

/** The line of a concert, watched from now on for as long as anybody asks. */
function watched(stores: LineStores, concertId: number): Watched {
  const known = lines.get(concertId);
  if (known !== undefined) return known;
  const line = new Watched(stores, concertId);
  lines.set(concertId, line);
  void keepReading(line, concertId);
  return line;
}

async function keepReading(line: Watched, concertId: number): Promise<void> {
  if (lines.get(concertId) !== line) return; // nobody looks at lines any more
  const next = (): void => void setTimeout(() => void keepReading(line, concertId), refreshMs).unref();
  try {
    await line.read();
    if (lines.get(concertId) !== line) return;
    if (line.isWanted) next();
    else lines.delete(concertId);
  } catch (error) {
    if (lines.get(concertId) !== line) return;
    const isUnknown = isRefusal(error) && error.code === 'NOT_FOUND';
    if (!isUnknown)
      log[toRefusal(error).code === 'INTERNAL' ? 'error' : 'warn']({ err: error, concertId }, 'a line could not be read');
    if (line.isWanted && !isUnknown) next();
    else lines.delete(concertId);
  }
}

/** Stops looking at lines: before the stores are closed. */
export function closeBoards(): void {
  lines.clear();
}

/** How a line stands, at most some seconds ago. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function snapshotOf(stores: LineStores, concertId: number): Promise<Snapshot> {
  const line = watched(stores, concertId);
  const current = line.ask() ?? (await line.read());
  return performance.now() - current.askedAt <= ageMsMax ? current : Promise.reject(tryAgain(new Error('the board is too old')));
}

/** Whether a line is looked at already: whoever asks for its figures then costs the stores nothing. */
export function isWatched(concertId: number): boolean {
  return lines.has(concertId);
}

/** The line's public figures, at most about a second old. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function publicBoard(stores: LineStores, concertId: number): Promise<PublicBoard> {
  if (!isWatched(concertId)) await recentPolicyOf(stores.db, concertId); // a concert that there is not gets no transaction
  return (await snapshotOf(stores, concertId)).board;
}

/** Calls `listener` with each new board, about once a second, until the returned function is called. */
export function watchBoard(stores: LineStores, concertId: number, listener: (board: PublicBoard) => void): () => void {
  const line = watched(stores, concertId);
  line.listeners.add(listener);
  return () => void line.listeners.delete(listener);
}

/** The lines that this instance looks at, for its metrics. */
export function* snapshots(): Generator<{ concertId: number } & Pick<Figures, 'active' | 'tallies'> & { waiting: number }> {
  for (const [concertId, line] of lines) {
    const figures = line.current?.figures;
    if (figures !== undefined) yield { concertId, waiting: figures.present, active: figures.active, tallies: figures.tallies };
  }
}

/** Where a waiting person stands by what is in memory, who has been seen by this. Null: the store must be asked. */
export function placeInMemory(place: Place): { position: number; behind: number; figures: Figures } | null {
  const line = lines.get(place.concertId);
  const snapshot = line?.ask() ?? null;
  if (line === undefined || snapshot === null) return null;
  const { live, figures } = snapshot;
  const at = place.number - figures.floor - 1;
  if (at < 0 || !live.has(at) || line.hasGone(place.number)) return null;
  line.saw(at);
  const position = live.below(at) + 1;
  return { position, behind: live.count - position, figures };
}

/** A place that was found not to wait any more is not told to wait by memory either. */
export function forgetPlace({ concertId, number }: Pick<Place, 'concertId' | 'number'>): void {
  lines.get(concertId)?.forget(number);
}

/**
 * Has a line looked at from now on, so that those who wait in it are answered from memory. Not where pages are rendered: no crowd polls
 * there, and who comes with a turn that another process has told them of must not be told to wait.
 */
export function lookAt(stores: LineStores, concertId: number): void {
  if (env().LINES_IN_MEMORY === 'on') watched(stores, concertId).ask();
}
