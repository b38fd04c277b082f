export { blockSeats, unblockSeats } from './block.ts';
export { seatsOfCsv } from './csv.ts';
export { hallPlans, planSeats, removePlan, savePlan } from './plan.ts';
export {
  fieldsOfSeat,
  lockPlan,
  type LockedPlan,
  replacePlan,
  seatColumns,
  seatsOf,
  toSeatFields,
  writeSeats,
} from './write-seats.ts';
