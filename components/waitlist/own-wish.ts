import type { Outputs } from '../api.ts';

export type OwnWish = Outputs['waitlist']['mine'][number];
