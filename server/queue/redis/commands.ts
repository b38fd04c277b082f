import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { RedisClient } from '../../redis/redis.ts';
import { loadScript, runBinaryScript, runScript } from '../../redis/script.ts';
import { serializedEstimator } from '../estimate/serialized-estimator.ts';

const command = (name: string) => loadScript(import.meta.url, `./lua/${name}.lua`);
const commands = {
  epoch: command('epoch'),
  open: command('open'),
  reserve: command('reserve'),
  join: command('join'),
  rejoin: command('rejoin'),
  status: command('status'),
  claim: command('claim'),
  extend: command('extend'),
  leave: command('leave'),
  admit: command('admit'),
  drain: command('drain'),
  tick: command('tick'),
  counts: command('counts'),
  peek: command('peek'),
};
const snapshotCommand = command('snapshot');

/**
 * Returns the keys of a queue, in the order of lua/include/keys.lua. The keys share the concert's
 * hash tag, so that one node of a cluster stores them all.
 */
export function keysOf(concertId: number): string[] {
  const known = knownKeys.get(concertId);
  if (known !== undefined) return known;
  const seen = Array.from({ length: 9 }, (_, at) => `seen:${String(at)}`);
  const names = [
    'meta',
    'waiting',
    'active',
    'places',
    'log',
    'queued',
    'live',
    'scratch',
    'timeline',
    'counters',
    ...seen,
  ];
  const keys = [...names, 'pending', 'revoked'].map(
    (name) => `jari:{${String(concertId)}}:${name}`,
  );
  knownKeys.set(concertId, keys);
  return keys;
}
const knownKeys = new LRUCache<number, string[]>({ max: 1_000 });
export const logKeyOf = (concertId: number) => `jari:{${String(concertId)}}:log`;

/** Runs the atomic script lua/<name>.lua, which documents its arguments and reply. */
export function run(
  redis: RedisClient,
  name: keyof typeof commands,
  concertId: number,
  ...args: (string | number)[]
): Promise<unknown> {
  return runScript(redis, commands[name], keysOf(concertId), args);
}

/**
 * Common part of the states of a queue's places (lua/include/place-state.lua). Instants are in ms
 * of Redis' clock.
 */
const queueConditions = z.object({
  now: z.number(),
  pauseReason: z.string().optional(),
  message: z.string().optional(),
  recovering: z.boolean(),
  ratePerMinute: z.number(),
  capacity: z.number(),
  sessionMs: z.number(),
  graceMs: z.number(),
  /** True while the queue admits users. */
  open: z.boolean(),
  active: z.number(),
  /** True if the concert is cancelled; absent otherwise. */
  cancelled: z.literal(true).optional(),
  /**
   * Latest estimator state that an instance stored. The parser ignores a state in the format of
   * another version.
   */
  estimator: serializedEstimator.optional().catch(undefined),
});
export type QueueConditions = z.output<typeof queueConditions>;

/**
 * Redis' state of a place (lua/include/place-state.lua). UNKNOWN marks an earlier epoch's place
 * that Redis lacks or holds at a higher number.
 */
export const placeState = queueConditions.extend({
  state: z.enum(['WAITING', 'ACTIVE', 'EXPIRED', 'UNKNOWN']),
  number: z.number(),
  position: z.number(),
  behind: z.number(),
  admittedAt: z.number().optional(),
  untilAt: z.number().optional(),
  claimed: z.boolean().optional(),
  /** Event of the admission, if PostgreSQL may lack the admission. */
  undrained: z.number().optional(),
});
export type PlaceState = z.output<typeof placeState>;
const placeStates = placeState.shape.state.options;

/** Reply to one user of a batch, with the conditions that all users of the batch share. */
export interface BatchReply {
  conditions: QueueConditions;
  /** Words of a place, or a refusal of lua/join.lua. */
  words: string;
}

const sharedConditions = queueConditions.omit({ now: true });
// Keeps the conditions of recent replies, because they are equal until a condition changes.
const knownConditions = new LRUCache<string, z.output<typeof sharedConditions>>({ max: 1_000 });

function conditionsIn(json: string): z.output<typeof sharedConditions> {
  const known = knownConditions.get(json);
  if (known !== undefined) return known;
  const conditions = sharedConditions.parse(JSON.parse(json));
  knownConditions.set(json, conditions);
  return conditions;
}

/** Splits the reply of lua/status.lua or lua/join.lua. */
export function repliesIn([now, json = '', ...all]: string[]): BatchReply[] {
  const conditions = { ...conditionsIn(json), now: Number(now) };
  return all.map((words) => ({ conditions, words }));
}

export function readPlaceState({ conditions, words }: BatchReply): PlaceState {
  return { ...conditions, ...readWords(words) };
}

/**
 * Parses the words of a place (placeWords in lua/include/place-state.lua). Uses no schema, because
 * a schema would double the cost of each status.
 */
export function readWords(words: string): Omit<PlaceState, keyof QueueConditions> {
  const [word, number, position, behind, admittedAt, untilAt, claimed, undrained] =
    words.split(' ');
  const state = placeStates.find((known) => known === word);
  if (state === undefined) throw new Error(`unknown state of a place: ${words}`);
  const place = {
    state,
    number: Number(number),
    position: Number(position),
    behind: Number(behind),
  };
  if (claimed === undefined) return place;
  return {
    ...place,
    admittedAt: Number(admittedAt),
    untilAt: Number(untilAt),
    claimed: claimed === '1',
    ...(undrained !== '0' && { undrained: Number(undrained) }),
  };
}

/** Upper bounds (s) of the wait histogram, equal to WAIT_BOUNDS in lua/include/admission.lua. */
export const waitBounds = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200];

// Lua encodes empty counts as a list instead of an object.
const counts = z
  .record(z.string(), z.number())
  .or(z.array(z.never()).transform((): Record<string, number> => ({})));

/** Event counts of a queue since the start of the epoch. */
const counters = counts.transform((counted) => ({
  joins: counted['joins'] ?? 0,
  admitted: counted['admitted'] ?? 0,
  noShows: counted['UNCLAIMED'] ?? 0,
  left: counted['LEFT'] ?? 0,
  waits: [...waitBounds.keys(), waitBounds.length].map(
    (at) => counted[`wait${String(at + 1)}`] ?? 0,
  ),
  waitSecondsSum: (counted['waitMs'] ?? 0) / 1_000,
}));
export type Counters = z.output<typeof counters>;

const snapshotFigures = queueConditions.extend({
  floor: z.number(),
  next: z.number(),
  served: z.number(),
  present: z.number(),
  guests: z.number(),
  counters,
});

export type SnapshotFigures = z.output<typeof snapshotFigures>;

/**
 * Reads the queue. Reports the seen places as `bits`, which start at byte `from`. Bit n of `live`
 * is 1 if the place with number floor + 1 + n waits and is present.
 */
export async function readSnapshot(
  redis: RedisClient,
  concertId: number,
  epoch: number,
  { from, bits }: { from: number; bits: Buffer },
): Promise<{ figures: SnapshotFigures; live: Buffer } | 'STALE'> {
  return snapshotIn(
    await runBinaryScript(redis, snapshotCommand, keysOf(concertId), [epoch, from, bits]),
  );
}

/** Parses the reply of lua/snapshot.lua, a list of two Buffers. */
export function snapshotIn(answer: unknown): { figures: SnapshotFigures; live: Buffer } | 'STALE' {
  if (!Array.isArray(answer)) return 'STALE';
  const [json, live] = answer as [Buffer, Buffer];
  return { figures: snapshotFigures.parse(JSON.parse(json.toString())), live };
}
