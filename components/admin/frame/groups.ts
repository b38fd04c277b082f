import type { Outputs } from '../../api.ts';

export type StaffConcert = Outputs['admin']['concerts']['list']['items'][number];

export const groupNames = ['onSale', 'coming', 'drafts', 'past'] as const;
export type GroupName = (typeof groupNames)[number];

/** Returns the group of a concert at `nowMs`. A sale begins when its queue opens. */
export function groupOf(
  { state, lineOpensAt, closesAt }: Pick<StaffConcert, 'state' | 'lineOpensAt' | 'closesAt'>,
  nowMs: number,
): GroupName {
  if (state === 'DRAFT') return 'drafts';
  if (state !== 'PUBLISHED' || Date.parse(closesAt) <= nowMs) return 'past';
  return Date.parse(lineOpensAt) <= nowMs ? 'onSale' : 'coming';
}

/** Groups concerts. Coming concerts follow in order of their sale, all others newest first. */
export function groupConcerts(
  concerts: readonly StaffConcert[],
  nowMs: number,
): { name: GroupName; concerts: StaffConcert[] }[] {
  const groups = Map.groupBy(concerts, (concert) => groupOf(concert, nowMs));
  groups.get('coming')?.sort((a, b) => Date.parse(a.opensAt) - Date.parse(b.opensAt));
  return groupNames.flatMap((name) => {
    const found = groups.get(name);
    return found === undefined ? [] : [{ name, concerts: found }];
  });
}

const dayMs = 86_400_000;
const seoulMs = 9 * 3_600_000;
const seoulDay = (ms: number) => Math.floor((ms + seoulMs) / dayMs);

/** Returns the calendar days in Seoul from `nowMs` to the instant; 0 is today. */
export const daysUntil = (iso: string, nowMs: number): number =>
  seoulDay(Date.parse(iso)) - seoulDay(nowMs);
