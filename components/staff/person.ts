import type { Outputs } from '../api.ts';

/** A person as staff see it. */
export type Person = Outputs['admin']['people']['get'];
