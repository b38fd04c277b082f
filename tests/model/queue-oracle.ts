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

const beatGapMs = 5_000; // beats that are further apart: no instance was there

/**
 * The line as the contract has it: people in a list, looked through one by one. Two things the contract leaves open within bounds:
 * at which beat after the grace time somebody counts as away, and how many the rate lets in at a beat. There the oracle holds what it
 * is told against the bounds, and goes on from it; who they are, and everything else, it knows by itself.
 */
export class QueueOracle {
  readonly people: Person[];
  policy: QueuePolicy;
  now: number;
  epoch = 1;
  floor = 0;
  #lastNumber = 0;
  #heldUntil = 0;
  #beatAt: number | null = null;
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
        told: null,
      };
    });
  }

  get #lastGiven(): Token {
    return { number: this.#lastNumber, epoch: this.epoch };
  }

  get waiting(): Person[] {
    return this.people.filter(({ state }) => state === 'WAITING');
  }

  get #isHeld(): boolean {
    return this.now < this.#heldUntil;
  }

  /** Somebody joins, who shows no token, or one whose place they would have back. Returns the refusal, if it is refused. */
  join(person: Person, shown?: Token): void {
    if (shown !== undefined) this.#ask(person, shown);
    this.#forgiveGap();
    if (person.state === 'ACTIVE' && person.endsAt <= this.now) this.#endLapsed(person);
    if (person.state === 'WAITING') this.#see(person);
    if (person.state !== 'OUT') return;
    this.#put(person, ++this.#lastNumber);
    this.#count('joins');
  }

  /** What joining has given: a number above all that were given before, or the place that the person has. */
  hasJoined(person: Person, token: Token): void {
    must(
      token.number === person.number,
      `${person.user} was given ${String(token.number)}, not ${String(person.number)}`,
    );
    if (!person.tokens.some(({ number }) => number === token.number)) person.tokens.push(token);
    this.tell(person);
  }

  /** Numbers that were reserved and lost are not given: after a loss the first is above all of them. */
  begin({ heldMs, floor, base }: { heldMs: number; floor: number; base: number }): void {
    const atStake = this.people.filter(
      (person) => person.state === 'WAITING' || (person.state === 'ACTIVE' && !person.claimed),
    );
    must(base >= this.#lastNumber, `numbers above ${String(base)} are given twice`);
    must(
      atStake.length === 0 || heldMs === this.policy.recoveryMs,
      'nobody has the time to come back',
    );
    for (const { user, number } of atStake)
      must(number > floor, `${user} cannot come back to ${String(number)}`);
    Object.assign(this, { epoch: this.epoch + 1 });
    this.floor = this.served = floor;
    this.#lastNumber = base;
    this.#heldUntil = this.now + heldMs;
    this.#beatAt = null;
    this.#rate = new RateAccount(this.policy.ratePerMinute);
    this.counters = {};
    for (const person of this.people) this.#lose(person);
  }

  #lose(person: Person): void {
    const { told, ended } = person;
    Object.assign(person, { state: 'OUT', number: 0, present: false });
    if (told === null || told.untilAt <= this.now || isAtLeast(ended, told)) return;
    const { number, admittedAt, untilAt } = told;
    Object.assign(person, {
      state: 'ACTIVE',
      number,
      admittedAt,
      untilAt,
      endsAt: untilAt,
      claimed: true,
    });
  }

  /** Whether anybody waits, or has been admitted and has not come yet: whom a loss could cost their place. */
  get isQuiet(): boolean {
    return this.people.every(
      (person) => person.state === 'OUT' || (person.state === 'ACTIVE' && person.claimed),
    );
  }

  /** A poll. Returns whether the token is good for the place that the person has. */
  poll(person: Person, token: Token, claims: boolean): boolean {
    const isGood = this.#ask(person, token);
    if (!isGood || person.state !== 'ACTIVE') return isGood;
    this.tell(person);
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
      token.epoch < this.epoch && token.number > this.floor && !this.#isUsedUp(person, token);
    if (!mayReturn) return false;
    this.#put(person, token.number);
    this.#count('returned');
    return true;
  }

  #isUsedUp({ ended, told }: Person, token: Token): boolean {
    return (
      isAtLeast(ended, token) ||
      (told !== null && isAtLeast(told.given, token) && told.untilAt <= this.now)
    );
  }

  #put(person: Person, number: number): void {
    Object.assign(person, { state: 'WAITING', number });
    this.#see(person);
  }

  #see(person: Person): void {
    person.present = true;
    this.hear(person);
  }

  /** Somebody is seen at an instance, which tells the store a little later: whoever was away is there again at the next beat. */
  hear(person: Person): void {
    person.seenAt = this.#absenceClock;
    person.graceMs = { least: this.policy.graceMs, most: this.policy.graceMs };
  }

  /** An active person is told so, which is written down first. */
  tell(person: Person): void {
    const { state, number, admittedAt, untilAt, claimed, told } = person;
    if (state !== 'ACTIVE' || claimed) return;
    const epoch = person.tokens.find((token) => token.number === number)?.epoch ?? this.epoch;
    if (told === null || told.number < number)
      person.told = { number, epoch, admittedAt, untilAt, given: this.#lastGiven };
  }

  keep(person: Person, number: number, ms: number): number {
    if (person.state !== 'ACTIVE' || number < person.number || person.endsAt <= this.now) return 0;
    const latest = person.admittedAt + this.policy.sessionMs + 3 * this.policy.holdMs;
    const untilAt = Math.max(person.untilAt, Math.min(this.now + ms, latest));
    Object.assign(person, { untilAt, endsAt: untilAt, claimed: true });
    if (person.told?.number === number) person.told.untilAt = untilAt;
    return untilAt - this.now;
  }

  /** Returns the number that has ended, 0 if none. */
  leave(person: Person, number: number | ''): number {
    const ended = person.number;
    if (person.state === 'OUT' || (number !== '' && number < ended)) return 0;
    this.#end(person, 'LEFT');
    return ended;
  }

  #end(person: Person, reason: string): void {
    Object.assign(person, { state: 'OUT', number: 0, present: false, ended: this.#lastGiven });
    this.#count(reason);
  }

  #endLapsed(person: Person): void {
    this.#end(person, person.claimed ? 'SESSION_OVER' : 'UNCLAIMED');
  }

  #count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }

  #forgiveGap(): boolean {
    const gap = this.#beatAt === null ? 0 : this.now - this.#beatAt;
    if (gap <= beatGapMs) return false;
    this.#beatAt = this.now;
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

  /** A beat: who is away is found out, and then the next are admitted, as `look` tells it. */
  tick(look: QueueView): void {
    const since = this.now - (this.#beatAt ?? this.now);
    if (!this.#forgiveGap() && !this.#isHeld) this.#absenceClock += since;
    for (const person of this.waiting) {
      const awayMs = this.#absenceClock - person.seenAt;
      const told = this.standingIn(look, person);
      person.present = told.state === 'ACTIVE' || this.isLive(look, person.number);
      must(
        person.present || awayMs >= person.graceMs.least,
        `${person.user} was seen within the grace time and is stepped over`,
      );
      const awayMsMost = (person.graceMs.most * 9) / 8 + beatGapMs;
      must(!person.present || awayMs <= awayMsMost, `${person.user} is away and counts as present`);
    }
    this.admit(look);
    this.#beatAt = this.now;
  }

  isLive(look: QueueView, number: number): boolean {
    const at = number - this.floor - 1;
    return ((look.live[Math.floor(at / 8)] ?? 0) & (128 >> (at % 8))) !== 0;
  }

  standingIn(look: QueueView, person: Person): PlaceState {
    const standing = look.standings[this.people.indexOf(person)];
    if (standing === undefined) throw new Error(`nothing is told of ${person.user}`);
    return standing;
  }

  /** An admission step, as `look` tells it: nobody present is overtaken, and capacity and rate are used and kept. */
  admit(look: QueueView): void {
    this.#forgiveGap();
    for (const person of this.people)
      if (person.state === 'ACTIVE' && person.endsAt <= this.now) this.#endLapsed(person);
    const candidates = this.waiting
      .filter(({ present }) => present)
      .toSorted((a, b) => a.number - b.number);
    const admitted = this.waiting.filter(
      (person) => this.standingIn(look, person).state === 'ACTIVE',
    );
    const room = Math.max(
      0,
      this.policy.capacity - this.people.filter(({ state }) => state === 'ACTIVE').length,
    );
    const mayAdmit =
      this.policy.pauseReason === null && this.now >= this.policy.opensAt && !this.#isHeld;
    const inOrder = candidates.slice(0, admitted.length);
    must(
      admitted.every((person) => inOrder.includes(person)),
      `${admitted.map(({ user }) => user).join()} before ${candidates.map(({ user }) => user).join()}`,
    );
    must(
      admitted.length <= (mayAdmit ? room : 0),
      `${String(admitted.length)} admitted, with room for ${String(room)}`,
    );
    const least = mayAdmit ? Math.min(room, candidates.length, this.#rate.leastAt(this.now)) : 0;
    must(
      admitted.length >= least,
      `${String(admitted.length)} admitted, though ${String(least)} might be`,
    );
    for (const person of inOrder) this.#activate(person);
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
  }
}
