export { copyConcert } from './copy.ts';
export { createConcert, updateConcert } from './edit.ts';
export { archiveConcert, closeConcert, publishConcert } from './life.ts';
export { addDate, addPerformance, movePerformance, removePerformance } from './performances.ts';
export {
  type ConcertDetails,
  getConcert,
  listConcerts,
  type StaffConcert,
  type StaffPerformance,
} from './read.ts';
export { lockConcert, type LockedConcert, versionNow } from './version.ts';
