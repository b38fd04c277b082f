import type { Person } from './person.ts';
import { PersonHead } from './person-head.tsx';
import { PersonPlaces } from './person-places.tsx';
import { PersonReservations } from './person-reservations.tsx';
import { PersonWallet } from './person-wallet.tsx';
import type { Role } from './staff-nav.tsx';

/** Shows a person's reservations, wallet and places, as far as the viewer's roles may see them. */
export function PersonPage({ person, roles }: { person: Person; roles: readonly Role[] }) {
  const { reservations, wallet, places } = person;
  return (
    <>
      <PersonHead person={person} roles={roles} />
      <PersonReservations reservations={reservations} />
      <PersonPlaces places={places} />
      <PersonWallet wallet={wallet} />
    </>
  );
}
