import type { Result } from 'lighthouse';

/** Results of one visit. Byte counts are those of the compressed transfer. */
export interface Measured {
  /** Lighthouse's performance score, from 0 to 100. */
  performance: number;
  lcpMs: number;
  tbtMs: number;
  cls: number;
  totalBytes: number;
  scriptBytes: number;
  fontBytes: number;
  /** Lighthouse's estimate of the machine's speed; a faster machine has a higher index. */
  benchmarkIndex: number;
}

interface NetworkRequest {
  resourceType?: string;
  transferSize?: number;
}

/**
 * Extracts the figures from a Lighthouse report. Throws an error if a redirect led to another page.
 */
export function measuredOf(report: Result, address: string): Measured {
  if (report.finalDisplayedUrl !== address)
    throw new Error(`${address} led to ${report.finalDisplayedUrl}`);
  if (report.runtimeError !== undefined)
    throw new Error(`${address}: ${report.runtimeError.message}`);
  const number = (audit: string) => {
    const value = report.audits[audit]?.numericValue;
    if (value === undefined) throw new Error(`${address}: Lighthouse gives no ${audit}`);
    return value;
  };
  const details = report.audits['network-requests']?.details;
  const requests = details?.type === 'table' ? (details.items as NetworkRequest[]) : [];
  const bytes = (type?: string) =>
    requests
      .filter(({ resourceType }) => type === undefined || resourceType === type)
      .reduce((sum, { transferSize = 0 }) => sum + transferSize, 0);
  return {
    performance: Math.round((report.categories['performance']?.score ?? 0) * 100),
    lcpMs: number('largest-contentful-paint'),
    tbtMs: number('total-blocking-time'),
    cls: number('cumulative-layout-shift'),
    totalBytes: bytes(),
    scriptBytes: bytes('Script'),
    fontBytes: bytes('Font'),
    benchmarkIndex: report.environment.benchmarkIndex,
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export function medians(visits: Measured[]): Measured {
  const of = (figure: keyof Measured) => median(visits.map((visit) => visit[figure]));
  return {
    performance: of('performance'),
    lcpMs: of('lcpMs'),
    tbtMs: of('tbtMs'),
    cls: of('cls'),
    totalBytes: of('totalBytes'),
    scriptBytes: of('scriptBytes'),
    fontBytes: of('fontBytes'),
    benchmarkIndex: of('benchmarkIndex'),
  };
}

interface Row {
  name: string;
  /** Results in the order of the slowdown factors. */
  bySlowdown: Measured[];
}

const kB = (bytes: number) => String(Math.round(bytes / 1_000));

export function tableOf(rows: Row[], slowdowns: number[]): string {
  const timed = slowdowns.map((slowdown) => `performance, LCP, TBT at ${slowdown}×`);
  const lines = rows.map(({ name, bySlowdown }) => {
    const [first] = bySlowdown;
    if (first === undefined) throw new Error(`${name} was not measured`);
    // The first result suffices, because layout shift and sizes are independent of the processor's
    // speed.
    const { cls, totalBytes, scriptBytes, fontBytes } = first;
    const times = bySlowdown.map(
      ({ performance, lcpMs, tbtMs }) =>
        `${Math.round(performance)}, ${(lcpMs / 1_000).toFixed(1)} s, ${Math.round(tbtMs)} ms`,
    );
    return [name, ...times, cls.toFixed(3), kB(scriptBytes), kB(fontBytes), kB(totalBytes)];
  });
  const indexes = rows.flatMap(({ bySlowdown }) =>
    bySlowdown.map(({ benchmarkIndex }) => Math.round(benchmarkIndex)),
  );
  const heads = ['page', ...timed, 'CLS', 'scripts kB', 'fonts kB', 'total kB'];
  return [
    `Lighthouse’s benchmarkIndex of the machine: ${Math.min(...indexes)}–${Math.max(...indexes)}.`,
    '',
    ...[heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
