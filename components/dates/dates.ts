import type { Outputs } from '#components/api.ts';

/** Date with free seats. */
export type OpenDate = Outputs['catalog']['dates'][number];

/** Future date of a concert, which can be sold out. */
export interface FutureDate {
  performanceId: number;
  startsAt: string;
}
