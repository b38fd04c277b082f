export { findPeople, type Sight } from './find.ts';
export { personOf } from './person.ts';
