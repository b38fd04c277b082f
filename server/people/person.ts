import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { Stores } from '../queue/queue.ts';
import type { Scope } from '../staff/staff.ts';
import { isMember, type Sight } from './find.ts';
import { masked, type Names } from './mask.ts';
import type { PersonInput } from './people.schema.ts';
import { type PersonPlace, placesOf } from './places.ts';
import { type PersonReservation, reservationsAt } from './reservations.ts';
import { type PersonWallet, walletOf } from './wallet.ts';

export interface PersonDetails extends Names {
  userId: string;
  /** Latest 100 at the concerts of the caller, newest first. */
  reservations: PersonReservation[];
  /** Null for a caller with named concerts, because a wallet belongs to no concert. */
  wallet: PersonWallet | null;
  /** Latest place at each of the latest 100 concerts of the caller, newest concert first. */
  places: PersonPlace[];
}

/** As `Sight`, with the concerts whose people's names the caller may reveal. */
export interface RevealingSight extends Sight {
  revealable: Scope;
}

/**
 * Returns a person with the reservations, wallet entries and places that the caller may see. A reveal
 * writes an audit entry first, so that no reveal lacks one. Refusals: NOT_FOUND for an unknown person,
 * and for a person without a reservation, a turn or a place at the caller's concerts; ADMIN_ONLY for a
 * reveal by a role that may not reveal.
 */
export async function personOf(
  stores: Stores,
  actorId: string,
  { userId, reveal }: PersonInput,
  { readable, managed, revealable }: RevealingSight,
): Promise<PersonDetails> {
  const { db } = stores;
  const person = await db.user.findUnique({
    where: { id: userId },
    select: { name: true, email: true },
  });
  if (person === null || !(await isMember(stores, userId, readable))) refuse('NOT_FOUND');
  if (reveal !== undefined) {
    if (!(await isMember(stores, userId, revealable))) refuse('ADMIN_ONLY', { needs: 'SUPPORT' });
    await recordReveal(db, { actorId, userId, reason: reveal.reason });
  }
  const isNamed = reveal !== undefined || (await isMember(stores, userId, managed));
  return {
    userId,
    ...(isNamed ? person : masked(person)),
    reservations: await reservationsAt(db, userId, readable),
    wallet: readable === 'all' ? await walletOf(db, userId) : null,
    places: await placesOf(stores, userId, readable),
  };
}

const recordReveal = (
  db: Db,
  entry: { actorId: string; userId: string; reason: string },
): Promise<void> =>
  serializable(db, (tx) => recordAudit(tx, { ...entry, action: 'person.reveal' }));
