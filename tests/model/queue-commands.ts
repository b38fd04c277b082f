import fc from 'fast-check';
import { Bitset, RankedBitset } from '#server/queue/state/bitset.ts';
import type { PlaceState } from '#server/queue/redis/commands.ts';
import { type QueuePolicy, type Person, expectSame, type Token } from './queue-account.ts';
import { compare } from './queue-comparison.ts';
import type { QueueOracle } from './queue-oracle.ts';
import type { Loss, PlayedQueue } from './played-queue.ts';

type Command = fc.AsyncCommand<QueueOracle, PlayedQueue>;

export const users = ['ann', 'bo', 'cy', 'dee', 'eve', 'fay', 'gil'];
const durations = { sessionMs: 40_000, claimMs: 6_000, holdMs: 10_000, recoveryMs: 9_000 };
const rates = fc.constantFrom(600_000, 600_000, 600_000, 300, 60, 20);
const graces = fc.constantFrom(4_000, 8_000, 24_000);
const capacities = fc.integer({ min: 1, max: 4 });

export const policies: fc.Arbitrary<(now: number) => QueuePolicy> = fc
  .record({
    capacity: capacities,
    ratePerMinute: rates,
    graceMs: graces,
    opensInMs: fc.constantFrom(0, 0, 0, 5_000),
  })
  .map(({ opensInMs, ...policy }) => (now) => ({
    ...durations,
    ...policy,
    opensAt: now + opensInMs,
    pauseReason: null,
  }));

function step(
  name: string,
  act: (oracle: QueueOracle, queue: PlayedQueue) => Promise<void>,
): Command {
  return { check: () => true, toString: () => name, run: act };
}

async function settle(
  oracle: QueueOracle,
  queue: PlayedQueue,
  how: 'tick' | 'admit' | 'compare',
): Promise<void> {
  const view = await queue.view();
  if (how !== 'compare') oracle[how](view);
  compare(oracle, view);
}

const personAt = (oracle: QueueOracle, who: number): Person => {
  const person = oracle.people[who];
  if (person === undefined) throw new Error('no such user');
  return person;
};
/** Returns the user's token `back` positions before the latest token. */
const tokenOf = (person: Person, back: number): Token | undefined =>
  person.tokens.at(-1 - (back % Math.max(1, person.tokens.length)));

async function join(
  oracle: QueueOracle,
  queue: PlayedQueue,
  who: number,
  presents: boolean,
): Promise<void> {
  const person = personAt(oracle, who);
  const presented = presents ? tokenOf(person, 0) : undefined;
  const joined = await queue.join(person.user, presented);
  if (typeof joined === 'string') throw new Error(`the join is refused: ${joined}`);
  oracle.join(person, presented);
  const view = await queue.view();
  oracle.admit(view);
  oracle.hasJoined(person, joined.token);
  compare(oracle, view);
  expectSame(`${person.user}’s state on joining`, joined.state.state, person.state);
}

async function poll(
  oracle: QueueOracle,
  queue: PlayedQueue,
  who: number,
  { back = 0, claims = true } = {},
): Promise<void> {
  const person = personAt(oracle, who);
  const token = tokenOf(person, back);
  if (token === undefined) return;
  const status = await queue.poll(person.user, token, claims);
  const isGood = oracle.poll(person, token, claims);
  await settle(oracle, queue, 'compare');
  const state: PlaceState['state'] = status.state === 'UNKNOWN' ? 'EXPIRED' : status.state;
  expectSame(
    `the status of ${person.user} with ${String(token.number)}`,
    state,
    isGood ? person.state : 'EXPIRED',
  );
  if (isGood) expectSame(`${person.user}’s number`, status.number, person.number);
}

/**
 * Reads a snapshot, with a report of the waiting users whose polls an instance answered from
 * memory.
 */
async function report(
  oracle: QueueOracle,
  queue: PlayedQueue,
  seen: readonly boolean[],
): Promise<void> {
  const { waiting, floor } = oracle;
  const bits = new Bitset();
  for (const { user, number } of waiting)
    if (seen[users.indexOf(user)] === true) bits.add(number - floor - 1);
  const { figures, live } = await queue.snapshot(bits.range());
  expectSame('the floor', figures.floor, floor);
  const counted = new RankedBitset(live);
  for (const person of waiting) {
    const at = person.number - floor - 1;
    expectSame(`whether ${person.user} is in the snapshot`, counted.has(at), person.present);
    const ahead = waiting.filter((other) => other.present && other.number < person.number);
    expectSame(`who is ahead of ${person.user} in the snapshot`, counted.rank(at), ahead.length);
    if (seen[users.indexOf(person.user)] === true) oracle.markSeen(person);
  }
}

async function tick(oracle: QueueOracle, queue: PlayedQueue, policy?: QueuePolicy): Promise<void> {
  if (policy !== undefined) oracle.change(policy);
  await queue.tick(policy);
  await settle(oracle, queue, 'tick');
}

function later(oracle: QueueOracle, queue: PlayedQueue, ms: number): void {
  queue.queue.nowMs += ms;
  oracle.now = queue.now;
}

async function pass(
  oracle: QueueOracle,
  queue: PlayedQueue,
  pausesMs: readonly number[],
  seen: readonly boolean[],
): Promise<void> {
  for (const ms of pausesMs) {
    later(oracle, queue, ms);
    await report(oracle, queue, seen);
    await tick(oracle, queue);
  }
}

async function lose(oracle: QueueOracle, queue: PlayedQueue, how: Loss): Promise<void> {
  if (how === 'ended well') await settle(oracle, queue, 'compare');
  const begun = await queue.lose(how, (view) => oracle.tick(view));
  const wasQuiet = oracle.isQuiet;
  oracle.beginEpoch(begun);
  if (how === 'ended well' && wasQuiet)
    expectSame('how long a queue without waiting users is held', begun.heldMs, 0);
  await settle(oracle, queue, 'compare');
}

const who = fc.nat({ max: users.length - 1 });
const some = fc.array(fc.boolean(), { minLength: users.length, maxLength: users.length });
const pauses = fc.array(fc.integer({ min: 200, max: 4_900 }), { minLength: 1, maxLength: 6 });
const changes: fc.Arbitrary<Partial<QueuePolicy>> = fc.oneof(
  fc.record({ capacity: capacities }),
  fc.record({ ratePerMinute: rates }),
  fc.record({ graceMs: graces }),
);
const text = (value: unknown) => JSON.stringify(value);

/** Random commands for a queue; a repeated entry makes its command more frequent. */
export const events: fc.Arbitrary<Command>[] = [
  ...Array.from({ length: 3 }, () =>
    fc
      .tuple(who, fc.boolean())
      .map(([at, presents]) =>
        step(`join ${text([at, presents])}`, (o, l) => join(o, l, at, presents)),
      ),
  ),
  ...Array.from({ length: 2 }, () =>
    fc
      .tuple(who, fc.record({ back: fc.constantFrom(0, 0, 1, 2), claims: fc.boolean() }))
      .map(([at, how]) => step(`poll ${text([at, how])}`, (o, l) => poll(o, l, at, how))),
  ),
  some.map((seen) =>
    step(`all of ${text(seen)} poll`, async (o, l) => {
      for (const [at, polls] of seen.entries()) if (polls) await poll(o, l, at);
    }),
  ),
  fc
    .tuple(pauses, some)
    .map(([ms, seen]) => step(`pass ${text([ms, seen])}`, (o, l) => pass(o, l, ms, seen))),
  fc
    .tuple(pauses, some)
    .map(([ms, seen]) => step(`pass ${text([ms, seen])}`, (o, l) => pass(o, l, ms, seen))),
  fc.integer({ min: 5_001, max: 60_000 }).map((ms) =>
    step(`no tick for ${String(ms)} ms`, (o, l) => {
      later(o, l, ms);
      return Promise.resolve();
    }),
  ),
  fc
    .tuple(who, fc.integer({ min: 1_000, max: 60_000 }), fc.constantFrom(0, 1))
    .map(([at, ms, back]) =>
      step(`extend ${text([at, ms, back])}`, async (o, l) => {
        const person = personAt(o, at);
        const { number } = tokenOf(person, back) ?? { number: 1 };
        expectSame(
          'how long a turn is extended',
          await l.extend(person.user, number, ms),
          o.extend(person, number, ms),
        );
        await settle(o, l, 'compare');
      }),
    ),
  fc.tuple(who, fc.constantFrom<'' | 0 | 1>('', 0, 1)).map(([at, back]) =>
    step(`leave ${text([at, back])}`, async (o, l) => {
      const person = personAt(o, at);
      const number = back === '' ? '' : (tokenOf(person, back)?.number ?? 1);
      expectSame('which place ends', await l.leave(person.user, number), o.leave(person, number));
      await settle(o, l, 'admit');
    }),
  ),
  fc.constant(
    step('rejoins arrive once more', async (o, l) => {
      await l.repeatRejoins();
      await settle(o, l, 'compare');
    }),
  ),
  changes.map((change) =>
    step(`change ${text(change)}`, (o, l) => tick(o, l, { ...o.policy, ...change })),
  ),
  fc.boolean().map((pauses) =>
    step(pauses ? 'pause' : 'resume', (o, l) => {
      return tick(o, l, { ...o.policy, pauseReason: pauses ? 'rain' : null });
    }),
  ),
  fc
    .constantFrom<Loss>('emptied', 'restarted', 'ended well')
    .map((how) => step(`Redis is ${how}`, (o, l) => lose(o, l, how))),
];
