import type { Row } from './table.ts';

/**
 * Measures the parts of a benchmark in sequence. Prints the rows of each part. A failed part does
 * not stop the remaining parts.
 */
export async function measureParts<Measure>(
  parts: Record<string, Measure>,
  run: (measure: Measure) => Promise<Row[]>,
): Promise<{ rows: Row[]; failures: unknown[] }> {
  const rows: Row[] = [];
  const failures: unknown[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    const since = performance.now();
    const found = await run(measure).catch((error: unknown): Row[] => {
      failures.push(error);
      return [{ what: name, figure: 'could not be measured', target: 'measured', met: false }];
    });
    for (const { what, figure, baseline = '' } of found)
      console.log(`${what}: ${figure}   ${baseline}`);
    console.log(`  (${((performance.now() - since) / 1_000).toFixed(0)} s)`);
    rows.push(...found);
  }
  return { rows, failures };
}

export function failIfAny(failures: unknown[]): void {
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}
