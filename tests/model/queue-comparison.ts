import type { PlaceState } from '#server/queue/redis/commands.ts';
import type { QueueView } from '../support/test-queue.ts';
import { type Person, same } from './queue-account.ts';
import type { QueueOracle } from './queue-oracle.ts';

const sorted = (counts: Record<string, number>) => Object.entries(counts).sort();

/** Holds everything that is told of a line against what is so. */
export function compare(oracle: QueueOracle, look: QueueView): void {
  const { waiting, people, served, counters } = oracle;
  const present = waiting.filter((person) => person.present);
  for (const person of people) compareOne(oracle, person, oracle.standingIn(look, person), present);
  for (const { user, number, present } of waiting)
    same(`whether ${user} is present`, oracle.isLive(look, number), present);
  const counted = Object.fromEntries(
    Object.entries(look.counters).filter(([name]) => !name.startsWith('wait')),
  );
  same('how many are active', look.active, people.filter(({ state }) => state === 'ACTIVE').length);
  same('how many wait', look.waiting, waiting.length);
  same('how many are present', look.present, present.length);
  same('the number served', look.served, served);
  same('what has happened', sorted(counted), sorted(counters));
}

function compareOne(
  { now }: QueueOracle,
  person: Person,
  told: PlaceState,
  present: Person[],
): void {
  const { user, state, number, untilAt, admittedAt, claimed } = person;
  const ahead = present.filter((other) => other.number < number).length;
  const isActive = state === 'ACTIVE' && person.endsAt > now;
  same(
    `${user}’s state`,
    told.state,
    state === 'WAITING' ? state : isActive ? 'ACTIVE' : 'EXPIRED',
  );
  same(`${user}’s number`, told.number, state === 'WAITING' || isActive ? number : 0);
  if (state === 'WAITING') same(`${user}’s position`, told.position, ahead + 1);
  // Nobody asks without being seen: of an absent person it is never told who is behind.
  if (state === 'WAITING' && person.present)
    same(`who is behind ${user}`, told.behind, present.length - ahead - 1);
  if (!isActive) return;
  const turn = { untilAt: told.untilAt, admittedAt: told.admittedAt, claimed: told.claimed };
  same(`${user}’s turn`, turn, { untilAt, admittedAt, claimed });
  same(`who is behind ${user}`, told.behind, present.length);
}
