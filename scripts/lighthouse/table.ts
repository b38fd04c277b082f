import type { Result } from 'lighthouse';

const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
/** Scores from 0 to 100. */
export type Scores = Record<(typeof categories)[number], number>;

/** Results of one visit. Byte counts are those of the compressed transfer. */
export interface Measured extends Scores {
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
    ...scoresOf(report),
    lcpMs: number('largest-contentful-paint'),
    tbtMs: number('total-blocking-time'),
    cls: number('cumulative-layout-shift'),
    totalBytes: bytes(),
    scriptBytes: bytes('Script'),
    fontBytes: bytes('Font'),
    benchmarkIndex: report.environment.benchmarkIndex,
  };
}

function scoresOf({ categories: found }: Result): Scores {
  const score = (name: keyof Scores) => Math.round((found[name]?.score ?? 0) * 100);
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    seo: score('seo'),
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
    accessibility: of('accessibility'),
    'best-practices': of('best-practices'),
    seo: of('seo'),
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
  /** Least performance score at the first slowdown. */
  performanceMin: number;
  /** Results in the order of the slowdown factors. */
  bySlowdown: Measured[];
}

/** Limits of each page at the first slowdown. `e2e/page-weight.spec.ts` limits the bytes. */
const limits = { lcpMs: 2_000, tbtMs: 200, cls: 0.01 };

/** Returns the rows' budgets that are not kept, one line each. */
export function missed(rows: Row[]): string[] {
  return rows.flatMap(({ name, performanceMin, bySlowdown: [measured] }) => {
    if (measured === undefined) return [`${name}: not measured`];
    const tooLow = categories
      .map((category) => ({ category, min: category === 'performance' ? performanceMin : 100 }))
      .filter(({ category, min }) => measured[category] < min)
      .map(({ category, min }) => `${category} ${String(measured[category])} < ${String(min)}`);
    const tooHigh = (['lcpMs', 'tbtMs', 'cls'] as const)
      .filter((figure) => measured[figure] > limits[figure])
      .map((figure) => `${figure} ${measured[figure].toFixed(3)} > ${String(limits[figure])}`);
    return [...tooLow, ...tooHigh].map((miss) => `${name}: ${miss}`);
  });
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
    const others = categories.slice(1).map((category) => String(first[category]));
    const times = bySlowdown.map(
      ({ performance, lcpMs, tbtMs }) =>
        `${Math.round(performance)}, ${(lcpMs / 1_000).toFixed(1)} s, ${Math.round(tbtMs)} ms`,
    );
    return [
      name,
      ...times,
      others.join(', '),
      cls.toFixed(3),
      kB(scriptBytes),
      kB(fontBytes),
      kB(totalBytes),
    ];
  });
  const indexes = rows.flatMap(({ bySlowdown }) =>
    bySlowdown.map(({ benchmarkIndex }) => Math.round(benchmarkIndex)),
  );
  const heads = [
    'page',
    ...timed,
    'accessibility, best practices, SEO',
    'CLS',
    'scripts kB',
    'fonts kB',
    'total kB',
  ];
  return [
    `Lighthouse’s benchmarkIndex of the machine: ${Math.min(...indexes)}–${Math.max(...indexes)}.`,
    '',
    ...[heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
