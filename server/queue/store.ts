import { z } from 'zod';
import type { Store } from '../redis.ts';
import { runScript, scriptOf } from '../script.ts';
import { text } from '../text.ts';

const line = text(import.meta.url, './lua/_line.lua');
const command = (name: string) => scriptOf(`${line}\n${text(import.meta.url, `./lua/${name}.lua`)}`);
const commands = {
  open: command('open'),
  join: command('join'),
  status: command('status'),
  keep: command('keep'),
  leave: command('leave'),
  tick: command('tick'),
  figures: command('figures'),
};

const keysOf = (concertId: number) =>
  ['meta', 'waiting', 'active', 'places', 'ends'].map((name) => `jari:{${String(concertId)}}:${name}`);
export const endsKeyOf = (concertId: number) => `jari:{${String(concertId)}}:ends`;
export const metaKeyOf = (concertId: number) => `jari:{${String(concertId)}}:meta`;

/** Runs one atomic command of a concert's line (lua/<name>.lua says what it takes and returns). */
export function run(
  store: Store,
  name: keyof typeof commands,
  concertId: number,
  ...args: (string | number)[]
): Promise<unknown> {
  return runScript(store, commands[name], keysOf(concertId), args);
}

/** How a place stands, as `standing` in lua/_line.lua writes it. Times in ms of Redis' clock, pace in admissions a second. */
const standing = z.object({
  state: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']),
  number: z.number(),
  position: z.number(),
  behind: z.number(),
  untilAt: z.number().optional(),
  now: z.number(),
  pauseReason: z.string().optional(),
  message: z.string().optional(),
  pace: z.number(),
});
export type Standing = z.output<typeof standing>;

export function readStanding(answer: unknown): Standing {
  return standing.parse(JSON.parse(String(answer)));
}
