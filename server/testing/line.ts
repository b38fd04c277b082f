import { randomInt } from 'node:crypto';
import { readStanding, type Standing } from '../queue/store.ts';
import type { Policy } from '../queue/policy.ts';
import type { Store } from '../redis.ts';
import { text } from '../text.ts';

const clock = "redis.call('TIME')";

/** One line on the real store whose clock the test sets: the commands as they are, with the time in the place of Redis' TIME. */
export class ClockedLine {
  readonly concertId = randomInt(1, 2_000_000_000);
  readonly epoch = 1;
  nowMs = 1_800_000_000_000;
  readonly #redis: Store;

  constructor(redis: Store) {
    this.#redis = redis;
  }

  /** Runs lua/<name>.lua at the line's time. */
  run(name: string, ...args: (string | number)[]): Promise<unknown> {
    const shared = text(import.meta.url, '../queue/lua/_line.lua');
    if (!shared.includes(clock)) throw new Error('the line does not ask for the time any more');
    const time = `{ '${String(Math.floor(this.nowMs / 1000))}', '${String((this.nowMs % 1000) * 1000)}' }`;
    const script = `${shared.replace(clock, time)}\n${text(import.meta.url, `../queue/lua/${name}.lua`)}`;
    const keys = ['meta', 'waiting', 'active', 'places', 'ends'].map((key) => this.key(key));
    return this.#redis.eval(script, keys.length, ...keys, ...args);
  }

  key(name: string): string {
    return `jari:{${String(this.concertId)}}:${name}`;
  }

  open(policy: Partial<Policy>, version = 1): Promise<unknown> {
    return this.run('open', this.epoch, version, policyText(policy));
  }

  tick(policy: Partial<Policy>, version = 1, beatMsMin = 0): Promise<unknown> {
    return this.run('tick', this.epoch, version, policyText(policy), beatMsMin);
  }

  /** A standing, or the refusal's name. */
  async join(user: string): Promise<Standing | string> {
    const answer = String(await this.run('join', this.epoch, user));
    return answer.startsWith('{') ? readStanding(answer) : answer;
  }

  async status(user: string, number: number): Promise<Standing> {
    return readStanding(await this.run('status', this.epoch, user, this.epoch, number));
  }

  async figures(): Promise<{ waiting: number; active: number }> {
    const [waiting, active] = (await this.run('figures', this.epoch)) as [number, number];
    return { waiting, active };
  }

  /** Why each ended place ended, oldest first. */
  async ends(): Promise<{ user: string; reason: string }[]> {
    const entries = await this.#redis.xrange(this.key('ends'), '-', '+');
    return entries.map(([, fields]) => ({ user: fields[1] ?? '', reason: fields[7] ?? '' }));
  }

  async clear(): Promise<void> {
    await this.#redis.del(...['meta', 'waiting', 'active', 'places', 'ends'].map((key) => this.key(key)));
  }
}

const always = { lineOpensAt: 0, opensAt: 0, closesAt: 4_000_000_000_000 };

/** A policy with room for everyone and for ever, but for what is given. */
function policyText(policy: Partial<Policy>): string {
  const roomy = { capacity: 1_000, ratePerMinute: 600_000, sessionMs: 600_000, claimMs: 120_000, holdMs: 300_000 };
  return JSON.stringify({ ...roomy, ...always, ...policy }, (_, value: unknown) => value ?? undefined);
}
