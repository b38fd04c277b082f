import type { Row } from '../table.ts';
import type { Figures } from './servers.ts';
import { connectionsOfTarget } from './sizes.ts';

/** Ratios to the baseline: the goal, and the accepted minimum if lower. */
export interface Target {
  aim: number;
  least?: number;
}

const tailMax = 4;

export const rateText = (perSecond: number): string =>
  `${Math.round(perSecond).toLocaleString('en')}/s`;

const figureText = ({ perSecond, p50Ms, p99Ms }: Figures): string =>
  `${rateText(perSecond)} (p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms)`;

/** Judges a ratio by the accepted minimum, not by the goal. */
export function verdict(ratio: number, { aim, least = aim }: Target): Pick<Row, 'target' | 'met'> {
  const target = `≥ ${String(aim)}×${least === aim ? '' : `; accepted from ${String(least)}×`}`;
  return { target, met: ratio >= least };
}

export interface Compared {
  connections: number;
  figure: Figures;
  baseline: Figures;
}

/**
 * Returns one row per number of connections. Adds a row for the p99 latency at
 * `connectionsOfTarget`.
 */
export function callRows(
  what: string,
  baselineName: string,
  compared: readonly Compared[],
  target: Target,
): Row[] {
  return compared.flatMap(({ connections, figure, baseline }) => {
    const ratio = figure.perSecond / baseline.perSecond;
    const name = `${what}, ${String(connections)} connection${connections === 1 ? '' : 's'}`;
    const isJudged = connections === connectionsOfTarget;
    const row: Row = {
      what: name,
      figure: figureText(figure),
      baseline: `${baselineName}: ${figureText(baseline)}`,
      ratio,
      ...(isJudged && verdict(ratio, target)),
    };
    return isJudged ? [row, tailRow(name, figure)] : [row];
  });
}

function tailRow(name: string, { p50Ms, p99Ms }: Figures): Row {
  return {
    what: `${name}: p99 latency`,
    figure: `${p99Ms.toFixed(1)} ms`,
    baseline: `p50: ${p50Ms.toFixed(1)} ms`,
    ratio: p99Ms / p50Ms,
    target: `≤ ${String(tailMax)}×`,
    met: p99Ms <= tailMax * p50Ms,
  };
}
