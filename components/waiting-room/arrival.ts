import { useState } from 'react';
import type { PlaceState } from '../place-state.ts';
import { useServerTime } from '../server-clock.tsx';

type Eta = NonNullable<PlaceState['etaSeconds']>;

/** Estimated time of admission, as a range in ms of the server's clock. */
export interface Arrival {
  low: number;
  high: number;
}

/** Tolerance of the shown times, so that the text does not flicker at a minute's edge. */
const steadyMs = 30_000;
const minuteMs = 60_000;

/** Ignores changes within the tolerance. `nowMs` is the time of the estimate. */
export function nextArrival(shown: Arrival | null, eta: Eta, nowMs: number): Arrival {
  const next = { low: nowMs + eta.low * 1_000, high: nowMs + eta.high * 1_000 };
  const isSame =
    shown !== null &&
    Math.abs(next.low - shown.low) <= steadyMs &&
    Math.abs(next.high - shown.high) <= steadyMs;
  return isSame ? shown : next;
}

/** Returns whole minutes around the range, at least one minute apart. */
export function wholeMinutes({ low, high }: Arrival): Arrival {
  const from = Math.floor(low / minuteMs) * minuteMs;
  return { low: from, high: Math.max(from + minuteMs, Math.ceil(high / minuteMs) * minuteMs) };
}

interface Shown {
  /** Estimate from which the arrival was last computed. */
  of: Eta | null;
  arrival: Arrival | null;
}

/** Computes the arrival once per estimate, because the wait of an older estimate has passed. */
export function useArrival(eta: Eta | null): Arrival | null {
  const nowMs = useServerTime();
  const [shown, setShown] = useState<Shown>({ of: null, arrival: null });
  if (eta === shown.of || nowMs === null) return shown.arrival;
  const arrival = eta === null ? null : nextArrival(shown.arrival, eta, nowMs);
  setShown({ of: eta, arrival });
  return arrival;
}

/** Returns the admissions per minute that an estimate implies for the users up to `position`. */
export function admissionsPerMinute(position: number, { low, high }: Eta): number {
  return position / Math.max(1 / 60, (low + high) / 2 / 60);
}
