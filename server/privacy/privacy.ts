export { deleteAccount } from './delete-account.ts';
export { exportOf } from './personal-data.ts';
export { eraseRecords, keptRecordsOf } from './kept-records.ts';
