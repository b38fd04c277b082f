export { blockSeats, unblockSeats } from './block.ts';
export { seatsOfCsv } from './csv.ts';
export { hallPlans, planSeats, removePlan, savePlan } from './plan.ts';
export {
  lockPlan,
  type LockedPlan,
  replacePlan,
  seatsOf,
  toSeatFields,
  writeSeats,
} from './write-seats.ts';
