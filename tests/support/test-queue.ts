import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  snapshotIn,
  type SnapshotFigures,
  keysOf,
  readPlaceState,
  repliesIn,
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

// Lua encodes an empty list as an object.
const list = <T extends z.ZodType>(of: T) =>
  z.array(of).or(z.strictObject({}).transform((): z.output<T>[] => []));
const endEvent = z.object({ user: z.string(), reason: z.string() });
const viewSchema = z.object({
  states: z.array(placeState),
  active: z.number(),
  waiting: z.number(),
  present: z.number(),
  served: z.number(),
  counters: z.record(z.string(), z.number()),
  admissions: list(
    z.object({
      users: z.array(z.string()),
      numbers: z.array(z.number()),
      admittedAt: z.number(),
      untilAt: z.number(),
      lastIssued: z.number(),
    }),
  ),
  endEvents: list(
    z.object({
      user: z.string(),
      number: z.number(),
      revokedUpTo: z.number(),
      reason: z.string(),
    }),
  ),
  live: z.string().transform((bytes) => Buffer.from(bytes, 'hex')),
});
/**
 * State of a queue at one moment, from view.lua. `active` includes lapsed turns until a command
 * ends these turns.
 */
export type QueueView = z.output<typeof viewSchema>;

/**
 * A queue on a real Redis, with a clock under the test's control. The commands use the test's time
 * instead of the Redis command TIME.
 */
export class ClockedQueue {
  readonly concertId = randomInt(1, 2_000_000_000);
  epoch = 1;
  nowMs = 1_800_000_000_000;
  readonly #redis: RedisClient;
  readonly #broken: (script: string) => string;
  readonly #scripts = new Map<string, Script>();
  #policy: Partial<Policy> = {};
  #version = 1;

  /** `broken` mutates the text of the commands, for negative controls. */
  constructor(redis: RedisClient, broken: (script: string) => string = (script) => script) {
    this.#redis = redis;
    this.#broken = broken;
  }

  /** Runs the command lua/<name>.lua at the test's time. */
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
    if (!text.includes(clock))
      throw new Error('the script lacks the clock call that the test replaces');
    const script = scriptOf(this.#broken(text.replace(clock, time)));
    this.#scripts.set(file, script);
    return script;
  }

  /**
   * Returns the queue's keys and two more keys, which contain the time in seconds and µs. Scripts
   * take the time from keys, because a time in the script text would make each call a new script.
   */
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

  /**
   * Begins an epoch with more numbers than any test issues. Numbers up to `base` belong to earlier
   * epochs; no user with a number up to `floor` waits.
   */
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

  /** A given policy replaces the policy in force, from this tick on. */
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

  /** Advances the clock by `ms`, with a tick every second and at the end. */
  async pass(ms: number): Promise<void> {
    for (const end = this.nowMs + ms; this.nowMs < end;) {
      this.nowMs = Math.min(end, this.nowMs + 1_000);
      await this.tick();
    }
  }

  /** Lets a user join. Returns the state of the place, or the refusal. */
  async join(user: string): Promise<PlaceState | string> {
    const answer = await this.run('join', this.epoch, user);
    if (!Array.isArray(answer)) return String(answer);
    const [reply] = repliesIn(answer as string[]);
    if (reply === undefined) throw new Error('the join got no reply');
    return /^(SALE|RESERVE)/.test(reply.words) ? reply.words : readPlaceState(reply);
  }

  async placeState(
    user: string,
    number: number,
    tokenEpoch = this.epoch,
    { claims = false } = {},
  ): Promise<PlaceState> {
    const token = [user, tokenEpoch, number, claims ? 1 : 0];
    const answer = await this.run('status', this.epoch, ...token);
    const [reply] = Array.isArray(answer) ? repliesIn(answer as string[]) : [];
    if (reply === undefined) throw new Error(`the status is ${String(answer)}`);
    return readPlaceState(reply);
  }

  /**
   * Polls a place. Claims the turn of an active place, as the room does after the record in
   * PostgreSQL.
   */
  async status(user: string, number: number, tokenEpoch = this.epoch): Promise<PlaceState> {
    const state = await this.placeState(user, number, tokenEpoch, { claims: true });
    if (state.undrained !== undefined) await this.run('claim', this.epoch, user, state.number);
    return state;
  }

  /** Reads a snapshot, with a report of the seen users. */
  async snapshot({
    from,
    bits,
  }: {
    from: number;
    bits: Buffer;
  }): Promise<{ figures: SnapshotFigures; live: Buffer } | 'STALE'> {
    const command = this.#scriptAt('../../server/queue/redis/lua/snapshot.lua');
    return snapshotIn(
      await runBinaryScript(this.#redis, command, this.#keys(), [this.epoch, from, bits]),
    );
  }

  async counts(): Promise<{ waiting: number; active: number }> {
    const [waiting, active] = (await this.run('counts', this.epoch)) as [number, number];
    return { waiting, active };
  }

  /** Returns the user and the reason of each ended place, oldest first. */
  async endEvents(): Promise<{ user: string; reason: string }[]> {
    const entries = await this.#redis.xrange(this.key('log'), '-', '+');
    return entries.flatMap(([, [kind, json = '']]) =>
      kind === 'END' ? [endEvent.parse(JSON.parse(json))] : [],
    );
  }

  /**
   * Returns the states of the queue and of these users, without marking any user as seen. Drains the
   * log, so that each entry appears in only one view.
   */
  async view(users: readonly string[]): Promise<QueueView> {
    const text = String(
      await runScript(this.#redis, this.#scriptAt('./view.lua'), this.#keys(), [
        this.epoch,
        ...users,
      ]),
    );
    if (text === 'STALE') throw new Error('a view of a lost queue');
    return viewSchema.parse(JSON.parse(text));
  }

  async clear(): Promise<void> {
    await this.#redis.del(...keysOf(this.concertId));
  }
}

/** Deletes a queue from Redis. */
export async function loseQueue(redis: RedisClient, concertId: number): Promise<void> {
  await redis.del(...keysOf(concertId));
}

/** Simulates a restart of Redis whose data may lack the last second. */
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

/** Returns the given settings, completed to a policy with limits that no test reaches. */
function policyText(policy: Partial<Policy>): string {
  const unlimited = { capacity: 1_000, ratePerMinute: 600_000, ...durations };
  return JSON.stringify(
    { ...unlimited, ...always, ...policy },
    (_, value: unknown) => value ?? undefined,
  );
}
