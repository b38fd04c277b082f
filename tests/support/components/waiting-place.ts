import type { PlaceState } from '#components/place-state.ts';

/** A place in the middle of a queue. */
export const aPlace: PlaceState = {
  state: 'WAITING',
  number: 107,
  position: 7,
  behind: 3,
  etaSeconds: { low: 60, high: 120 },
  nextPollMs: 3_000,
  heartbeatMs: 40_000,
  expiresAt: null,
  paused: null,
  message: null,
  recovering: false,
};
