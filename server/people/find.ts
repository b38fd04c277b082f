import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { peekPlace, type Stores } from '../queue/queue.ts';
import type { Scope } from '../staff/staff.ts';
import { masked, type Names } from './mask.ts';
import type { FindPeople } from './people.schema.ts';
import { type Sought, soughtBy } from './query.ts';

const byNumberSql = loadSql(import.meta.url, './sql/by-number.sql');
const byEmailSql = loadSql(import.meta.url, './sql/by-email.sql');
const byNameSql = loadSql(import.meta.url, './sql/by-name.sql');
const atConcertsSql = loadSql(import.meta.url, './sql/at-concerts.sql');

export interface FoundPerson extends Names {
  userId: string;
}

/** Concerts whose people the caller may see, and those whose names the caller may see. */
export interface Sight {
  readable: Scope;
  managed: Scope;
}

const pageSize = 20;
/** People whom one page reads, if it must leave out people without a place at the concerts. */
const candidatesMax = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';

const kinds = ['number', 'email', 'name'] as const;
type Kind = (typeof kinds)[number];

/**
 * Finds up to 20 people: first the owners of a number, then by e-mail address, then by name. A caller
 * with named concerts finds only people with a reservation, a turn or a place there. A caller who does
 * not manage all of these concerts must give a whole e-mail address or name. `cursor` is null on the
 * last page; a page may have fewer people than others.
 */
export async function findPeople(
  stores: Stores,
  { q, cursor }: FindPeople,
  sight: Sight,
): Promise<{ items: FoundPerson[]; cursor: string | null }> {
  const sought = soughtBy(q, { byBeginning: includesAll(sight.managed, sight.readable) });
  const [from, after] = (cursor ?? `number:${firstId}`).split(':') as [Kind, string];
  const take = sight.readable === 'all' ? pageSize + 1 : candidatesMax;
  const owners = await candidates(stores.db, 'number', sought, { after: firstId, take });
  const items: FoundPerson[] = [];
  for (const kind of kinds.slice(kinds.indexOf(from))) {
    let last = kind === from ? after : firstId;
    const found = await candidates(stores.db, kind, sought, { after: last, take });
    for (const [at, person] of (await visible(stores, found, sight)).entries()) {
      const { userId, email } = found[at] ?? refuse('INTERNAL');
      const isRepeated =
        (kind !== 'number' && owners.some((owner) => owner.userId === userId)) ||
        (kind === 'name' && startsIn(email, sought.email));
      if (person !== null && !isRepeated) {
        if (items.length === pageSize) return { items, cursor: `${kind}:${last}` };
        items.push(person);
      }
      last = userId;
    }
    if (found.length === take) return { items, cursor: `${kind}:${last}` };
  }
  return { items, cursor: null };
}

/** Returns true if the search by e-mail address has found the address, too. */
const startsIn = (email: string, range: Sought['email']): boolean =>
  range !== null && email.toLowerCase().startsWith(range.from.toLowerCase());

/** Returns true if `scope` has all concerts of `of`. */
const includesAll = (scope: Scope, of: Scope): boolean =>
  scope === 'all' || (of !== 'all' && of.every((concertId) => scope.includes(concertId)));

async function candidates(
  db: Db,
  kind: Kind,
  sought: Sought,
  { after, take }: { after: string; take: number },
): Promise<FoundPerson[]> {
  if (kind === 'number') {
    const { reservationId, ticketId, userId } = sought;
    if ((reservationId ?? ticketId ?? userId) === null) return [];
    return rows(db, byNumberSql, after, reservationId, ticketId, userId, take);
  }
  const range = sought[kind];
  if (range === null) return [];
  const from = after === firstId ? range.from : await textOf(db, kind, after);
  const statement = kind === 'email' ? byEmailSql : byNameSql;
  return rows(db, statement, from, after, range.to, take);
}

/** Returns the text at which a page ended. Refusal: BAD_INPUT for a cursor of an unknown person. */
async function textOf(db: Db, kind: 'email' | 'name', userId: string): Promise<string> {
  const person = await db.user.findUnique({
    where: { id: userId },
    select: { email: true, name: true },
  });
  const unknown = { issues: [{ path: 'cursor', message: 'must be a cursor of this search' }] };
  return (person ?? refuse('BAD_INPUT', unknown))[kind];
}

/** Replaces the people whom the caller may not see by null, and masks names as the caller's roles say. */
async function visible(
  stores: Stores,
  found: readonly FoundPerson[],
  { readable, managed }: Sight,
): Promise<(FoundPerson | null)[]> {
  const [mayRead, mayName] = [
    await membersOf(stores, found, readable),
    await membersOf(stores, found, managed),
  ];
  return found.map((person) => {
    if (!mayRead(person.userId)) return null;
    return mayName(person.userId) ? person : masked(person);
  });
}

/** Returns a test for the people with a reservation, a turn or a place at one of the concerts. */
async function membersOf(
  stores: Stores,
  people: readonly FoundPerson[],
  scope: Scope,
): Promise<(userId: string) => boolean> {
  if (scope === 'all') return () => true;
  if (scope.length === 0 || people.length === 0) return () => false;
  const ids = people.map(({ userId }) => userId);
  const found = await rows<{ userId: string }>(stores.db, atConcertsSql, ids, [...scope]);
  const members = new Set(found.map(({ userId }) => userId));
  const [only] = ids;
  // Redis alone knows who waits for a first turn. One person is asked for, not a page of people.
  if (only !== undefined && ids.length === 1 && members.size === 0) {
    if (await hasPlaceAt(stores, only, scope)) members.add(only);
  }
  return (userId) => members.has(userId);
}

/** Returns true if the person has or had a reservation, a turn or a place at one of the concerts. */
export async function isMember(stores: Stores, userId: string, scope: Scope): Promise<boolean> {
  const person = { userId, name: '', email: '' };
  return (await membersOf(stores, [person], scope))(userId);
}

async function hasPlaceAt(
  { db, redis }: Stores,
  userId: string,
  scope: readonly number[],
): Promise<boolean> {
  const queues = await db.concert.findMany({
    where: { id: { in: [...scope] }, state: 'PUBLISHED' },
    select: { id: true, queueEpoch: true },
  });
  const places = await Promise.all(
    queues.map(({ id, queueEpoch }) =>
      peekPlace(redis, { concertId: id, epoch: queueEpoch }, userId),
    ),
  );
  return places.some((place) => place !== null);
}
