export { blockSeats, unblockSeats } from './block.ts';
export { seatsCsv, seatsOfCsv } from './csv.ts';
export { hallPlans, type HallPlan, planSeats, removePlan, savePlan } from './plan.ts';
export {
  lockPlan,
  type LockedPlan,
  replacePlan,
  seatsOf,
  toSeatFields,
  writeSeats,
} from './write-seats.ts';
