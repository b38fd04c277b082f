import { createDecoder } from 'fast-jwt';
import { setTimeout as pause } from 'node:timers/promises';
import type { Joined, QueueStatus } from '#server/queue/queue.ts';
import { call, type Fan, type Reply } from './http-client.ts';
import { eventually } from './eventually.ts';
import type { Instance } from './instance.ts';
import type { Admitted } from './admission-order.ts';
import type { Turn } from './admission-rate.ts';
import { type Refused, refusedBy } from './refused.ts';

const readToken = createDecoder() as (token: string) => { n: number };

/** A simulated user, with credentials and the latest answers. */
export interface VirtualUser {
  fan: Fan;
  token: string;
  number: number;
  /** Latest status; undefined after a refusal. */
  status: QueueStatus | undefined;
  turns: (Admitted & Turn)[];
  isPolling: boolean;
  /** True if the user leaves at the next admission. */
  leavesAtOnce: boolean;
}

/** Users of one queue; each poll goes over HTTP to a random instance. */
export class VirtualUsers {
  readonly users: VirtualUser[] = [];
  readonly refused: Refused[] = [];
  /** Instances that the users can call. */
  readonly instances: Set<Instance>;
  readonly #queue: { concertId: number; sessionSeconds: number };
  readonly #pollMs: number;
  readonly #loops: Promise<void>[] = [];
  #isOver = false;

  constructor(
    instances: readonly Instance[],
    queue: { concertId: number; sessionSeconds: number },
    pollMs = 300,
  ) {
    this.instances = new Set(instances);
    this.#queue = queue;
    this.#pollMs = pollMs;
  }

  /** Joins, and retries while an answer asks for a retry. Polls until stop() after the join. */
  async join(fan: Fan, { leavesAtOnce = false, isPolling = true } = {}): Promise<VirtualUser> {
    for (;;) {
      const joined = (await this.#ask(fan, 'queue.join'))?.data as Joined | undefined;
      if (joined === undefined) await pause(this.#pollMs);
      else {
        const { n: number } = readToken(joined.token);
        const user: VirtualUser = {
          fan,
          token: joined.token,
          number,
          status: joined,
          turns: [],
          isPolling,
          leavesAtOnce,
        };
        if (joined.state === 'ACTIVE') this.#recordTurn(user, joined);
        this.users.push(user);
        this.#loops.push(this.#poll(user));
        return user;
      }
    }
  }

  /**
   * Makes the user leave on admission. Waits until the user has left. The user continues to poll,
   * and so learns of the place's end.
   */
  async leave(user: VirtualUser): Promise<void> {
    user.leavesAtOnce = true;
    await eventually(
      `number ${String(user.number)} has a turn to leave`,
      () => !user.leavesAtOnce || this.#isOver,
    );
  }

  get admissions(): Admitted[] {
    return this.users.flatMap(({ turns }) => turns);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }

  async #poll(user: VirtualUser): Promise<void> {
    while (!this.#isOver) {
      await pause(this.#pollMs * (0.8 + 0.4 * Math.random()));
      if (!user.isPolling) continue;
      const status = (await this.#ask(user.fan, 'queue.status', user.token))?.data as
        QueueStatus | undefined;
      user.status = status;
      if (status?.state === 'EXPIRED') user.leavesAtOnce = false; // the user has left
      if (status?.state !== 'ACTIVE') continue;
      this.#recordTurn(user, status);
      if (user.leavesAtOnce) await this.#leave(user);
    }
  }

  /**
   * Leaves between two polls, because a concurrent poll could return a state from before the leave.
   * Retries while an answer asks for a retry.
   */
  async #leave(user: VirtualUser): Promise<void> {
    const turn = user.turns.at(-1);
    // The user is certainly active until this moment.
    if (turn !== undefined) turn.until = Date.now();
    while ((await this.#ask(user.fan, 'queue.leave', user.token)) === undefined)
      await pause(this.#pollMs);
    user.leavesAtOnce = false;
  }

  #recordTurn({ fan: { userId }, turns }: VirtualUser, { number, expiresAt }: QueueStatus): void {
    const admittedAt = Date.parse(expiresAt ?? '') - this.#queue.sessionSeconds * 1_000;
    const latest = turns.at(-1);
    // the status belongs to the latest turn
    if (latest?.number === number && latest.until === Infinity) return;
    turns.push({ userId, number, admittedAt, until: Infinity });
  }

  /**
   * Calls a procedure at a random instance. Returns undefined for a refusal or for a failed call to
   * a removed instance. Records each refusal.
   */
  async #ask({ accessToken }: Fan, name: string, queueToken?: string): Promise<Reply | undefined> {
    const instance = [...this.instances][Math.floor(Math.random() * this.instances.size)];
    if (instance === undefined) throw new Error('all instances were removed');
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
    };
    try {
      const reply = await call(instance.url, name, { concertId: this.#queue.concertId }, headers);
      if (reply.status === 200) return reply;
      this.refused.push(refusedBy(reply));
    } catch (error) {
      if (this.instances.has(instance)) throw error;
    }
    return undefined;
  }
}
