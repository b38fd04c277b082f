import { z } from 'zod';
import type { RedisClient } from '../../redis/redis.ts';
import { runBinaryScript, runScript, scriptOf } from '../../redis/script.ts';
import { loadSql } from '../../database/load-sql.ts';
import type { EtaState } from '../estimate/eta.ts';

const queueLua = loadSql(import.meta.url, './lua/_line.lua');
const command = (name: string) =>
  scriptOf(`${queueLua}\n${loadSql(import.meta.url, `./lua/${name}.lua`)}`);
const commands = {
  known: command('known'),
  open: command('open'),
  reserve: command('reserve'),
  join: command('join'),
  return: command('return'),
  status: command('status'),
  claim: command('claim'),
  keep: command('keep'),
  leave: command('leave'),
  ends: command('ends'),
  tick: command('tick'),
  figures: command('figures'),
};
const snapshotCommand = command('board');

/** The keys of a line, in the order of lua/_line.lua. They share the concert's hash tag, and so a node of a cluster. */
export function keysOf(concertId: number): string[] {
  const seen = Array.from({ length: 9 }, (_, at) => `seen:${String(at)}`);
  const names = [
    'meta',
    'waiting',
    'active',
    'places',
    'ends',
    'queued',
    'live',
    'scratch',
    'timeline',
    'tallies',
    ...seen,
  ];
  return [...names, 'pending', 'spent'].map((name) => `jari:{${String(concertId)}}:${name}`);
}
export const endsKeyOf = (concertId: number) => `jari:{${String(concertId)}}:ends`;

/** Runs one atomic command of a concert's line (lua/<name>.lua says what it takes and returns). */
export function run(
  store: RedisClient,
  name: keyof typeof commands,
  concertId: number,
  ...args: (string | number)[]
): Promise<unknown> {
  return runScript(store, commands[name], keysOf(concertId), args);
}

/** What the wait is estimated by, as lua/tick.lua writes it: a list, as text. */
const estimate = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]),
  )
  .transform(([active, turnMs, turns, guess, spread, reach, leaving]): EtaState => {
    return { active, turnMs, turns, guess, spread, reach, leaving };
  });

/** What everyone in a line is told alike, as `conditions` in lua/_line.lua writes it. Time in ms of Redis' clock. */
const queueConditions = z.object({
  now: z.number(),
  pauseReason: z.string().optional(),
  message: z.string().optional(),
  recovering: z.boolean(),
  ratePerMinute: z.number(),
  capacity: z.number(),
  sessionMs: z.number(),
  graceMs: z.number(),
  /** Only while people are admitted. */
  estimate: estimate.optional(),
});
export type QueueConditions = z.output<typeof queueConditions>;

/** How a place stands, as `standing` in lua/_line.lua writes it. UNKNOWN: of an epoch before the store was lost. */
export const placeState = queueConditions.extend({
  state: z.enum(['WAITING', 'ACTIVE', 'EXPIRED', 'UNKNOWN']),
  number: z.number(),
  position: z.number(),
  behind: z.number(),
  admittedAt: z.number().optional(),
  untilAt: z.number().optional(),
  claimed: z.boolean().optional(),
  given: z.number().optional(),
});
export type PlaceState = z.output<typeof placeState>;

export function readPlaceState(answer: unknown): PlaceState {
  return placeState.parse(JSON.parse(String(answer)));
}

/** The upper ends, in seconds, of what waits are counted by (WAIT_BOUNDS in lua/_line.lua); the last count is of all longer ones. */
export const waitBounds = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200];

// An empty table of Lua's is written as a list.
const counts = z
  .record(z.string(), z.number())
  .or(z.array(z.never()).transform((): Record<string, number> => ({})));

/** What has happened in a line since its epoch began. */
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
  active: z.number(),
  tallies: counters,
});

/** A line at one moment: its figures, and a bit for each number above the floor of somebody who waits and is present. */
export type SnapshotFigures = z.output<typeof snapshotFigures>;

/** Tells the store who has been seen (`bits`, from the byte `from` on), and reads how the line stands. */
export async function readSnapshot(
  store: RedisClient,
  concertId: number,
  epoch: number,
  { from, bits }: { from: number; bits: Buffer },
): Promise<{ figures: SnapshotFigures; live: Buffer } | 'STALE'> {
  return snapshotIn(
    await runBinaryScript(store, snapshotCommand, keysOf(concertId), [epoch, from, bits]),
  );
}

/** What lua/board.lua answers, in Buffers. */
export function snapshotIn(answer: unknown): { figures: SnapshotFigures; live: Buffer } | 'STALE' {
  if (!Array.isArray(answer)) return 'STALE';
  const [json, live] = answer as [Buffer, Buffer];
  return { figures: snapshotFigures.parse(JSON.parse(json.toString())), live };
}
