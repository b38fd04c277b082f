export { findPeople, type Sight } from './find.ts';
export { personOf } from './person.ts';
export { type PersonPlace, placesOf } from './places.ts';
export { type PersonReservation, reservationsAt } from './reservations.ts';
export { type PersonWallet, walletOf } from './wallet.ts';
