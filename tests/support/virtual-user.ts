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

/** One person of a crowd: what they show, and what they have been told. */
export interface VirtualUser {
  fan: Fan;
  token: string;
  number: number;
  /** The latest that they were told; undefined while that was a refusal. */
  standing: QueueStatus | undefined;
  /** Each time that it was their turn. */
  turns: (Admitted & Turn)[];
  isPolling: boolean;
  /** Whether they leave once it is their turn. */
  leavesAtOnce: boolean;
}

/** People who ask over HTTP about their places in one line, often, each time at any of the instances. */
export class Crowd {
  readonly goers: VirtualUser[] = [];
  readonly refused: Refused[] = [];
  /** Whom a balancer would send people to. */
  readonly instances: Set<Instance>;
  readonly #line: { concertId: number; sessionSeconds: number };
  readonly #everyMs: number;
  readonly #rounds: Promise<void>[] = [];
  #isOver = false;

  constructor(
    instances: readonly Instance[],
    line: { concertId: number; sessionSeconds: number },
    everyMs = 300,
  ) {
    this.instances = new Set(instances);
    this.#line = line;
    this.#everyMs = everyMs;
  }

  /** Somebody joins, trying again for as long as they are told to, and polls from then on. */
  async join(fan: Fan, { leavesAtOnce = false, isPolling = true } = {}): Promise<VirtualUser> {
    for (;;) {
      const joined = (await this.#ask(fan, 'queue.join'))?.data as Joined | undefined;
      if (joined === undefined) await pause(this.#everyMs);
      else {
        const { n: number } = readToken(joined.token);
        const goer: VirtualUser = {
          fan,
          token: joined.token,
          number,
          standing: joined,
          turns: [],
          isPolling,
          leavesAtOnce,
        };
        if (joined.state === 'ACTIVE') this.#noteTurn(goer, joined);
        this.goers.push(goer);
        this.#rounds.push(this.#go(goer));
        return goer;
      }
    }
  }

  /** Settles once somebody whose turn it is has left for good; they go on to ask about the place that they had. */
  async leave(goer: VirtualUser): Promise<void> {
    goer.leavesAtOnce = true;
    await eventually(
      `number ${String(goer.number)} has a turn to leave`,
      () => !goer.leavesAtOnce || this.#isOver,
    );
  }

  get admissions(): Admitted[] {
    return this.goers.flatMap(({ turns }) => turns);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#rounds);
  }

  async #go(goer: VirtualUser): Promise<void> {
    while (!this.#isOver) {
      await pause(this.#everyMs * (0.8 + 0.4 * Math.random()));
      if (!goer.isPolling) continue;
      const standing = (await this.#ask(goer.fan, 'queue.status', goer.token))?.data as
        QueueStatus | undefined;
      goer.standing = standing;
      if (standing?.state === 'EXPIRED') goer.leavesAtOnce = false; // they have left
      if (standing?.state !== 'ACTIVE') continue;
      this.#noteTurn(goer, standing);
      if (goer.leavesAtOnce) await this.#leave(goer);
    }
  }

  /** Not while a poll is on its way: its answer would be older than the leave. Tries again for as long as it is told to. */
  async #leave(goer: VirtualUser): Promise<void> {
    const turn = goer.turns.at(-1);
    if (turn !== undefined) turn.until = Date.now(); // the last moment at which they were surely in
    while ((await this.#ask(goer.fan, 'queue.leave', goer.token)) === undefined)
      await pause(this.#everyMs);
    goer.leavesAtOnce = false;
  }

  #noteTurn({ fan: { userId }, turns }: VirtualUser, { number, expiresAt }: QueueStatus): void {
    const admittedAt = Date.parse(expiresAt ?? '') - this.#line.sessionSeconds * 1_000;
    const latest = turns.at(-1);
    if (latest?.number === number && latest.until === Infinity) return; // it goes on
    turns.push({ userId, number, admittedAt, until: Infinity });
  }

  /** The answer to one call at any instance; undefined for a refusal, which is noted, and where an instance went out of use. */
  async #ask({ accessToken }: Fan, name: string, queueToken?: string): Promise<Reply | undefined> {
    const instance = [...this.instances][Math.floor(Math.random() * this.instances.size)];
    if (instance === undefined) throw new Error('no instance is in use');
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
    };
    try {
      const reply = await call(instance.url, name, { concertId: this.#line.concertId }, headers);
      if (reply.status === 200) return reply;
      this.refused.push(refusedBy(reply));
    } catch (error) {
      if (this.instances.has(instance)) throw error;
    }
    return undefined;
  }
}
