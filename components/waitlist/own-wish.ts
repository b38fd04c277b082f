import type { Outputs } from '../api.ts';

export type OwnWish = NonNullable<Outputs['waitlist']['latest']>;
