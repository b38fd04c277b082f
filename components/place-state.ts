import type { Outputs } from './api.ts';

/** State of a place in the server's answer to the owner. */
export type PlaceState = Outputs['queue']['status'];
