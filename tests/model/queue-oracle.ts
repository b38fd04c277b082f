import type { PlaceState } from '#server/queue/redis/commands.ts';
import type { QueueView } from '../support/test-queue.ts';
import {
  isAtLeast,
  type QueuePolicy,
  must,
  type Person,
  RateAccount,
  type Token,
} from './queue-account.ts';

const tickGapMs = 5_000; // a longer gap between ticks means that no instance ran

/**
 * Predicts the answers of a queue from its contract and a plain list of users. The contract only
 * bounds two answers: the tick that marks a user absent, and the number of admissions at a tick.
 * The oracle checks each bounded answer of the queue, and continues from that answer. The oracle
 * computes every answer that the contract fixes, such as the order of admissions.
 */
export class QueueOracle {
  readonly people: Person[];
  policy: QueuePolicy;
  now: number;
  epoch = 1;
  floor = 0;
  #lastNumber = 0;
  #heldUntil = 0;
  #tickAt: number | null = null;
  #absenceClock = 0;
  #rate: RateAccount;
  served = 0;
  counters: Record<string, number> = {};

  constructor(users: readonly string[], policy: QueuePolicy, now: number) {
    this.policy = policy;
    this.now = now;
    this.#rate = new RateAccount(policy.ratePerMinute);
    const grace = { least: policy.graceMs, most: policy.graceMs };
    this.people = users.map((user) => {
      const never = {
        number: 0,
        present: false,
        seenAt: 0,
        graceMs: grace,
        admittedAt: 0,
        untilAt: 0,
        endsAt: 0,
        claimed: false,
      };
      return {
        ...never,
        user,
        state: 'OUT',
        tokens: [],
        ended: { number: 0, epoch: 0 },
        recorded: null,
      };
    });
  }

  get #lastIssued(): Token {
    return { number: this.#lastNumber, epoch: this.epoch };
  }

  get waiting(): Person[] {
    return this.people.filter(({ state }) => state === 'WAITING');
  }

  get #isHeld(): boolean {
    return this.now < this.#heldUntil;
  }

  /** With a queue token, the user first tries to rejoin at the token's place. */
  join(person: Person, presented?: Token): void {
    if (presented !== undefined) this.#ask(person, presented);
    this.#forgiveGap();
    if (person.state === 'ACTIVE' && person.endsAt <= this.now) this.#endLapsed(person);
    if (person.state === 'WAITING') this.#see(person);
    if (person.state !== 'OUT') return;
    this.#put(person, ++this.#lastNumber);
    this.#count('joins');
  }

  /**
   * Checks that a join returned the user's place, or a new place with a number above all issued
   * numbers.
   */
  hasJoined(person: Person, token: Token): void {
    must(
      token.number === person.number,
      `${person.user} got ${String(token.number)}, not ${String(person.number)}`,
    );
    if (!person.tokens.some(({ number }) => number === token.number)) person.tokens.push(token);
  }

  /** Begins an epoch. Its numbers must exceed all numbers that earlier epochs may have issued. */
  beginEpoch({ heldMs, floor, base }: { heldMs: number; floor: number; base: number }): void {
    const atStake = this.people.filter(
      (person) => person.state === 'WAITING' || (person.state === 'ACTIVE' && !person.claimed),
    );
    must(base >= this.#lastNumber, `numbers above ${String(base)} are issued twice`);
    must(atStake.length === 0 || heldMs === this.policy.recoveryMs, 'users have no time to rejoin');
    for (const { user, number } of atStake)
      must(number > floor, `${user} cannot rejoin at ${String(number)}`);
    Object.assign(this, { epoch: this.epoch + 1 });
    this.floor = this.served = floor;
    this.#lastNumber = base;
    this.#heldUntil = this.now + heldMs;
    this.#tickAt = null;
    this.#rate.empty(this.now, this.policy.ratePerMinute);
    this.counters = {};
    for (const person of this.people) this.#lose(person);
  }

  #lose(person: Person): void {
    const { recorded, ended } = person;
    Object.assign(person, { state: 'OUT', number: 0, present: false });
    if (recorded === null || recorded.untilAt <= this.now || isAtLeast(ended, recorded)) return;
    const { number, admittedAt, untilAt } = recorded;
    Object.assign(person, {
      state: 'ACTIVE',
      number,
      admittedAt,
      untilAt,
      endsAt: untilAt,
      claimed: true,
    });
  }

  /**
   * True if no user waits, all active users have claimed their turns and the recovery time is over,
   * so that a loss of Redis ends no place.
   */
  get isQuiet(): boolean {
    const isSettled = (person: Person) =>
      person.state === 'OUT' || (person.state === 'ACTIVE' && person.claimed);
    return !this.#isHeld && this.people.every(isSettled);
  }

  /** Polls with a token. Returns true if the token is valid for the user's place. */
  poll(person: Person, token: Token, claims: boolean): boolean {
    const isGood = this.#ask(person, token);
    if (!isGood || person.state !== 'ACTIVE') return isGood;
    if (claims && !person.claimed) Object.assign(person, { claimed: true, endsAt: person.untilAt });
    return isGood;
  }

  #ask(person: Person, token: Token): boolean {
    this.#forgiveGap();
    const isLive =
      person.state === 'WAITING' || (person.state === 'ACTIVE' && person.endsAt > this.now);
    const isGood = isLive && token.number >= person.number;
    if (isGood && person.state === 'WAITING') this.#see(person);
    if (isGood || person.state === 'ACTIVE') return isGood;
    const mayReturn =
      token.epoch < this.epoch && token.number > this.floor && !this.#isRevoked(person, token);
    if (!mayReturn) return false;
    this.#put(person, token.number);
    this.#count('returned');
    return true;
  }

  #isRevoked({ ended, recorded }: Person, token: Token): boolean {
    return (
      isAtLeast(ended, token) ||
      (recorded !== null && isAtLeast(recorded.lastIssued, token) && recorded.untilAt <= this.now)
    );
  }

  #put(person: Person, number: number): void {
    Object.assign(person, { state: 'WAITING', number });
    this.#see(person);
  }

  #see(person: Person): void {
    person.present = true;
    this.markSeen(person);
  }

  /**
   * Records that an instance reported the user as seen. The next tick must count the user as
   * present.
   */
  markSeen(person: Person): void {
    person.seenAt = this.#absenceClock;
    person.graceMs = { least: this.policy.graceMs, most: this.policy.graceMs };
  }

  /** Records an admission, as an instance does with the whole batch before any user learns of it. */
  #record(person: Person): void {
    const { number, admittedAt, untilAt, recorded } = person;
    const epoch = person.tokens.find((token) => token.number === number)?.epoch ?? this.epoch;
    if (recorded === null || recorded.number < number)
      person.recorded = { number, epoch, admittedAt, untilAt, lastIssued: this.#lastIssued };
  }

  extend(person: Person, number: number, ms: number): number {
    if (person.state !== 'ACTIVE' || number < person.number || person.endsAt <= this.now) return 0;
    const latest = person.admittedAt + this.policy.sessionMs + 3 * this.policy.holdMs;
    const untilAt = Math.max(person.untilAt, Math.min(this.now + ms, latest));
    const isLater = untilAt > person.untilAt;
    Object.assign(person, { untilAt, endsAt: untilAt, claimed: true });
    if (isLater && person.recorded?.number === number) person.recorded.untilAt = untilAt;
    return isLater ? untilAt - this.now : 0;
  }

  /** Ends the user's place. Returns the number of the ended place, or 0 if no place ended. */
  leave(person: Person, number: number | ''): number {
    const ended = person.number;
    if (person.state === 'OUT' || (number !== '' && number < ended)) return 0;
    this.#end(person, 'LEFT');
    return ended;
  }

  #end(person: Person, reason: string): void {
    Object.assign(person, { state: 'OUT', number: 0, present: false, ended: this.#lastIssued });
    this.#count(reason);
  }

  #endLapsed(person: Person): void {
    this.#end(person, person.claimed ? 'SESSION_OVER' : 'UNCLAIMED');
  }

  #count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }

  #forgiveGap(): boolean {
    const gap = this.#tickAt === null ? 0 : this.now - this.#tickAt;
    if (gap <= tickGapMs) return false;
    this.#tickAt = this.now;
    if (this.waiting.length > 0) this.#heldUntil = this.now + this.policy.recoveryMs;
    for (const person of this.people) {
      if (person.state !== 'ACTIVE' || person.claimed) continue;
      person.endsAt = Math.min(
        Math.max(person.endsAt + gap, this.now + this.policy.recoveryMs),
        person.untilAt,
      );
    }
    return true;
  }

  change(policy: QueuePolicy): void {
    this.policy = policy;
    this.#rate.change(policy.ratePerMinute);
    for (const { graceMs } of this.people) {
      graceMs.least = Math.min(graceMs.least, policy.graceMs);
      graceMs.most = Math.max(graceMs.most, policy.graceMs);
    }
  }

  /**
   * Updates presence and admits users as `view` shows. Throws an error if a user's presence
   * contradicts the grace time.
   */
  tick(view: QueueView): void {
    const since = this.now - (this.#tickAt ?? this.now);
    if (!this.#forgiveGap() && !this.#isHeld) this.#absenceClock += since;
    for (const person of this.waiting) {
      const absentMs = this.#absenceClock - person.seenAt;
      const answer = this.stateIn(view, person);
      person.present = answer.state === 'ACTIVE' || this.isLive(view, person.number);
      must(
        person.present || absentMs >= person.graceMs.least,
        `${person.user} was seen within the grace time and is skipped`,
      );
      const absentMsMost = (person.graceMs.most * 9) / 8 + tickGapMs;
      must(
        !person.present || absentMs <= absentMsMost,
        `${person.user} is absent and counts as present`,
      );
    }
    this.admit(view);
    this.#tickAt = this.now;
  }

  isLive(view: QueueView, number: number): boolean {
    const at = number - this.floor - 1;
    return ((view.live[Math.floor(at / 8)] ?? 0) & (128 >> (at % 8))) !== 0;
  }

  stateIn(view: QueueView, person: Person): PlaceState {
    const state = view.states[this.people.indexOf(person)];
    if (state === undefined) throw new Error(`no state of ${person.user}`);
    return state;
  }

  /**
   * Admits the users whom `view` shows as admitted. Throws an error if an admission is missing,
   * overtakes a present user, or exceeds capacity or rate.
   */
  admit(view: QueueView): void {
    this.#forgiveGap();
    for (const person of this.people)
      if (person.state === 'ACTIVE' && person.endsAt <= this.now) this.#endLapsed(person);
    const candidates = this.waiting
      .filter(({ present }) => present)
      .toSorted((a, b) => a.number - b.number);
    const admitted = this.waiting.filter((person) => this.stateIn(view, person).state === 'ACTIVE');
    const free = Math.max(
      0,
      this.policy.capacity - this.people.filter(({ state }) => state === 'ACTIVE').length,
    );
    const mayAdmit =
      this.policy.pauseReason === null && this.now >= this.policy.opensAt && !this.#isHeld;
    const inSequence = candidates.slice(0, admitted.length);
    must(
      admitted.every((person) => inSequence.includes(person)),
      `${admitted.map(({ user }) => user).join()} before ${candidates.map(({ user }) => user).join()}`,
    );
    must(
      admitted.length <= (mayAdmit ? free : 0),
      `${String(admitted.length)} admitted, with ${String(free)} free`,
    );
    const least = mayAdmit ? Math.min(free, candidates.length, this.#rate.leastAt(this.now)) : 0;
    must(
      admitted.length >= least,
      `${String(admitted.length)} admitted, though ${String(least)} might be`,
    );
    for (const person of inSequence) this.#activate(person);
    must(this.#rate.excessAt(this.now) <= 0, 'the rate is exceeded');
  }

  #activate(person: Person): void {
    const { sessionMs, claimMs, ratePerMinute } = this.policy;
    const untilAt = this.now + sessionMs;
    const endsAt = Math.min(this.now + claimMs, untilAt);
    Object.assign(person, {
      state: 'ACTIVE',
      admittedAt: this.now,
      untilAt,
      endsAt,
      claimed: false,
      present: false,
    });
    this.#rate.admit(this.now, ratePerMinute);
    this.served = Math.max(this.served, person.number);
    this.#count('admitted');
    this.#record(person);
  }
}
