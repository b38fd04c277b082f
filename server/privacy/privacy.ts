export { deleteAccount } from './delete-account.ts';
export { exportOf, type PersonalData } from './personal-data.ts';
export { eraseRecords, keptRecordsOf } from './kept-records.ts';
