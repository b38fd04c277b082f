// What pages cost: whether rendering them slows those who poll, and the waiting room from memory against a page that is rendered.
import { encode } from 'next-auth/jwt';
import { env } from '#server/env.ts';
import { join } from '#server/queue/queue.ts';
import { aShow, people } from '#server/testing/factories.ts';
import { startInstance } from '#server/testing/instance.ts';
import type { TestStores } from '#server/testing/stores.ts';
import { flood, type Flood, type FloodMet, quantile, type Shot } from './load.ts';

const rounds = 5;
const seconds = 4;
const peopleCount = 100;
const pollersAtOnce = 32;
const pollsPerSecond = 1_000;
const renderedAtOnce = 8;
const visitorsAtOnce = 32;

/** People who wait in line and have signed in: their polls, their visits to its waiting room, and to a page that is rendered. */
async function aCrowd(stores: TestStores): Promise<Record<'polls' | 'visits' | 'rendered', Shot[]>> {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const input = encodeURIComponent(JSON.stringify({ concertId }));
  const crowd: Record<'polls' | 'visits' | 'rendered', Shot[]> = { polls: [], visits: [], rendered: [] };
  for (const userId of await people(stores.db, peopleCount)) {
    const { token } = await join(stores, userId, concertId);
    crowd.polls.push({ path: `/api/trpc/queue.status?input=${input}`, headers: { 'x-queue-token': token } });
    const session = await encode({ token: { sub: userId }, secret: env().NEXTAUTH_SECRET });
    const headers = { cookie: `next-auth.session-token=${session}`, 'accept-encoding': 'gzip' };
    crowd.visits.push({ path: `/concerts/${String(concertId)}/queue`, headers });
    crowd.rendered.push({ path: `/concerts/${String(concertId)}`, headers });
  }
  return crowd;
}

export async function benchPages(stores: TestStores): Promise<void> {
  const { polls, visits, rendered } = await aCrowd(stores);
  const instance = await startInstance({}, { pages: true });
  const run = (what: Flood) => flood(instance.url, what, seconds);
  const fast = { shots: polls, connections: pollersAtOnce };
  const paced = { ...fast, rate: pollsPerSecond };
  const rendering = { shots: rendered, connections: renderedAtOnce };
  const beside = async (what: Flood) => (await Promise.all([run(what), run(rendering)]))[0];
  const kinds: Record<string, () => Promise<FloodMet>> = {
    'polls, as fast as answered': () => run(fast),
    '  the same, pages rendered beside': () => beside(fast),
    [`polls, ${String(pollsPerSecond)} a second`]: () => run(paced),
    '  the same, pages rendered beside ': () => beside(paced),
    'waiting room, from memory': () => run({ shots: visits, connections: visitorsAtOnce }),
    'a concert’s page, rendered': () => run(rendering),
  };
  const met = new Map(Object.keys(kinds).map((name): [string, FloodMet[]] => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(kinds)) {
      const found = await measure();
      if (found.statuses['2xx'] === 0 || found.statuses['5xx'] !== 0)
        throw new Error(`${name}: ${JSON.stringify(found.statuses)}`);
      if (round > 0) met.get(name)?.push(found); // the first one warms up
    }
  }
  await instance.stop();
  console.log(
    `Medians of ${String(rounds)} rounds of ${String(seconds)} s each, ${String(renderedAtOnce)} pages rendered at a time; of latency, the rounds' p50 and p99`,
  );
  for (const [name, each] of met) {
    const median = (of: (one: FloodMet) => number) => String(quantile(each.map(of), 0.5)).padStart(6);
    const latency = `${median(({ p50Ms }) => p50Ms)} ms ${median(({ p99Ms }) => p99Ms)} ms`;
    console.log(`${name.padEnd(36)}${median(({ perSecond }) => perSecond)}/s ${latency}`);
  }
}
