// Simulates a queue by the rules of server/queue/redis/lua, to measure the accuracy of wait
// estimates.
import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import { nextPollMs } from '#server/queue/estimate/poll-interval.ts';
import type { Course, Poll, Scenario } from './scenario.ts';
import { Agenda, fenwick, type Random, seededRandom } from './simulation.ts';

const graceSeconds = 180;
const graceStep = graceSeconds / 8;
const claimSeconds = 120;
const recoverySeconds = 75;
const admissionsPerTick = 500;
const secondsMax = 6 * 3_600;

interface Person {
  number: number;
  joinedAt: number;
  stage: 'AWAY' | 'WAITING' | 'ACTIVE' | 'GONE';
  /** Time when the user closes the page without leaving the queue, or Infinity. */
  silentAt: number;
  polls: Poll[] | null;
  admittedAt: number;
}

type Event = { at: number } & (
  { what: 'tick' } | { what: 'join' | 'poll' | 'give up' | 'missed' | 'end'; person: Person }
);

/** Runs a scenario to its end. Records one of every `recordEvery` users. */
export function simulate(scenario: Scenario, seed: number, recordEvery = 1): Course {
  return new SimulatedQueue(scenario, seed, recordEvery).run();
}

class SimulatedQueue {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #agenda = new Agenda<Event>();
  readonly #people: Person[];
  readonly #present: ReturnType<typeof fenwick>;
  #now = 0;
  #policy: EtaPolicy;
  readonly #ticks: Course['ticks'] = [];
  #allowance = 0;
  #allowanceAt = -Infinity;
  #tickAt = -Infinity;
  #heldUntil = 0;
  #joined = 0;
  #admitted = 0;
  #active = 0;
  #head = 1;
  #left: number;

  constructor(scenario: Scenario, seed: number, recordEvery: number) {
    this.#scenario = scenario;
    this.#random = seededRandom(seed);
    this.#policy = scenario.policy;
    this.#present = fenwick(scenario.people);
    this.#left = scenario.people;
    const arrivals = Array.from({ length: scenario.people }, () =>
      scenario.arrivesAt(this.#random),
    ).sort((a, b) => a - b);
    this.#people = arrivals.map((joinedAt, index) => ({
      number: index + 1,
      joinedAt,
      stage: 'AWAY',
      silentAt: this.#random() < (scenario.vanish ?? 0) ? joinedAt + 60 * this.#random() : Infinity,
      polls: index % recordEvery === 0 ? [] : null,
      admittedAt: Number.NaN,
    }));
    for (const person of this.#people)
      this.#agenda.add({ at: person.joinedAt, what: 'join', person });
    this.#agenda.add({ at: Math.min(0, arrivals[0] ?? 0), what: 'tick' });
  }

  run(): Course {
    for (
      let event = this.#agenda.next();
      event !== undefined && this.#left > 0;
      event = this.#agenda.next()
    ) {
      this.#now = event.at;
      if (this.#now > secondsMax) break;
      if (event.what === 'tick') this.#tick();
      else this.#happens(event.what, event.person);
    }
    const waits = this.#people.flatMap(({ admittedAt, polls, silentAt }) =>
      polls !== null && admittedAt <= silentAt ? [{ admittedAt, polls }] : [],
    );
    const { changes = [], pauses = [], outage } = this.#scenario;
    const surprises = [
      ...changes.map(({ at }) => at),
      ...pauses.map(({ from }) => from),
      ...(outage === undefined ? [] : [outage.at]),
    ];
    return { ticks: this.#ticks, waits, surprises };
  }

  #happens(what: Exclude<Event['what'], 'tick'>, person: Person): void {
    if (what === 'join') this.#joins(person);
    else if (what === 'end') this.#ends(person);
    else if (person.stage !== 'WAITING') return;
    else if (what === 'poll') this.#polls(person);
    else this.#goes(person);
  }

  #joins(person: Person): void {
    const { giveUpPerHour = 0 } = this.#scenario;
    person.stage = 'WAITING';
    this.#joined++;
    this.#present.add(person.number, 1);
    if (giveUpPerHour > 0) {
      const until =
        person.joinedAt + (-Math.log(1 - this.#random()) * 3_600) / (giveUpPerHour / 100);
      if (this.#random() < 0.5) this.#agenda.add({ at: until, what: 'give up', person });
      else person.silentAt = Math.min(person.silentAt, until);
    }
    if (person.silentAt < Infinity) {
      const missedAt = person.silentAt + graceSeconds + graceStep * this.#random();
      this.#agenda.add({ at: missedAt, what: 'missed', person });
    }
    this.#admit();
    const matters = person.polls !== null || this.#scenario.outage !== undefined;
    if (matters) this.#happens('poll', person); // polls of admitted users have no effect
  }

  #isUnavailable(): boolean {
    const { outage } = this.#scenario;
    return outage !== undefined && this.#now >= outage.at && this.#now < outage.at + outage.seconds;
  }

  #polls(person: Person): void {
    if (this.#now > person.silentAt) return;
    if (this.#isUnavailable()) {
      this.#agenda.add({ at: this.#now + 5 + 25 * this.#random(), what: 'poll', person });
      return;
    }
    if (!this.#present.has(person.number)) {
      this.#present.add(person.number, 1);
      this.#head = Math.min(this.#head, person.number);
    }
    const position = this.#present.upTo(person.number);
    const [ticks, policy, open] = [this.#ticks.length, this.#policy, this.#isOpen()];
    person.polls?.push({ at: this.#now, position, ticks, policy, open });
    const ms = nextPollMs('WAITING', position, {
      random: this.#random(),
      load: 0,
      graceMs: graceSeconds * 1_000,
    });
    this.#agenda.add({ at: this.#now + ms / 1_000, what: 'poll', person });
  }

  #goes(person: Person): void {
    person.stage = 'GONE';
    this.#left--;
    if (this.#present.has(person.number)) this.#present.add(person.number, -1);
  }

  #ends(person: Person): void {
    person.stage = 'GONE';
    this.#left--;
    this.#active--;
    this.#admit();
  }

  #isOpen(): boolean {
    const { pauses = [] } = this.#scenario;
    const paused = pauses.some(({ from, to }) => this.#now >= from && this.#now < to);
    return this.#now >= 0 && this.#now >= this.#heldUntil && !paused && !this.#isUnavailable();
  }

  /**
   * Admits the lowest present numbers within an allowance that grows with time, like
   * lua/include/admission.lua.
   */
  #admit(): void {
    if (!this.#isOpen()) return;
    const { capacity, ratePerMinute } = this.#policy;
    const most = Math.max(1, ratePerMinute / 60);
    const full = Math.min(most + ratePerMinute / 60, Math.floor(most) + 1 - 1e-6);
    const since = this.#now - this.#allowanceAt;
    this.#allowance = Math.min(
      full,
      this.#allowance + (since === Infinity ? full : (since * ratePerMinute) / 60),
    );
    this.#allowanceAt = this.#now;
    const free = Math.min(capacity - this.#active, Math.floor(this.#allowance), admissionsPerTick);
    for (let count = 0; count < free; count++) {
      while (this.#head <= this.#joined && !this.#present.has(this.#head)) this.#head++;
      const person = this.#people[this.#head - 1];
      if (person === undefined || this.#head > this.#joined) return;
      this.#present.add(person.number, -1);
      this.#allowance--;
      this.#admitted++;
      this.#active++;
      person.stage = 'ACTIVE';
      person.admittedAt = this.#now;
      const comes = this.#now < person.silentAt && this.#random() >= (this.#scenario.noShows ?? 0);
      const lasts = comes
        ? Math.min(
            this.#scenario.turnSeconds(this.#random, this.#now),
            this.#policy.sessionMs / 1_000,
          )
        : claimSeconds;
      this.#agenda.add({ at: this.#now + lasts, what: 'end', person });
    }
  }

  #tick(): void {
    this.#agenda.add({ at: this.#now + 1 + 0.1 * this.#random(), what: 'tick' });
    for (const { at, policy } of this.#scenario.changes ?? []) {
      if (at > this.#tickAt && at <= this.#now) this.#policy = { ...this.#policy, ...policy };
    }
    const { outage } = this.#scenario;
    const lostAt = outage === undefined ? Infinity : outage.at + outage.seconds;
    if (lostAt > this.#tickAt && lostAt <= this.#now) this.#loseAll();
    this.#tickAt = this.#now;
    if (this.#isUnavailable()) return;
    this.#admit();
    const [open, at] = [this.#isOpen(), Math.round(this.#now * 1_000)];
    const seen = {
      admitted: this.#admitted,
      joined: this.#joined,
      active: this.#active,
      present: this.#present.total(),
    };
    this.#ticks.push({ seen: { at, open, ...seen }, policy: this.#policy });
  }

  /**
   * Simulates a loss of Redis, which begins a new epoch. Waiting users are absent until their next
   * poll; admitted users keep their turns.
   */
  #loseAll(): void {
    this.#heldUntil = this.#now + recoverySeconds;
    this.#ticks.push({ seen: null, policy: this.#policy });
    for (const { number } of this.#people)
      if (this.#present.has(number)) this.#present.add(number, -1);
  }
}
