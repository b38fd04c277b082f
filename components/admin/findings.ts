import type { Outputs } from '../api.ts';
import { presetAtLeast } from './effects.ts';
import type { HistoryRow } from './live/types.ts';
import { type Rates, ratesOf } from './rates.ts';

type Overview = Outputs['admin']['overview'];

export interface Situation {
  nowMs: number;
  isPublished: boolean;
  closesAt: string;
  overview: Pick<
    Overview,
    | 'waiting'
    | 'active'
    | 'capacity'
    | 'ratePerMinute'
    | 'claimSeconds'
    | 'paused'
    | 'opensAt'
    | 'lineOpensAt'
    | 'available'
    | 'held'
    | 'sold'
  >;
  /** Minutes of the last half hour, the oldest first. */
  history: readonly HistoryRow[];
  /** When the queue was paused; null if that is unknown, because it is long ago. */
  pausedAt: string | null;
}

/** Control that resolves a finding, with the value that it proposes. */
export type Remedy =
  | { lever: 'capacity' | 'ratePerMinute' | 'claimSeconds'; value: number }
  | { lever: 'resume' | 'openLine' | 'close' };

export interface Finding {
  kind:
    | 'capacityFull'
    | 'rateTooLow'
    | 'noShows'
    | 'pausedLong'
    | 'opensSoonLineClosed'
    | 'soldOutLineOpen';
  remedy: Remedy;
  /** Numbers that the text of the finding names. */
  values: Record<string, number>;
}

const minuteMs = 60_000;
const pausedMsMax = 5 * minuteMs;
const openingMsMin = 30 * minuteMs;
const noShowsMax = 0.3;
/** Fewer turns than this say nothing about the share of no-shows. */
const turnsMin = 10;
const rateMinutes = 5;
const noShowMinutes = 10;
/** Share of the capacity below which the rate, not the capacity, holds people back. */
const idleShare = 0.5;

const isOpen = ({ nowMs, overview, closesAt, isPublished }: Situation) =>
  isPublished && Date.parse(overview.opensAt) <= nowMs && nowMs < Date.parse(closesAt);

function pausedLong({ nowMs, overview: { paused, waiting }, pausedAt }: Situation): Finding | null {
  const pausedMs = pausedAt === null ? Infinity : nowMs - Date.parse(pausedAt);
  if (!paused || pausedMs <= pausedMsMax) return null;
  return { kind: 'pausedLong', remedy: { lever: 'resume' }, values: { waiting } };
}

function capacityFull(situation: Situation, rates: Rates | null): Finding | null {
  const { waiting, active, capacity, paused } = situation.overview;
  const outruns = rates !== null && rates.joins > rates.completions;
  if (!isOpen(situation) || paused || waiting === 0 || active < capacity || !outruns) return null;
  const value = presetAtLeast(Math.max(capacity * 2, Math.ceil(waiting / 8)));
  if (value <= capacity) return null;
  return {
    kind: 'capacityFull',
    remedy: { lever: 'capacity', value },
    values: { waiting, capacity, value },
  };
}

function rateTooLow(situation: Situation): Finding | null {
  const { waiting, active, capacity, ratePerMinute, paused } = situation.overview;
  const recent = situation.history.slice(-2);
  const isIdle = [active, ...recent.map((row) => row.active)].every(
    (inside) => inside < capacity * idleShare,
  );
  // Without two minutes of history, a rise may have begun just now.
  if (!isOpen(situation) || paused || waiting === 0 || recent.length < 2 || !isIdle) return null;
  const value = presetAtLeast(Math.max(ratePerMinute * 2, capacity - active));
  if (value <= ratePerMinute) return null;
  return {
    kind: 'rateTooLow',
    remedy: { lever: 'ratePerMinute', value },
    values: { waiting, active, capacity, value },
  };
}

function noShows({ overview: { claimSeconds }, history }: Situation): Finding | null {
  const rates = ratesOf(history, noShowMinutes);
  const turns = (rates?.admissions ?? 0) * Math.min(history.length, noShowMinutes);
  if (rates === null || turns < turnsMin || rates.noShows <= rates.admissions * noShowsMax)
    return null;
  const percent = Math.round((100 * rates.noShows) / rates.admissions);
  const value = Math.max(10, Math.round(claimSeconds / 2));
  return { kind: 'noShows', remedy: { lever: 'claimSeconds', value }, values: { percent, value } };
}

function opensSoon({ nowMs, isPublished, overview }: Situation): Finding | null {
  const leftMs = Date.parse(overview.opensAt) - nowMs;
  const isClosed = nowMs < Date.parse(overview.lineOpensAt);
  if (!isPublished || !isClosed || leftMs <= 0 || leftMs >= openingMsMin) return null;
  return {
    kind: 'opensSoonLineClosed',
    remedy: { lever: 'openLine' },
    values: { minutes: Math.ceil(leftMs / minuteMs) },
  };
}

function soldOut(situation: Situation): Finding | null {
  const { available, held, sold, waiting } = situation.overview;
  if (!isOpen(situation) || available + held > 0 || sold === 0) return null;
  return { kind: 'soldOutLineOpen', remedy: { lever: 'close' }, values: { waiting } };
}

/** Returns the problems of a sale, the most urgent first, each with the control against it. */
export function findingsOf(situation: Situation): Finding[] {
  const rates = ratesOf(situation.history, rateMinutes);
  const sold = soldOut(situation);
  return [
    pausedLong(situation),
    opensSoon(situation),
    sold,
    // More people inside do not help once every seat is sold.
    sold === null ? capacityFull(situation, rates) : null,
    sold === null ? rateTooLow(situation) : null,
    noShows(situation),
  ].filter((finding) => finding !== null);
}
