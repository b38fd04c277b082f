// `npm run lighthouse -- [--runs N] [URL]` measures the weight and speed of pages on a simulated
// phone. Each figure is the median of N runs, by default three. Without a URL, the command builds
// the pages and starts an instance on separate stores. With a URL, the command measures the
// demonstration at that address. The demonstration users join the queue of the second concert. The
// output is a table for docs/benchmarks.md, and the budgets that are not kept, which fail the
// command.
import { chromium } from '@playwright/test';
import lighthouse, { type Flags } from 'lighthouse';
import { parseArgs } from 'node:util';
import { machine } from '#bench/table.ts';
import { demonstrationAccounts } from '#prisma/seed.ts';
import { findBrowser } from './browser.ts';
import { build } from './build.ts';
import { startDemonstration } from './demonstration.ts';
import { stopProcesses } from './lib/processes.ts';
import { type Measured, measuredOf, medians, missed, tableOf } from './lighthouse/table.ts';
import { type Cookie, Visitor } from './lighthouse/visitor.ts';
import { reportError } from './lib/progress.ts';
import { freePort } from './stores/free-port.ts';
import { startTestPostgres } from './stores/postgres.ts';
import { startTestRedis } from './stores/redis.ts';

/**
 * Factors by which Lighthouse slows the processor. Factor 2 makes a typical server core as slow as
 * a typical phone. Factor 4 is Lighthouse's default.
 */
const slowdowns = [2, 4];
const usualRuns = 3;

interface Page {
  name: string;
  /** Least performance score at the first slowdown. */
  performanceMin: number;
  /** True if no search engine may read the page, so that `is-crawlable` does not apply. */
  isPrivate: boolean;
  /** Prepares the data for a visit. Returns the page's path and the visitor's cookies. */
  prepare: () => Promise<{ path: string; cookies: Cookie[] }>;
}

function pagesOf(url: string): Page[] {
  const [, first, ...others] = demonstrationAccounts.map((account) => new Visitor(url, account));
  if (first === undefined) throw new Error('there are no demonstration accounts');
  const performance = async () => {
    await first.join(1);
    const [date] = await first.query<{ performanceId: number }[]>('catalog.dates', {
      concertId: 1,
    });
    if (date === undefined) throw new Error('the first concert has no date with free seats');
    return date.performanceId;
  };
  const guest = (name: string, path: string): Page => ({
    name,
    performanceMin: 95,
    isPrivate: false,
    prepare: () => Promise.resolve({ path, cookies: [] }),
  });
  const fan = (name: string, performanceMin: number, path: () => Promise<string>): Page => ({
    name,
    performanceMin,
    isPrivate: true,
    prepare: async () => {
      await first.signIn();
      const visited = await path();
      return { path: visited, cookies: first.cookies };
    },
  });
  return [
    guest('concerts', '/'),
    guest('a concert', '/concerts/1'),
    guest('sign-in', '/sign-in'),
    fan('wallet', 90, () => Promise.resolve('/wallet')),
    fan('waiting room', 95, async () => {
      const size = 5; // queue capacity of the demonstration's second concert
      for (const other of others.slice(0, size)) {
        await other.signIn();
        await other.join(2); // the poll in `join` claims the turn
      }
      const { state } = await first.join(2);
      if (state !== 'WAITING') throw new Error(`at the second concert, the visitor is ${state}`);
      return '/concerts/2/queue';
    }),
    fan('seats', 90, async () => `/concerts/1/seats/${await performance()}`),
    fan('checkout', 90, async () => {
      const seats = [1, 2];
      const held = await first.mutate<{ reservationId: number }>('seating.hold', {
        performanceId: await performance(),
        seats,
      });
      return `/checkout/${held.reservationId}`;
    }),
  ];
}

const visitsMax = 3;

/** Visits a page again if Chromium's trace has no start of the navigation, which is rare. */
async function visit(address: string, flags: Flags) {
  for (let visits = 1; ; visits++)
    try {
      return await lighthouse(address, flags);
    } catch (error) {
      const isIncomplete = error instanceof Error && error.message.includes('NO_NAVSTART');
      if (!isIncomplete || visits === visitsMax) throw error;
    }
}

async function measure(url: string, runs: number): Promise<void> {
  const port = await freePort();
  // Lighthouse opens its pages in the profile's default context. An empty path creates a temporary
  // profile.
  const browser = await chromium.launchPersistentContext('', {
    executablePath: findBrowser({ whole: true }),
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  const rows = [];
  for (const { name, performanceMin, isPrivate, prepare } of pagesOf(url)) {
    const found: Measured[][] = slowdowns.map(() => []);
    for (let run = 0; run < runs; run++)
      for (const [at, cpuSlowdownMultiplier] of slowdowns.entries()) {
        const { path, cookies } = await prepare();
        await browser.clearCookies();
        await browser.addCookies(cookies); // Lighthouse clears the cache but keeps cookies
        const flags: Flags = {
          port,
          logLevel: 'error',
          extraHeaders: { 'accept-language': 'ko' }, // an English visitor would be redirected
          onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
          ...(isPrivate && { skipAudits: ['is-crawlable'] }),
          throttling: { cpuSlowdownMultiplier },
        };
        const result = await visit(`${url}${path}`, flags);
        if (result === undefined) throw new Error(`Lighthouse has no result for ${path}`);
        found[at]?.push(measuredOf(result.lhr, `${url}${path}`));
        process.stdout.write('.');
      }
    rows.push({ name, performanceMin, bySlowdown: found.map(medians) });
  }
  await browser.close();
  console.log(
    `\n\n${new Date().toISOString().slice(0, 10)}, ${machine()}. To repeat: \`npm run lighthouse\`.\n\n${tableOf(rows, slowdowns)}`,
  );
  const misses = missed(rows);
  if (misses.length === 0) return;
  console.error(`\nBudgets that are not kept:\n${misses.join('\n')}`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string' } },
    allowPositionals: true,
  });
  const runs = Number(values.runs ?? usualRuns);
  const [given] = positionals;
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error('use npm run lighthouse -- [--runs N] [URL]');
  if (given !== undefined) return measure(given.replace(/\/$/, ''), runs);
  await build();
  const postgres = await startTestPostgres();
  const redis = await startTestRedis();
  const { url } = await startDemonstration({ postgres, redisUrl: redis.url }, 'jari_lighthouse');
  return measure(url, runs);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(signal, () => void stopProcesses().then(() => process.exit(1)));

await run().catch(reportError).finally(stopProcesses);
process.exit();
