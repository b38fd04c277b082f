import type { Outputs } from './api.ts';

/** A place in a queue as the server last described it to its owner. */
export type PlaceState = Outputs['queue']['status'];
