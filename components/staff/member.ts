import type { Outputs } from '../api.ts';

/** One role of one staff member. */
export type Member = Outputs['admin']['staff']['list'][number];
