import type { Policy } from '#server/queue/policy/policy.ts';
import type { SnapshotFigures, PlaceState } from '#server/queue/redis/commands.ts';
import type { RedisClient } from '#server/redis/redis.ts';
import { ClockedQueue, type QueueView } from '../support/test-queue.ts';
import { isAtLeast, type Token } from './queue-account.ts';

interface Admission extends Token {
  lastIssued: Token;
  admittedAt: number;
  until: number;
}

/** Minimum size of a number block, small enough to cause frequent reservations. */
const reservedMin = 3;
const quietMs = 3_000;

export type Loss = 'emptied' | 'restarted' | 'ended well';

/**
 * Runs a queue's commands on a real Redis, as the queue room does. Variables in memory replace
 * PostgreSQL.
 */
export class PlayedQueue {
  readonly queue: ClockedQueue;
  readonly #redis: RedisClient;
  readonly #users: readonly string[];
  #epochs = [{ epoch: 1, base: 0, reserved: reservedMin, idle: 0, reservations: 1 }];
  readonly #turns = new Map<string, Admission>();
  readonly #ended = new Map<string, Token>();
  #copies: (string | number)[][] = [];
  #policy: Partial<Policy> = {};

  constructor(redis: RedisClient, users: readonly string[], broken?: (script: string) => string) {
    this.#redis = redis;
    this.#users = users;
    this.queue = new ClockedQueue(redis, broken);
  }

  get now(): number {
    return this.queue.nowMs;
  }

  get #latest() {
    const latest = this.#epochs.at(-1);
    if (latest === undefined) throw new Error('a queue without an epoch');
    return latest;
  }

  async open(policy: Partial<Policy>): Promise<void> {
    this.#policy = policy;
    await this.queue.open(policy, { reserved: reservedMin });
  }

  /** Returns the queue with the states of all users. Records all entries of the log. */
  async view(): Promise<QueueView> {
    const view = await this.queue.view(this.#users);
    for (const admission of view.admissions) this.#recordAdmissions(admission);
    for (const { user, revokedUpTo: number } of view.endEvents)
      this.#persistEnd(user, { number, epoch: this.#epochOf(number) });
    return view;
  }

  #persistEnd(user: string, ended: Token): void {
    const before = this.#ended.get(user);
    if (before === undefined || !isAtLeast(before, ended)) this.#ended.set(user, ended);
  }

  #epochOf(number: number): number {
    return this.#epochs.findLast(({ base }) => base < number)?.epoch ?? this.#latest.epoch;
  }

  /** Returns the user's token and the state of the place, or the refusal. */
  async join(
    user: string,
    presented?: Token,
  ): Promise<{ token: Token; state: PlaceState } | string> {
    if (presented !== undefined) await this.#stateOf(user, presented);
    let state = await this.queue.join(user);
    for (; isReserve(state); state = await this.queue.join(user)) await this.#reserve();
    if (typeof state === 'string') return state;
    const token = { number: state.number, epoch: this.#epochOf(state.number) };
    return { token, state };
  }

  async #reserve(): Promise<void> {
    const latest = this.#latest;
    latest.reserved += Math.max(reservedMin, latest.reserved - latest.base);
    await this.queue.run('reserve', latest.epoch, latest.reserved, ++latest.reservations);
  }

  /** If `claims` is false, simulates an instance that dies before the claim of the turn. */
  async poll(user: string, token: Token, claims: boolean): Promise<PlaceState> {
    const state = await this.#stateOf(user, token, claims);
    if (state.undrained !== undefined && claims)
      await this.queue.run('claim', this.queue.epoch, user, state.number);
    return state;
  }

  async #stateOf(user: string, { number, epoch }: Token, claims = false): Promise<PlaceState> {
    const read = () => this.queue.placeState(user, number, epoch, { claims });
    const state = await read();
    if (state.state !== 'UNKNOWN') return state;
    if (!this.#isRevoked(user, { number, epoch })) await this.#reinsert(user, number);
    return read();
  }

  async #reinsert(user: string, number: number): Promise<void> {
    const latest = this.#latest;
    latest.idle = Math.min(latest.idle, number - 1);
    const returned = [latest.epoch, ++latest.reservations, user, number];
    this.#copies.push(returned);
    await this.queue.run('rejoin', ...returned);
  }

  /** Runs every earlier rejoin again, as if copies of the messages arrived late. */
  async repeatRejoins(): Promise<void> {
    for (const returned of this.#copies) await this.queue.run('rejoin', ...returned);
  }

  #isRevoked(user: string, token: Token): boolean {
    const [ended, turn] = [this.#ended.get(user), this.#turns.get(user)];
    if (ended !== undefined && isAtLeast(ended, token)) return true;
    return turn !== undefined && isAtLeast(turn.lastIssued, token) && turn.until <= this.now;
  }

  #recordAdmissions({
    users,
    numbers,
    admittedAt,
    untilAt: until,
    lastIssued,
  }: QueueView['admissions'][number]): void {
    for (const [at, user] of users.entries()) {
      const number = numbers[at] ?? 0;
      if ((this.#turns.get(user)?.number ?? 0) >= number) continue;
      this.#turns.set(user, {
        number,
        epoch: this.#epochOf(number),
        admittedAt,
        until,
        lastIssued: { number: lastIssued, epoch: this.queue.epoch },
      });
    }
  }

  async extend(user: string, number: number, ms: number): Promise<number> {
    const keptMs = Number(await this.queue.run('extend', this.queue.epoch, user, number, ms));
    const turn = this.#turns.get(user);
    if (keptMs > 0 && turn?.number === number) turn.until = this.now + keptMs;
    return keptMs;
  }

  async leave(user: string, number: number | ''): Promise<number> {
    const reply = await this.queue.run('leave', this.queue.epoch, user, number, 'LEFT');
    const [[ended] = []] = reply as [[string, string]?];
    return Number(ended);
  }

  async tick(policy?: Partial<Policy>): Promise<void> {
    if (policy !== undefined) this.#policy = policy;
    this.#releaseNumbers(await this.queue.tick(policy, 0, quietMs));
  }

  #releaseNumbers(reply: unknown): void {
    if (!Array.isArray(reply)) return;
    const [last = 0, reservations] = reply.map(Number);
    const latest = this.#latest;
    if (latest.reservations === reservations && latest.reserved >= last)
      Object.assign(latest, { reserved: last, idle: last });
  }

  async snapshot(seen: {
    from: number;
    bits: Buffer;
  }): Promise<{ figures: SnapshotFigures; live: Buffer }> {
    const answer = await this.queue.snapshot(seen);
    if (answer === 'STALE') throw new Error('a snapshot of a lost queue');
    return answer;
  }

  /**
   * Ends the epoch by a loss of Redis or a regular stop of the last instance. Begins the next
   * epoch. Returns the epoch's parameters.
   */
  async lose(
    how: Loss,
    onLastTick: (view: QueueView) => void,
  ): Promise<{ heldMs: number; floor: number; base: number }> {
    if (how === 'ended well') await this.#lastTick(onLastTick);
    if (how === 'restarted') await this.#redis.hset(this.queue.key('meta'), 'server', 'another');
    else await this.queue.clear();
    for (const command of ['tick', 'join'])
      if ((await this.queue.run(command, this.queue.epoch, 1, '{}', 0)) !== 'STALE')
        throw new Error(`${command} of a lost queue`);
    const { epoch, reserved: base, idle: floor } = this.#latest;
    const heldMs = base > floor ? (this.#policy.recoveryMs ?? 0) : 0;
    const reserved = base + reservedMin;
    this.#epochs.push({ epoch: epoch + 1, base, reserved, idle: floor, reservations: 1 });
    await this.queue.open(this.#policy, {
      epoch: epoch + 1,
      floor,
      base,
      heldMs,
      turns: this.#turnsLeft(),
      reserved,
    });
    return { heldMs, floor, base };
  }

  async #lastTick(onLastTick: (view: QueueView) => void): Promise<void> {
    // A stopping instance drains the log between two ticks, so that the second releases the numbers.
    for (let ticks = 0; ticks < 2; ticks++) {
      const reply = await this.queue.tick(undefined, 0, 0);
      onLastTick(await this.view());
      this.#releaseNumbers(reply);
    }
  }

  #turnsLeft(): [string, number, number, number][] {
    const left = Array.from(this.#turns).filter(([user, turn]) => {
      const ended = this.#ended.get(user);
      return turn.until > this.now && (ended === undefined || !isAtLeast(ended, turn));
    });
    return left.map(([user, { number, admittedAt, until }]) => [
      user,
      number,
      this.now - admittedAt,
      until - this.now,
    ]);
  }
}

const isReserve = (answer: unknown) => typeof answer === 'string' && answer.startsWith('RESERVE ');
