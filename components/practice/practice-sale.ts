import { bestSeats, type OfferedSeat, type Wish } from '#server/seating/best-available.schema.ts';
import { orphansLeft } from '#server/seating/orphans.schema.ts';
import { partyMax } from '#server/seating/seating.schema.ts';
import type { Seat } from '../seat-map/arrange.ts';
import { aHall } from './hall.ts';

/** Mean times in ms between two simulated buyers, so that the hall sells out in 2 min to 15 s. */
export const paces = { calm: 4_000, busy: 1_500, fierce: 500 } as const;
export type Pace = keyof typeof paces;

export const seatLimit = partyMax;
export const holdMs = 300_000;

/** Simulated buyers pay or give up their seats within this time in ms. */
const decisionMs = { min: 5_000, max: 30_000 };
const payShare = 0.85;
/** Sizes of simulated parties; most buyers come in pairs. */
const parties = [1, 1, 1, 2, 2, 2, 2, 2, 3, 4];

export type PracticeRefusal =
  | { code: 'SEAT_TAKEN' | 'SEAT_ORPHAN'; seats: number[] }
  | { code: 'SEAT_LIMIT'; limit: number }
  | { code: 'NO_SEATS' };

/** An answer's seats of the user, or the reason why nothing changed. */
export type PracticeAnswer = { seats: number[] } | { refusal: PracticeRefusal };

interface Decision {
  at: number;
  seats: number[];
  pays: boolean;
}

/**
 * The sale of one date that exists in the browser alone. Simulated buyers compete by the rules of
 * the real sale: all or none of the seats, a limit per person, no avoidable orphan seat. Times are
 * in ms since the opening. `random` returns numbers from 0 to 1, below 1.
 */
export class PracticeSale {
  private readonly hall = new Map(aHall().map((seat) => [seat.seat, seat]));
  private nextBuyerAt: number;
  private decisions: Decision[] = [];
  private heldAt: number | null = null;
  private readonly meanMs: number;
  private readonly random: () => number;

  constructor(pace: Pace, random: () => number) {
    this.meanMs = paces[pace];
    this.random = random;
    this.nextBuyerAt = this.interval();
  }

  /** Lets the simulated buyers act until `now`, and ends a hold that is over. */
  advance(now: number): void {
    for (;;) {
      const decision = this.decisions[0];
      if (decision !== undefined && decision.at <= Math.min(now, this.nextBuyerAt)) {
        this.decisions.shift();
        this.mark(decision.seats, decision.pays ? 'sold' : 'available');
      } else if (this.nextBuyerAt <= now) this.buy();
      else break;
    }
    if (this.heldAt !== null && now >= this.heldAt + holdMs) this.release(this.mine());
  }

  seats(): Seat[] {
    return [...this.hall.values()];
  }

  mine(): number[] {
    return this.seatsIn('mine');
  }

  /** True once every seat is sold, so that none becomes free again. */
  isSoldOut(): boolean {
    return this.seatsIn('sold').length === this.hall.size;
  }

  /** Returns the time at which the user's hold ends; null without a hold. */
  holdEndsAt(): number | null {
    return this.heldAt === null ? null : this.heldAt + holdMs;
  }

  /** Adds seats to the user's hold, or changes nothing. */
  hold(seats: number[], now: number): PracticeAnswer {
    const before = this.mine();
    const taken = seats.filter(
      (seat) => !['available', 'mine'].includes(this.hall.get(seat)?.state ?? 'sold'),
    );
    if (taken.length > 0) return { refusal: { code: 'SEAT_TAKEN', seats: taken } };
    const after = [...new Set([...before, ...seats])].sort((a, b) => a - b);
    if (after.length > seatLimit) return { refusal: { code: 'SEAT_LIMIT', limit: seatLimit } };
    const orphans = orphansLeft(this.offeredTo('user'), before, after);
    if (orphans.length > 0) return { refusal: { code: 'SEAT_ORPHAN', seats: orphans } };
    this.mark(seats, 'mine');
    this.heldAt ??= now;
    return { seats: after };
  }

  /** Chooses and holds the best seats for a party. */
  holdBest(wish: Wish, now: number): PracticeAnswer {
    const seats = bestSeats(this.offeredTo('user'), wish);
    return seats === null ? { refusal: { code: 'NO_SEATS' } } : this.hold(seats, now);
  }

  /** Returns seats of the user's hold to the sale. */
  release(seats: number[]): PracticeAnswer {
    const mine = this.mine();
    this.mark(
      seats.filter((seat) => mine.includes(seat)),
      'available',
    );
    if (this.mine().length === 0) this.heldAt = null;
    return { seats: this.mine() };
  }

  private buy(): void {
    const at = this.nextBuyerAt;
    this.nextBuyerAt = at + this.interval();
    const grades = [...new Set(this.seats().map(({ grade }) => grade))];
    const party = this.oneOf(parties);
    const hall = this.offeredTo('buyer');
    const seats =
      bestSeats(hall, { party, grade: this.oneOf(grades) }) ?? bestSeats(hall, { party });
    if (seats === null) return;
    this.mark(seats, 'held');
    const { min, max } = decisionMs;
    const decision = { at: at + min + this.random() * (max - min), seats };
    this.decisions.push({ ...decision, pays: this.random() < payShare });
    this.decisions.sort((a, b) => a.at - b.at);
  }

  /** The hall as the rules see it for a person, to whom their own seats count as free. */
  private offeredTo(who: 'user' | 'buyer'): OfferedSeat[] {
    const free: Seat['state'][] = who === 'user' ? ['available', 'mine'] : ['available'];
    return this.seats().map((seat) => ({ ...seat, free: free.includes(seat.state) }));
  }

  private seatsIn(state: Seat['state']): number[] {
    return this.seats()
      .filter((seat) => seat.state === state)
      .map(({ seat }) => seat);
  }

  private mark(seats: number[], state: Seat['state']): void {
    for (const number of seats) {
      const seat = this.hall.get(number);
      if (seat !== undefined) this.hall.set(number, { ...seat, state });
    }
  }

  /** Times between buyers are exponentially distributed. */
  private interval(): number {
    return -Math.log(1 - this.random()) * this.meanMs;
  }

  private oneOf<T>(choices: T[]): T {
    const chosen = choices[Math.floor(this.random() * choices.length)];
    if (chosen === undefined) throw new RangeError('there is no choice');
    return chosen;
  }
}
