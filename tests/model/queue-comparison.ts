import type { PlaceState } from '#server/queue/redis/commands.ts';
import type { QueueView } from '../support/test-queue.ts';
import { type Person, expectSame } from './queue-account.ts';
import type { QueueOracle } from './queue-oracle.ts';

const sorted = (counts: Record<string, number>) => Object.entries(counts).sort();

/** Throws an error if an answer or a counter of the queue differs from the oracle's. */
export function compare(oracle: QueueOracle, view: QueueView): void {
  const { waiting, people, served, counters } = oracle;
  const present = waiting.filter((person) => person.present);
  for (const person of people) compareOne(oracle, person, oracle.stateIn(view, person), present);
  for (const { user, number, present } of waiting)
    expectSame(`whether ${user} is present`, oracle.isLive(view, number), present);
  const counted = Object.fromEntries(
    Object.entries(view.counters).filter(([name]) => !name.startsWith('wait')),
  );
  expectSame(
    'the number of active users',
    view.active,
    people.filter(({ state }) => state === 'ACTIVE').length,
  );
  expectSame('the number of waiting users', view.waiting, waiting.length);
  expectSame('the number of present users', view.present, present.length);
  expectSame('the number served', view.served, served);
  expectSame('the counters', sorted(counted), sorted(counters));
}

function compareOne(
  { now }: QueueOracle,
  person: Person,
  answer: PlaceState,
  present: Person[],
): void {
  const { user, state, number, untilAt, admittedAt, claimed } = person;
  const ahead = present.filter((other) => other.number < number).length;
  const isActive = state === 'ACTIVE' && person.endsAt > now;
  expectSame(
    `${user}’s state`,
    answer.state,
    state === 'WAITING' ? state : isActive ? 'ACTIVE' : 'EXPIRED',
  );
  expectSame(`${user}’s number`, answer.number, state === 'WAITING' || isActive ? number : 0);
  if (state === 'WAITING') expectSame(`${user}’s position`, answer.position, ahead + 1);
  // Skip `behind` for an absent user: no client sees the value, because a poll makes the user
  // present.
  if (state === 'WAITING' && person.present)
    expectSame(`the users behind ${user}`, answer.behind, present.length - ahead - 1);
  if (!isActive) return;
  const turn = { untilAt: answer.untilAt, admittedAt: answer.admittedAt, claimed: answer.claimed };
  expectSame(`${user}’s turn`, turn, { untilAt, admittedAt, claimed });
  expectSame(`the users behind ${user}`, answer.behind, present.length);
}
