import type { FeeSchedule } from '#server/fees/fees.schema.ts';
import { seoulDay } from '#components/format.tsx';

const dayMs = 86_400_000;

export interface FeeStep {
  /** Null: cancelling is impossible. */
  percent: number | null;
  /** Last day of the step at its start time; for the last step, its first day. */
  day: string;
}

/**
 * Returns the current and later steps of a performance's fees. The last step says from which day
 * cancelling is impossible.
 */
export function feeSteps(schedule: FeeSchedule, startsAt: string, now: string): FeeStep[] {
  const before = (days: number) => new Date(Date.parse(startsAt) - days * dayMs).toISOString();
  const steps = schedule
    .map(({ fromDays, percent }) => ({ percent, day: before(fromDays) }))
    .filter(({ day }) => seoulDay(day) >= seoulDay(now));
  const last = schedule.at(-1);
  return [...steps, { percent: null, day: before(last === undefined ? 0 : last.fromDays - 1) }];
}
