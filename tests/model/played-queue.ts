import type { Policy } from '#server/queue/policy/policy.ts';
import type { SnapshotFigures, PlaceState } from '#server/queue/redis/commands.ts';
import type { RedisClient } from '#server/redis/redis.ts';
import { ClockedQueue, type QueueView } from '../support/test-queue.ts';
import { isAtLeast, type Token } from './queue-account.ts';

interface Noted extends Token {
  given: Token;
  admittedAt: number;
  until: number;
}

/** So few numbers are reserved at once that a line runs out of them now and then. */
const reservedMin = 3;
const quietMs = 3_000;

export type Loss = 'emptied' | 'restarted' | 'ended well';

/** A line's commands on the real store, called as the room calls them, with a few variables in the place of PostgreSQL. */
export class PlayedQueue {
  readonly line: ClockedQueue;
  readonly #redis: RedisClient;
  readonly #users: readonly string[];
  #epochs = [{ epoch: 1, base: 0, reserved: reservedMin, idle: 0, reservations: 1 }];
  readonly #turns = new Map<string, Noted>();
  readonly #ended = new Map<string, Token>();
  #copies: (string | number)[][] = [];
  #policy: Partial<Policy> = {};

  constructor(redis: RedisClient, users: readonly string[], broken?: (script: string) => string) {
    this.#redis = redis;
    this.#users = users;
    this.line = new ClockedQueue(redis, broken);
  }

  get now(): number {
    return this.line.nowMs;
  }

  get #latest() {
    const latest = this.#epochs.at(-1);
    if (latest === undefined) throw new Error('a line without an epoch');
    return latest;
  }

  async open(policy: Partial<Policy>): Promise<void> {
    this.#policy = policy;
    await this.line.open(policy, { reserved: reservedMin });
  }

  /** How everyone stands; ended places are carried into the database by this. */
  async look(): Promise<QueueView> {
    const look = await this.line.look(this.#users);
    for (const { user, number } of look.ends)
      this.#spend(user, { number, epoch: this.#epochOf(number) });
    return look;
  }

  #spend(user: string, ended: Token): void {
    const before = this.#ended.get(user);
    if (before === undefined || !isAtLeast(before, ended)) this.#ended.set(user, ended);
  }

  #epochOf(number: number): number {
    return this.#epochs.findLast(({ base }) => base < number)?.epoch ?? this.#latest.epoch;
  }

  /** The token and how its place stands, or the refusal. */
  async join(
    user: string,
    shown?: Token,
  ): Promise<{ token: Token; standing: PlaceState } | string> {
    if (shown !== undefined) await this.#standingOf(user, shown);
    let standing = await this.line.join(user);
    for (; isReserve(standing); standing = await this.line.join(user)) await this.#reserve();
    if (typeof standing === 'string') return standing;
    const token = { number: standing.number, epoch: this.#epochOf(standing.number) };
    this.#note(user, token, standing);
    return { token, standing };
  }

  async #reserve(): Promise<void> {
    const latest = this.#latest;
    latest.reserved += Math.max(reservedMin, latest.reserved - latest.base);
    await this.line.run('reserve', latest.epoch, latest.reserved, ++latest.reservations);
  }

  /** A poll, after which the place is claimed, unless the instance dies before it can be. */
  async poll(user: string, token: Token, claims: boolean): Promise<PlaceState> {
    const standing = await this.#standingOf(user, token);
    this.#note(user, { number: standing.number, epoch: this.#epochOf(standing.number) }, standing);
    if (standing.state === 'ACTIVE' && claims)
      await this.line.run('claim', this.line.epoch, user, standing.number);
    return standing;
  }

  async #standingOf(user: string, token: Token): Promise<PlaceState> {
    const standing = await this.line.standing(user, token.number, token.epoch);
    if (standing.state !== 'UNKNOWN') return standing;
    if (!this.#isUsedUp(user, token)) await this.#putBack(user, token.number);
    return this.line.standing(user, token.number, token.epoch);
  }

  async #putBack(user: string, number: number): Promise<void> {
    const latest = this.#latest;
    latest.idle = Math.min(latest.idle, number - 1);
    const returned = [latest.epoch, ++latest.reservations, user, number];
    this.#copies.push(returned);
    await this.line.run('rejoin', ...returned);
  }

  /** The commands that have put people back come once more, and late. */
  async repeatReturns(): Promise<void> {
    for (const returned of this.#copies) await this.line.run('rejoin', ...returned);
  }

  #isUsedUp(user: string, token: Token): boolean {
    const [ended, turn] = [this.#ended.get(user), this.#turns.get(user)];
    if (ended !== undefined && isAtLeast(ended, token)) return true;
    return turn !== undefined && isAtLeast(turn.given, token) && turn.until <= this.now;
  }

  #note(
    user: string,
    token: Token,
    { state, claimed, admittedAt = 0, untilAt: until = 0, lastIssued = 0 }: PlaceState,
  ): void {
    if (state !== 'ACTIVE' || claimed === true) return;
    const known = this.#turns.get(user);
    if (known !== undefined && known.number >= token.number) return;
    this.#turns.set(user, {
      ...token,
      admittedAt,
      until,
      given: { number: lastIssued, epoch: this.line.epoch },
    });
  }

  async keep(user: string, number: number, ms: number): Promise<number> {
    const keptMs = Number(await this.line.run('extend', this.line.epoch, user, number, ms));
    const turn = this.#turns.get(user);
    if (keptMs > 0 && turn?.number === number) turn.until = this.now + keptMs;
    return keptMs;
  }

  async leave(user: string, number: number | ''): Promise<number> {
    const reply = await this.line.run('leave', this.line.epoch, user, number, 'LEFT');
    return Array.isArray(reply) ? Number(reply[0]) : NaN;
  }

  async tick(policy?: Partial<Policy>): Promise<void> {
    if (policy !== undefined) this.#policy = policy;
    this.#giveBack(await this.line.tick(policy, 0, quietMs));
  }

  #giveBack(reply: unknown): void {
    if (!Array.isArray(reply)) return;
    const [last = 0, reservations] = reply.map(Number);
    const latest = this.#latest;
    if (latest.reservations === reservations && latest.reserved >= last)
      Object.assign(latest, { reserved: last, idle: last });
  }

  async board(seen: {
    from: number;
    bits: Buffer;
  }): Promise<{ figures: SnapshotFigures; live: Buffer }> {
    const answer = await this.line.board(seen);
    if (answer === 'STALE') throw new Error('the board of a lost line');
    return answer;
  }

  /** Loses the store, or ends the last instance and the store with it; the line then begins anew. Returns for how long it is held. */
  async lose(
    how: Loss,
    onLastBeat: (look: QueueView) => void,
  ): Promise<{ heldMs: number; floor: number; base: number }> {
    if (how === 'ended well') await this.#lastBeat(onLastBeat);
    if (how === 'restarted') await this.#redis.hset(this.line.key('meta'), 'server', 'another');
    else await this.line.clear();
    for (const command of ['tick', 'join'])
      if ((await this.line.run(command, this.line.epoch, 1, '{}', 0)) !== 'STALE')
        throw new Error(`${command} of a lost line`);
    const { epoch, reserved: base, idle: floor } = this.#latest;
    const heldMs = base > floor ? (this.#policy.recoveryMs ?? 0) : 0;
    const reserved = base + reservedMin;
    this.#epochs.push({ epoch: epoch + 1, base, reserved, idle: floor, reservations: 1 });
    await this.line.open(this.#policy, {
      epoch: epoch + 1,
      floor,
      base,
      heldMs,
      turns: this.#turnsLeft(),
      reserved,
    });
    return { heldMs, floor, base };
  }

  async #lastBeat(onLastBeat: (look: QueueView) => void): Promise<void> {
    const reply = await this.line.tick(undefined, 0, 0);
    onLastBeat(await this.look()); // an instance that ends carries over what has ended
    this.#giveBack(reply);
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
