import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  snapshotIn,
  type SnapshotFigures,
  keysOf,
  readPlaceState,
  placeState,
  type PlaceState,
} from '#server/queue/redis/commands.ts';
import type { Policy } from '#server/queue/policy/policy.ts';
import type { RedisClient } from '#server/redis/redis.ts';
import {
  loadScript,
  runBinaryScript,
  runScript,
  type Script,
  scriptOf,
} from '#server/redis/script.ts';

type Argument = string | number | Buffer;
const clock = "redis.call('TIME')";
const time = "{ KEYS[22]:match('^%d+'), KEYS[23]:match('^%d+') }";

// An empty list of Lua's is written as an empty object.
const list = <T extends z.ZodType>(of: T) =>
  z.array(of).or(z.strictObject({}).transform((): z.output<T>[] => []));
const lookSchema = z.object({
  standings: z.array(placeState),
  active: z.number(),
  waiting: z.number(),
  present: z.number(),
  served: z.number(),
  counters: z.record(z.string(), z.number()),
  ends: list(z.object({ user: z.string(), number: z.number(), reason: z.string() })),
  live: z.string().transform((bytes) => Buffer.from(bytes, 'hex')),
});
/** A line at one moment, as look.lua tells it. `active` counts those whose time is over until the line has noticed. */
export type QueueView = z.output<typeof lookSchema>;

/** One line on the real store whose clock the test sets: the commands as they are, with the time in the place of Redis' TIME. */
export class ClockedQueue {
  readonly concertId = randomInt(1, 2_000_000_000);
  epoch = 1;
  nowMs = 1_800_000_000_000;
  readonly #redis: RedisClient;
  readonly #broken: (script: string) => string;
  readonly #scripts = new Map<string, Script>();
  #policy: Partial<Policy> = {};
  #version = 1;

  /** `broken` spoils the commands' text: for negative controls. */
  constructor(redis: RedisClient, broken: (script: string) => string = (script) => script) {
    this.#redis = redis;
    this.#broken = broken;
  }

  /** Runs lua/<name>.lua at the line's time. */
  run(name: string, ...args: Argument[]): Promise<unknown> {
    return runScript(
      this.#redis,
      this.#scriptAt(`../../server/queue/redis/lua/${name}.lua`),
      this.#keys(),
      args,
    );
  }

  #scriptAt(file: string): Script {
    const known = this.#scripts.get(file);
    if (known !== undefined) return known;
    const { text } = loadScript(import.meta.url, file);
    if (!text.includes(clock)) throw new Error('the command does not ask for the time any more');
    const script = scriptOf(this.#broken(text.replace(clock, time)));
    this.#scripts.set(file, script);
    return script;
  }

  /** The line's keys, and the time behind them, with their tag: in the text of a script it would make each one another. */
  #keys(): string[] {
    const times = [Math.floor(this.nowMs / 1000), (this.nowMs % 1000) * 1000];
    return [
      ...keysOf(this.concertId),
      ...times.map((part) => `${String(part)}:{${String(this.concertId)}}`),
    ];
  }

  key(name: string): string {
    return `jari:{${String(this.concertId)}}:${name}`;
  }

  /** Begins an epoch, with numbers enough: those up to `base` belong to the ones before, and up to `floor` nobody waits. */
  async open(
    policy: Partial<Policy>,
    {
      epoch = 1,
      floor = 0,
      base = 0,
      heldMs = 0,
      turns = [] as unknown[],
      reserved = 2_000_000_000,
    } = {},
  ): Promise<void> {
    this.#policy = policy;
    this.epoch = epoch;
    await this.run(
      'open',
      epoch,
      this.#version,
      policyText(policy),
      floor,
      base,
      heldMs,
      JSON.stringify(turns),
    );
    await this.run('reserve', epoch, reserved, 1);
  }

  /** A beat, under another policy from now on if one is given. */
  tick(
    policy?: Partial<Policy>,
    tickMsMin = 0,
    quietMs = 4_000_000_000_000,
    estimator = '',
  ): Promise<unknown> {
    if (policy !== undefined) {
      this.#policy = policy;
      this.#version++;
    }
    return this.run(
      'tick',
      this.epoch,
      this.#version,
      policyText(this.#policy),
      tickMsMin,
      quietMs,
      estimator,
    );
  }

  /** Lets time pass, with a beat each second as instances give it, and one at the end. */
  async pass(ms: number): Promise<void> {
    for (const end = this.nowMs + ms; this.nowMs < end;) {
      this.nowMs = Math.min(end, this.nowMs + 1_000);
      await this.tick();
    }
  }

  /** A standing, or the refusal's name. */
  async join(user: string): Promise<PlaceState | string> {
    const answer = String(await this.run('join', this.epoch, user));
    return answer.startsWith('{') ? readPlaceState(answer) : answer;
  }

  async standing(user: string, number: number, tokenEpoch = this.epoch): Promise<PlaceState> {
    return readPlaceState(await this.run('status', this.epoch, user, tokenEpoch, number));
  }

  /** A poll: a turn that has come is claimed, as the room does once it has written it down. */
  async status(user: string, number: number, tokenEpoch = this.epoch): Promise<PlaceState> {
    const standing = await this.standing(user, number, tokenEpoch);
    if (standing.state === 'ACTIVE') await this.run('claim', this.epoch, user, standing.number);
    return standing;
  }

  /** Tells who has been seen, and reads the board. */
  async board({
    from,
    bits,
  }: {
    from: number;
    bits: Buffer;
  }): Promise<{ figures: SnapshotFigures; live: Buffer } | 'STALE'> {
    const board = this.#scriptAt('../../server/queue/redis/lua/snapshot.lua');
    return snapshotIn(
      await runBinaryScript(this.#redis, board, this.#keys(), [this.epoch, from, bits]),
    );
  }

  async figures(): Promise<{ waiting: number; active: number }> {
    const [waiting, active] = (await this.run('counts', this.epoch)) as [number, number];
    return { waiting, active };
  }

  /** Why each ended place ended, oldest first. */
  async ends(): Promise<{ user: string; reason: string }[]> {
    const entries = await this.#redis.xrange(this.key('ends'), '-', '+');
    return entries.map(([, fields]) => ({ user: fields[1] ?? '', reason: fields[5] ?? '' }));
  }

  /** How the line and each of these people stand, whom nobody has seen by this; ended places are told once. */
  async look(users: readonly string[]): Promise<QueueView> {
    const told = String(
      await runScript(this.#redis, this.#scriptAt('./look.lua'), this.#keys(), [
        this.epoch,
        ...users,
      ]),
    );
    if (told === 'STALE') throw new Error('a lost line was looked at');
    return lookSchema.parse(JSON.parse(told));
  }

  async clear(): Promise<void> {
    await this.#redis.del(...keysOf(this.concertId));
  }
}

/** Loses what Redis knows of a line, as a foreign hand would. */
export async function loseQueue(redis: RedisClient, concertId: number): Promise<void> {
  await redis.del(...keysOf(concertId));
}

/** Makes a line look as after a start of its server with the data of before, which may lack the last second. */
export async function restartQueue(redis: RedisClient, concertId: number): Promise<void> {
  await redis.hset(`jari:{${String(concertId)}}:meta`, 'server', 'the one before');
}

const always = { lineOpensAt: 0, opensAt: 0, closesAt: 4_000_000_000_000 };
const durations = {
  sessionMs: 600_000,
  claimMs: 120_000,
  graceMs: 180_000,
  holdMs: 300_000,
  recoveryMs: 75_000,
};

/** A policy with room for everyone and for ever, but for what is given. */
function policyText(policy: Partial<Policy>): string {
  const roomy = { capacity: 1_000, ratePerMinute: 600_000, ...durations };
  return JSON.stringify(
    { ...roomy, ...always, ...policy },
    (_, value: unknown) => value ?? undefined,
  );
}
