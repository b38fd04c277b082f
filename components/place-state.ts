import type { Outputs } from './api.ts';

/** State of a place, as the server last reported it to the owner. */
export type PlaceState = Outputs['queue']['status'];
