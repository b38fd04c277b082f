// Compares methods of selling each seat only once, all under the same load. Writes the results to
// docs/concurrency.md.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestStores } from '#tests/support/stores.ts';
import { candidates } from './concurrency/candidates.ts';
import { plotOf } from './concurrency/plot.ts';
import { type Measured, type Rush, rush } from './concurrency/rush.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { withPool } from './seats/pool.ts';
import { workerCount } from './seats/sizes.ts';
import { machine, withSection } from './table.ts';

const full = { rounds: 3, seatCount: 1_000, people: 10_000 };
const quick = { rounds: 1, seatCount: 100, people: 500 };
const docs = path.join(import.meta.dirname, '../docs');

interface Compared extends Measured {
  name: string;
  /** Number of seats that the candidate sells more than once in the run with stalled attempts. */
  stalledTwice: number;
}

const median = (measured: readonly Measured[], of: keyof Measured) =>
  quantile(
    measured.map((each) => each[of]),
    0.5,
  );

async function compare(
  stores: Parameters<typeof rush>[0],
  { rounds, ...size }: typeof full,
): Promise<Compared[]> {
  const measured = new Map(candidates.map(({ name }): [string, Measured[]] => [name, []]));
  const once = (at: (typeof candidates)[number], stalls: Rush['stalls']) =>
    rush(stores, at, { ...size, stalls });
  for (let round = 0; round <= rounds; round++)
    for (const candidate of candidates) {
      const found = await once(candidate, false);
      if (round > 0) measured.get(candidate.name)?.push(found); // round 0 is a warm-up
    }
  const compared: Compared[] = [];
  for (const candidate of candidates) {
    const rounds = measured.get(candidate.name) ?? [];
    compared.push({
      name: candidate.name,
      answersPerSecond: median(rounds, 'answersPerSecond'),
      p99Ms: median(rounds, 'p99Ms'),
      retries: median(rounds, 'retries'),
      soldTwice: Math.max(...rounds.map(({ soldTwice }) => soldTwice)),
      stalledTwice: (await once(candidate, true)).soldTwice,
    });
  }
  return compared;
}

function tableOf(
  compared: readonly Compared[],
  { rounds, seatCount, people }: typeof full,
): string {
  const rows = compared.map(
    ({ name, answersPerSecond, p99Ms, retries, soldTwice, stalledTwice }) => {
      const cells = [
        Math.round(answersPerSecond).toLocaleString('en'),
        p99Ms.toFixed(1),
        String(retries),
        soldTwice,
        stalledTwice,
      ];
      return `| ${[name, ...cells].join(' | ')} |`;
    },
  );
  const size = `${people.toLocaleString('en')} users, ${seatCount.toLocaleString('en')} seats, ${String(workerCount)} at a time over as many connections`;
  return [
    `${size}. Medians of ${String(rounds)} alternating rounds; for seats sold twice, the maximum. With stalls: one attempt in twenty pauses between reading and writing, for twice the lifetime of the lock in Redis.`,
    '',
    `${new Date().toISOString().slice(0, 10)}, ${machine()}. To repeat: \`npm run bench -- concurrency\`.`,
    '',
    '| candidate | answers/s | p99, ms | retried transactions | seats sold twice | with stalls |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

const plot = (compared: readonly Compared[]): string =>
  plotOf(
    'Answers a second under the same load; red: seats were sold twice',
    compared.map(({ name, answersPerSecond, p99Ms, soldTwice, stalledTwice }) => ({
      name,
      value: answersPerSecond,
      label: `${Math.round(answersPerSecond).toLocaleString('en')}/s, p99 ${p99Ms.toFixed(1)} ms, sold twice ${String(soldTwice)} (${String(stalledTwice)} with stalls)`,
      isWrong: soldTwice + stalledTwice > 0,
    })),
  );

export function benchConcurrency(
  { redis }: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const size = isQuick ? quick : full;
  return withPool(async (pool) => {
    const compared = await compare({ pool, redis }, size);
    const table = tableOf(compared, size);
    console.log(`\n${table}\n`);
    if (isQuick) return;
    const file = path.join(docs, 'concurrency.md');
    writeFileSync(file, withSection(readFileSync(file, 'utf8'), 'concurrency', table));
    writeFileSync(path.join(docs, 'concurrency.svg'), plot(compared));
  });
}
