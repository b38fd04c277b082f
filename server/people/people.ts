export { findPeople, type FoundPerson, type Sight } from './find.ts';
export { type PersonDetails, personOf } from './person.ts';
export type { PersonPlace } from './places.ts';
export type { PersonReservation } from './reservations.ts';
export type { PersonWallet } from './wallet.ts';
